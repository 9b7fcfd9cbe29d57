package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import tandem.app.demo.Attempt;
import tandem.app.demo.ClientReport;

/** Lets faults befall the owner of an address under one client's load, and tells what client and onlooker saw. */
final class Trials implements AutoCloseable {
    static final int CLIENT_EVERY_MILLIS = 5;

    private static final Duration STEADY = Duration.ofMillis(700);
    private static final Duration LINGER = Duration.ofSeconds(1);
    /** So long before a fault the owner is seen to answer. */
    private static final long BEFORE_MICROS = 50_000;

    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** So many answers in a row by the successor mean that it serves. */
    private static final int SERVES = 40;

    private final Contender contender;
    private final Traffic traffic;
    private final Wire wire;

    /**
     * What was seen of one fault, from shortly before it until a second after its end.
     *
     * @param owner who held the address before
     * @param outageMillis how long clients got no answer
     * @param seen what the onlooker learned
     * @param report what every attempt came to
     */
    record Sighting(String owner, double outageMillis, Wire.Seen seen, ClientReport report) {}

    private Trials(Contender contender, Traffic traffic, Wire wire) {
        this.contender = contender;
        this.traffic = traffic;
        this.wire = wire;
    }

    /** Starts client and onlooker. */
    static Trials start(Contender contender) {
        Traffic traffic = contender.stage().traffic(CLIENT_EVERY_MILLIS, "");
        try {
            Trials trials = new Trials(contender, traffic, contender.stage().wire());
            pause(STEADY);
            return trials;
        } catch (RuntimeException e) {
            traffic.close();
            throw e;
        }
    }

    Traffic traffic() {
        return traffic;
    }

    Wire wire() {
        return wire;
    }

    /** Lets both nodes serve: what is measured later is a takeover, not a JVM's first requests. */
    void warmUp() {
        for (int i = 0; i < 2; i++) {
            String owner = contender.owner();
            long from = micros();
            Fault.HAND_OVER.readied(contender, owner).run();
            awaitServiceBy(Stage.peerOf(owner), from);
            pause(STEADY);
            Fault.HAND_OVER.repair(contender, owner);
            contender.settle();
        }
    }

    /** One fault, its end, and the repair; returns when the two are a pair again. */
    Sighting observe(Fault fault) {
        String owner = contender.owner();
        Runnable command = fault.readied(contender, owner);
        pause(STEADY);
        long from = micros();
        command.run();
        awaitServiceBy(Stage.peerOf(owner), from);
        pause(LINGER);
        long over = micros();
        fault.end(contender, owner);
        pause(LINGER);
        long to = micros();
        ClientReport report = traffic.report(from - BEFORE_MICROS, over);
        Wire.Seen seen = wire.seen(from - BEFORE_MICROS, to);
        fault.repair(contender, owner);
        contender.settle();
        assertThat(seen.asked())
                .as("volleys of the onlooker in %d ms", (to - from) / 1000)
                .isGreaterThan((int) ((to - from) / 1000 / Wire.EVERY_MILLIS * 0.2));
        return new Sighting(owner, report.outageMillis(), seen, report);
    }

    /** Waits until the node answers, and it alone. */
    private void awaitServiceBy(String node, long from) {
        Awaitility.await("answers by " + node + " alone; logs in " + contender.stage().directory)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> servedBy(node, from));
    }

    /** Whether the last answers were this node's, and nothing failed among them. */
    boolean servedBy(String node) {
        return servedBy(node, 0);
    }

    private boolean servedBy(String node, long from) {
        List<Attempt> attempts = traffic.report(from, Long.MAX_VALUE).attempts();
        int count = attempts.size();
        return count >= SERVES
                && attempts.subList(count - SERVES, count).stream()
                        .allMatch(
                                attempt -> attempt.answered() && attempt.node().equals(node));
    }

    @Override
    public void close() {
        traffic.close();
        wire.close();
    }

    /** Wall clock in microseconds since 1970, as client and onlooker tell it. */
    static long micros() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    /** Lets time pass: here that is the thing under test. */
    static void pause(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}
