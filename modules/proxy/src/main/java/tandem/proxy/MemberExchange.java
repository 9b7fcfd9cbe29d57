package tandem.proxy;

import java.io.IOException;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;

/**
 * One request's way to its member and the answer back: by HTTP/1 a connection of its own, by HTTP/2 a stream of one that many
 * share, by FTP a visit. The seam between forwarding and the protocols of members. Every method is for its I/O thread.
 */
sealed interface MemberExchange permits MemberConnection, MemberStream, FtpExchange {
    /** Whose request it carries. */
    @RunsOn(Lane.IO)
    interface Borrower {
        void memberReadable();

        void memberWritable();
    }

    /** The connections that it is one of. */
    MemberConnections.Stack home();

    /** Whether its connection has carried a request before the present one, and may be dead without our knowing. */
    boolean used();

    /** Says whose request it carries from now on. */
    void lend(Borrower to);

    /** The request that it is to carry has this slot; its member takes only so many. */
    void hold(MemberSlots taken);

    // ---- the request ----

    /**
     * Begins the request; it goes when the sink is flushed, ended, or has more than it can hold.
     *
     * @param head as HTTP/1 has it
     */
    void send(HeadBytes head, Framing how, long length);

    /** Where the request's body goes. */
    BodySink sink();

    /** The member takes no more of the request: what waits for it is forgotten. */
    void releaseSink();

    // ---- the response ----

    /**
     * Reads what has come of a head.
     *
     * @return how much; 0 for nothing, -1 if nothing more will come
     * @throws BadMessage if it is no HTTP
     * @throws IOException if the connection or the stream broke
     */
    int fill() throws IOException;

    /**
     * Whether a head is complete; it is in {@link #response} until {@link #nextHead}.
     *
     * @throws BadMessage if it is no HTTP
     */
    boolean headComplete() throws BadMessage;

    /** The head that was interim is used; another follows. */
    void nextHead();

    ResponseHead response();

    /**
     * The final head is there: finds out how its body ends, and begins to read it.
     *
     * @param toHead whether it answers HEAD
     * @throws BadMessage if its fields contradict each other
     */
    void frame(boolean toHead) throws BadMessage;

    /** Begins the body behind the final head. */
    void beginBody();

    /** Where the response's body comes from. */
    BodySource source();

    // ---- ends ----

    /** Whether the member is known to have done nothing of the request, since it says so itself. */
    boolean refused();

    /** How many bytes went to the member since this was last asked. */
    long takeSent();

    /** How many bytes came from the member since this was last asked. */
    long takeReceived();

    /** Ends it; the response is complete. */
    void close();

    /** Ends it so that the member takes nothing of what was sent for complete. */
    void abort();
}
