package tandem.admin.client;

import java.io.IOException;

/** A way to a node. Any thread. */
interface Transport extends AutoCloseable {
    /** A whole answer. */
    record Answer(int status, String body) {}

    /**
     * Asks and waits.
     *
     * @throws IOException if there is no whole answer; {@link java.net.http.HttpTimeoutException} if it takes too long,
     *     {@link java.net.ConnectException} if nobody listens
     */
    Answer send(Ask ask) throws IOException, InterruptedException;

    @Override
    void close();
}
