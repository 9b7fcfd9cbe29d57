package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tandem.core.config.ByteSize;
import tandem.core.config.ClientLimits;
import tandem.core.config.RuleConfig;

/** What a request may be as large as, and what it is answered above. */
class RequestLimitsTest {
    private static final ClientLimits SMALL =
            ClientLimits.DEFAULT.withHead(ByteSize.kib(1), ByteSize.kib(8), 5, new ByteSize(100));

    private static RuleConfig bodies(long most) {
        return new RuleConfig(
                "/",
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new ByteSize(most)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void long_fields_long_lines_and_too_many_fields_are_refused() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with().member("a", a.port()).limits(SMALL).start()) {
            assertThat(status(bench, RawClient.get("/", "X: " + "x".repeat(97) + "\r\n")))
                    .isEqualTo(200);
            assertThat(status(bench, RawClient.get("/", "X: " + "x".repeat(98) + "\r\n")))
                    .isEqualTo(431);
            assertThat(status(bench, RawClient.get("/" + "x".repeat(1024)))).isEqualTo(414);
            assertThat(status(bench, RawClient.get("/", "A: 1\r\n".repeat(5)))).isEqualTo(431);
        }
    }

    @Test
    void body_that_says_it_is_too_long_reaches_no_member() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench =
                        Bench.with().member("a", a.port()).rule(bodies(10)).start()) {
            assertThat(status(bench, RawClient.post("/", "0123456789"))).isEqualTo(200);
            assertThat(status(bench, RawClient.post("/", "0123456789x"))).isEqualTo(413);
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void body_that_turns_out_too_long_is_broken_off() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        CountDownLatch over = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    try {
                        talk.readHead();
                        while (true) {
                            int next = talk.in.read();
                            if (next < 0) {
                                break;
                            }
                            seen.updateAndGet(text -> text + (char) next);
                        }
                    } finally {
                        over.countDown();
                    }
                });
                Bench bench =
                        Bench.with().member("a", a.port()).rule(bodies(10)).start()) {
            String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

            assertThat(status(bench, chunked + "4\r\nabcd\r\n8\r\nefghijkl\r\n0\r\n\r\n"))
                    .isEqualTo(413);
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(seen.get()).doesNotContain("0\r\n\r\n");
    }

    private static int status(Bench bench, String request) throws IOException {
        return RawClient.once(bench.port, request).status();
    }
}
