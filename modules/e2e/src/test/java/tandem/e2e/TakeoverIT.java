package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.app.demo.Attempt;
import tandem.app.demo.ClientReport;
import tandem.core.status.MemberStatus;

/** Takeovers and switchovers of a real address, as clients and an onlooker on the same segment see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverIT {
    private static final double SWITCHOVER_BOUND_MILLIS = 50;
    private static final double STOP_BOUND_MILLIS = 1500;
    private static final int COUNTED = 100;
    private static final int TLS_EVERY_MILLIS = 20;
    /** Two members of equal weight: a cycle is two requests. */
    private static final int WEIGHT_CYCLE = 2;

    private Stage stage;
    private Pair pair;
    private Trials trials;

    @BeforeAll
    void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Net.missing();
        assumeTrue(missing.isEmpty(), () -> "network namespaces: " + missing.orElseThrow());
        stage = Stage.open(directory);
    }

    @AfterAll
    void close() {
        if (trials != null) {
            trials.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    /** Every pair whose takeovers are promised. */
    static List<PairSettings> pairs() {
        return PairSettings.PROMISED;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void failed_owner_is_replaced_in_time_and_never_answers_beside_its_successor(PairSettings settings) {
        use(settings);
        SoftAssertions promises = new SoftAssertions();

        for (Fault fault : List.of(Fault.KILL, Fault.FREEZE, Fault.CUT, Fault.POWER_OFF)) {
            double bound = settings.boundMillis(fault);
            String what = settings.name() + ", " + fault.word;
            Figures outages = new Figures(what + ": outage", "ms");
            Figures doubled = new Figures(what + ": two owners answered", "ms");
            Figures deviations = new Figures(
                    what + ": requests to node1 of the next " + COUNTED + ", off an uninterrupted run", "requests");
            while (outages.undecided(bound)) {
                Trials.Sighting sighting = trials.observe(fault);
                outages.add(sighting.outageMillis());
                doubled.add(sighting.seen().doubledMillis());
                deviations.add(deviation(sighting.report()));
                promises.assertThat(sighting.seen().macs())
                        .as(what + ": nodes that answered the onlooker")
                        .hasSize(2);
            }
            outages.print();
            doubled.print();
            deviations.print();
            promises.assertThat(outages.median())
                    .as(what + ": median outage in ms")
                    .isPositive()
                    .isLessThanOrEqualTo(bound);
            promises.assertThat(doubled.worst())
                    .as(what + ": ms with two owners")
                    .isZero();
            promises.assertThat(deviations.worst())
                    .as(what + ": deviation in requests")
                    .isLessThanOrEqualTo(WEIGHT_CYCLE);
        }

        promises.assertAll();
    }

    @Test
    void drained_member_stays_drained_and_cookies_lead_to_their_member_after_a_takeover() {
        use(PairSettings.USUAL);
        String owner = pair.owner();
        pair.ask(owner, "member", memberId("node2"), "drain", "--comment", "e2e")
                .demand();
        ClientReport visitors;
        Trials.Sighting sighting;

        try (Traffic sticky = stage.traffic(20, "BALANCEID=mycluster.node2")) {
            sighting = trials.observe(Fault.KILL);
            visitors = sticky.report();
        } finally {
            pair.ask(Stage.peerOf(owner), "member", memberId("node2"), "clear").demand();
        }

        long served = firstServedAfter(sighting.report());
        ClientReport newcomers = ClientReport.of(sighting.report().attempts().stream()
                .filter(attempt -> attempt.startMicros() >= served)
                .toList());
        assertThat(newcomers.members()).as("members of new clients").containsOnlyKeys("node1");
        assertThat(visitors.members())
                .as("members of clients with node2's cookie")
                .containsOnlyKeys("node2");
        assertThat(visitors.nodes()).as("nodes that answered them").containsOnlyKeys("lb1", "lb2");
    }

    /** A part of {@code deploy/soak takeovers} alone. */
    @TestFactory
    Stream<DynamicTest> clients_by_tls() {
        return Stream.of(dynamicTest(
                        "are served after a fault as those in clear text", this::clientsByTlsAreServedAfterAFault))
                .filter(test -> Figures.full());
    }

    private void clientsByTlsAreServedAfterAFault() {
        PairSettings settings = PairSettings.USUAL.withTls();
        use(settings);
        Figures outages = new Figures(settings.name() + ", killed: outage", "ms");

        try (Traffic secure = stage.trafficByTls(TLS_EVERY_MILLIS)) {
            Trials.pause(Duration.ofSeconds(2));
            while (outages.undecided(settings.boundMillis(Fault.KILL))) {
                long from = Trials.micros();
                trials.observe(Fault.KILL);
                ClientReport report = secure.report(from, Trials.micros() - Traffic.LIMIT_MILLIS * 1000L);
                outages.add(report.outageMillis());
                assertThat(report.nodes()).as("nodes that answered").containsOnlyKeys("lb1", "lb2");
            }
        }

        outages.print();
        assertThat(outages.median()).isPositive().isLessThanOrEqualTo(settings.boundMillis(Fault.KILL));
    }

    @Test
    void planned_switchover_serves_new_connections_within_50_ms() {
        use(PairSettings.USUAL);
        Figures gaps = new Figures("switchover: no new connection served for", "ms");
        Figures failures = new Figures("switchover: failed requests", "requests");

        while (gaps.undecided(SWITCHOVER_BOUND_MILLIS)) {
            Trials.Sighting sighting = trials.observe(Fault.HAND_OVER);
            gaps.add(sighting.outageMillis());
            failures.add(sighting.report().failed());
            assertThat(sighting.report().nodes()).as("nodes that answered").containsOnlyKeys("lb1", "lb2");
        }

        gaps.print();
        failures.print();
        assertThat(gaps.median()).isLessThanOrEqualTo(SWITCHOVER_BOUND_MILLIS);
    }

    @Test
    void stopped_node_hands_the_address_over_first() {
        use(PairSettings.USUAL);
        Figures gaps = new Figures("SIGTERM: no new connection served for", "ms");

        while (gaps.undecided(STOP_BOUND_MILLIS)) {
            String owner = pair.owner();
            RunningProcess node = pair.node(owner);
            Runnable stop = node.readied("TERM");
            Trials.pause(Duration.ofSeconds(1));
            long from = Trials.micros();
            stop.run();
            assertThat(node.exitCode()).isZero();
            Trials.pause(Duration.ofSeconds(1));
            gaps.add(trials.traffic().report(from, Trials.micros()).outageMillis());
            assertThat(node.log()).contains("switched over from " + owner + " to " + Stage.peerOf(owner));
            pair.startNode(owner);
            pair.settle();
        }

        gaps.print();
        assertThat(gaps.median()).isLessThanOrEqualTo(STOP_BOUND_MILLIS);
    }

    /** The pair with these settings, warm on both sides, under the client's load. */
    private void use(PairSettings settings) {
        if (pair != null && pair.settings().equals(settings)) {
            pair.settle();
            return;
        }
        if (trials != null) {
            trials.close();
        }
        if (pair == null) {
            pair = Pair.start(stage, settings);
        } else {
            pair.restart(settings);
        }
        trials = Trials.start(pair);
        trials.warmUp();
    }

    private static long firstServedAfter(ClientReport report) {
        long lastFailure = report.attempts().stream()
                .filter(attempt -> !attempt.answered())
                .mapToLong(Attempt::startMicros)
                .max()
                .orElse(0);
        return report.attempts().stream()
                .mapToLong(Attempt::startMicros)
                .filter(start -> start > lastFailure)
                .findFirst()
                .orElseThrow();
    }

    /** How far node1's share of the first 100 answers after the last outage is from the half that it is due. */
    private static double deviation(ClientReport report) {
        long served = firstServedAfter(report);
        List<Attempt> next = report.attempts().stream()
                .filter(attempt -> attempt.startMicros() >= served)
                .limit(COUNTED)
                .toList();
        assertThat(next).as("answers after the takeover").hasSize(COUNTED);
        long node1 = next.stream()
                .filter(attempt -> attempt.member().equals("node1"))
                .count();
        return Math.abs(node1 - COUNTED / 2);
    }

    private String memberId(String route) {
        return Awaitility.await("a status with member " + route)
                .atMost(Duration.ofSeconds(5))
                .until(() -> pair.status(pair.owner()), Optional::isPresent)
                .orElseThrow()
                .balancers()
                .stream()
                .flatMap(balancer -> balancer.members().stream())
                .filter(member -> member.route().equals(route))
                .map(MemberStatus::id)
                .findFirst()
                .orElseThrow();
    }
}
