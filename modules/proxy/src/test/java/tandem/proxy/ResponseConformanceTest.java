package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.config.RouteConfig;
import tandem.core.wire.Bytes;
import tandem.core.wire.Corpus;
import tandem.core.wire.WireCase;
import tandem.core.wire.WireCase.Fate;
import tandem.core.wire.WireClient;
import tandem.core.wire.WireClient.Outcome;

/** Every response of the corpus, sent by a member as it stands; docs/reference/http-conformance.md lists what they are for. */
class ResponseConformanceTest {
    private static final byte[] SENTINEL = Bytes.of("GET /sentinel HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    private static volatile WireCase current;
    private static StubMember member;
    private static Bench bench;

    @BeforeAll
    static void start() {
        member = StubMember.scripted(talk -> {
            for (String head = talk.readHead(); head != null; head = talk.readHead()) {
                if (head.contains(" /sentinel ")) {
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsentinel");
                } else {
                    talk.out.write(current.response());
                    talk.out.flush();
                    if (current.ends()) {
                        return;
                    }
                }
            }
        });
        bench = Bench.with(member).via(RouteConfig.Via.ON).start();
    }

    @AfterAll
    static void stop() {
        bench.close();
        member.close();
    }

    static List<WireCase> responses() {
        return Corpus.responses();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("responses")
    void response_of_the_corpus_meets_its_fate(WireCase each) throws IOException {
        current = each;

        Outcome outcome;
        Outcome next;
        try (WireClient client = new WireClient(bench.port)) {
            outcome = client.exchange(each.request());
        }
        try (WireClient client = new WireClient(bench.port)) {
            next = client.exchange(SENTINEL);
        }

        assertThat(next.last().bodyText()).as("the next client's answer").isEqualTo("sentinel");
        Fate fate = outcome.last() == null ? Fate.CUT : outcome.status() == 502 ? Fate.REFUSED : Fate.PASSED;
        String seen = Bytes.text(outcome.raw());
        assertThat(each.allows(fate, outcome.status()))
                .as("%s with %d; the client got %s", fate, outcome.status(), Bytes.shown(outcome.raw()))
                .isTrue();
        if (fate == Fate.PASSED) {
            each.present().forEach(text -> assertThat(seen).contains(text));
        }
        each.absent()
                .forEach(text ->
                        assertThat(seen.toLowerCase(Locale.ROOT)).doesNotContain(text.toLowerCase(Locale.ROOT)));
    }
}
