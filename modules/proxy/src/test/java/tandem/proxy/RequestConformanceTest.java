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
import tandem.core.wire.RecordingMember;
import tandem.core.wire.RecordingMember.Seen;
import tandem.core.wire.WireCase;
import tandem.core.wire.WireCase.Fate;
import tandem.core.wire.WireClient;
import tandem.core.wire.WireClient.Outcome;

/** Every request of the corpus, sent to a running proxy as it stands; docs/reference/http-conformance.md lists what they are for. */
class RequestConformanceTest {
    private static final byte[] SENTINEL = Bytes.of("GET /sentinel HTTP/1.1\r\nHost: shop.example\r\n\r\n");

    private static RecordingMember member;
    private static Bench bench;

    @BeforeAll
    static void start() {
        member = RecordingMember.start();
        bench = new Bench.Builder()
                .member("a", member.port())
                .via(RouteConfig.Via.ON)
                .start();
    }

    @AfterAll
    static void stop() {
        bench.close();
        member.close();
    }

    static List<WireCase> requests() {
        return Corpus.requests();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void request_of_the_corpus_meets_its_fate(WireCase each) throws IOException {
        member.forget();

        Outcome outcome;
        try (WireClient client = new WireClient(bench.port)) {
            outcome = client.exchange(each.request());
        }
        Outcome sentinel;
        try (WireClient client = new WireClient(bench.port)) {
            sentinel = client.exchange(SENTINEL);
        }

        List<Seen> reached = member.requests().stream()
                .filter(seen -> !seen.message().start().startsWith("GET /sentinel "))
                .toList();
        assertThat(sentinel.last().bodyText()).as("the next client's answer").isEqualTo("reached /sentinel");
        assertThat(member.violations()).as("what a member got is no HTTP").isEmpty();
        assertThat(reached.size()).as("requests that reached a member").isLessThan(2);
        String seen = reached.isEmpty()
                ? member.fragments()
                : Bytes.text(reached.getFirst().raw());
        Fate fate = fate(outcome, reached, seen);
        assertThat(right(each, fate, outcome.status()))
                .as(
                        "%s with %d, %s; the client got %s; a member got %s",
                        fate,
                        outcome.status(),
                        outcome.closed() ? "closed" : "open",
                        Bytes.shown(outcome.raw()),
                        Bytes.shown(Bytes.of(seen)))
                .isTrue();
        if (fate == Fate.PASSED) {
            passedOn(each, reached.getFirst(), seen);
        }
    }

    private static Fate fate(Outcome outcome, List<Seen> reached, String seen) {
        if (!reached.isEmpty()) {
            return Fate.PASSED;
        }
        if (!seen.isEmpty()) {
            return Fate.CUT;
        }
        return outcome.closed() ? Fate.REFUSED : Fate.ANSWERED;
    }

    /** What is refused is also cut, and answered by the proxy itself. */
    private static boolean right(WireCase each, Fate fate, int status) {
        return each.allows(fate, status)
                || fate == Fate.REFUSED && (each.allows(Fate.ANSWERED, status) || each.allows(Fate.CUT, status))
                || fate == Fate.ANSWERED && each.allows(Fate.CUT, status);
    }

    private static void passedOn(WireCase each, Seen only, String raw) {
        String whole = raw + only.message().bodyText();
        each.present().forEach(text -> assertThat(whole).as(each.toString()).contains(text));
        each.absent()
                .forEach(text -> assertThat(whole.toLowerCase(Locale.ROOT))
                        .as(each.toString())
                        .doesNotContain(text.toLowerCase(Locale.ROOT)));
    }
}
