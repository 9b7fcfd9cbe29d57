package tandem.proxy;

import java.io.IOException;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * One request of a client and the way to answer it: the seam between fronts and forwarding. Nothing behind it knows by which
 * front a request came. Every method is for the exchange's I/O thread.
 */
interface ClientExchange {
    /** Hears about the client. */
    @RunsOn(Lane.IO)
    interface Listener {
        /** The request's body may have more to read, or has ended. */
        void bodyReadable();

        /** The client takes more of the response. */
        void responseWritable();

        /** The client will send nothing more, but may still read. */
        void clientFinished();

        /** The connection broke; nothing can be answered any more. */
        void clientGone();
    }

    /** The request, checked against the grammar. */
    RequestHead head();

    ClientConnection client();

    /** Who is told from now on. */
    void listen(Listener listener);

    /** The request's body; ends at once if there is none. */
    BodySource body();

    /** Whether the request has been read to its end. */
    boolean bodyComplete();

    /** Whether the client may ask more by this connection. */
    boolean persistent();

    /** Bytes of the request with its head; to be asked for once, when all is over. */
    long takeReceived();

    /** Bytes that the client was sent, with heads; to be asked for once, when all is over. */
    long takeSent();

    /** Lets the connection end with this exchange. */
    void lastOnConnection();

    /** Passes on an interim response; nothing happens for a client that does not know them. */
    void interim(ResponseHead head) throws IOException;

    /**
     * Answers. The head's fields that are not dropped, its status and its framing count; the front adds what its protocol needs.
     *
     * @return where the body goes; {@link BodySink#end} is called also if there is none
     */
    BodySink respond(ResponseHead head);

    /** Agrees to another protocol, or to CONNECT by a head with 200; from then on {@link #body} and the sink carry blind bytes both ways. */
    BodySink upgrade(ResponseHead head);

    /** After {@link BodySink#end} returned true: the client may ask the next thing, or is closed if the request was not read. */
    void complete();

    /** Whether its connection carries others at the same time, so that nothing of one request may hold for the connection. */
    default boolean multiplexed() {
        return false;
    }

    /** Whether {@link #upgrade} takes a success of CONNECT too. */
    default boolean connects() {
        return false;
    }

    /** Breaks off so that the client asks again by HTTP/1.1, where a connection is its own; for one that is multiplexed. */
    default void askByHttp1() {
        abort();
    }

    /** Breaks the connection so that nobody takes what was sent for complete. */
    void abort();
}
