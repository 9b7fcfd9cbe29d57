package tandem.proxy.http2;

import tandem.proxy.http.ResponseHead;

/** Who asked a member something by one stream, and hears how it is answered. One thread. */
public interface Asked extends Stream.User {
    /** Where the member's next head is put; it is cleared before. */
    ResponseHead head();

    /** A head is complete: an interim or the final one. What follows the final one is told by the other methods. */
    void responded();

    /** Members say no such thing. */
    @Override
    default void finished() {}
}
