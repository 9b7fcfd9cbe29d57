package tandem.proxy;

/** What the streams of one HTTP/2 connection share, on whichever side this node is. One I/O thread. */
interface Http2Link {
    IoLoop loop();

    /** Where frames wait. */
    Http2Outbox outbox();

    /** Whose turn it is to send. */
    Http2Turns turns();

    /** A sink has something to send, and waits for its turn. */
    void await(Http2Sink sink);

    /** Something was written, or is over; all that happens in one round of the thread leaves together. */
    void settleSoon();

    /** What packs heads and trailers. */
    Http2Heads heads();
}
