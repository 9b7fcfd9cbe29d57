package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import tandem.proxy.RawClient.Response;

/** An answer that a member holds back until the test lets it go, so that something can happen to a request under way. */
final class HeldAnswer {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** The member that holds it back. */
    StubMember member() {
        return StubMember.scripted(talk -> {
            talk.readRequest();
            asked.countDown();
            StubMember.await(released);
            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
            talk.awaitEnd();
        });
    }

    /** A client whose request the member has. */
    RawClient askedBy(Bench bench) throws IOException {
        RawClient client = bench.client();
        client.send(RawClient.get("/"));
        StubMember.await(asked);
        return client;
    }

    /** Lets the answer go. */
    void release() {
        released.countDown();
    }

    /** Lets the answer go; what the client gets. */
    Response release(RawClient client) throws IOException {
        released.countDown();
        return client.read();
    }

    /** Lets the answer go: the client gets it, and is told that its connection ends. */
    void endsWith(RawClient client) throws IOException {
        Response response = release(client);

        assertThat(response.body()).isEqualTo("done");
        assertThat(response.field("Connection")).isEqualTo("close");
    }
}
