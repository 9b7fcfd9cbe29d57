package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.BalancerConfig;
import tandem.core.config.OutlierConfig;
import tandem.core.count.Count;

/** Members that are left out for what they answer. */
class OutlierTest {
    private static final UnaryOperator<BalancerConfig> RULE = balancer ->
            balancer.edit().outliers(Optional.of(OutlierConfig.DEFAULT)).done();

    private static List<String> ask(Bench bench, int times) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (RawClient client = bench.client()) {
                bodies.add(client.ask(RawClient.get("/" + i)).body());
            }
        }
        return bodies;
    }

    private static void ejected(Bench bench, String sentence) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(bench.events)
                        .anySatisfy(event -> assertThat(event).contains(sentence)));
    }

    @Test
    void member_that_answers_503_again_and_again_is_left_out_and_comes_back() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.sending("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nbad");
                StubMember b = StubMember.answering("b");
                StubMember c = StubMember.answering("c");
                Bench bench = Bench.with(a, b, c).rules(RULE).clock(clock).start()) {
            ask(bench, 15);
            ejected(
                    bench,
                    "app/a (http://127.0.0.1:" + a.port() + ") is left out for 30 s: 5 failures in a row, the"
                            + " last: it answered 503");

            assertThat(ask(bench, 12)).containsOnly("b", "c");
            assertThat(bench.counters.totals().get("app/a")[Count.EJECTIONS.ordinal()])
                    .isEqualTo(1);
            clock.advance(Duration.ofSeconds(30));
            ask(bench, 3);

            ejected(bench, "left out for 60 s: it failed again after its return");
        }
    }

    @Test
    void member_that_breaks_off_is_left_out_though_it_takes_connections() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).rules(RULE).start()) {
            for (int i = 0; i < 10; i++) {
                try (RawClient client = bench.client()) {
                    client.send(RawClient.get("/" + i));
                    client.readToEnd();
                }
            }
            ejected(bench, "the last: its response broke off");

            assertThat(ask(bench, 6)).containsOnly("b");
        }
    }

    @Test
    void nothing_of_it_without_the_rule() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nbad");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).start()) {
            assertThat(ask(bench, 20)).filteredOn("bad"::equals).hasSize(10);
        }
    }
}
