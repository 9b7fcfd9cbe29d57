package tandem.e2e;

import java.nio.file.Path;
import java.util.List;

/**
 * What distinguishes one pair under test from another.
 *
 * @param name for figures, such as {@code pair with witness, normal}
 * @param witness whether a witness votes too
 * @param cluster further lines of the section {@code cluster}
 * @param six whether there is an address of IPv6 too, and connections may go on for a minute
 * @param boundMillis how long clients of a frozen, cut or powered off owner may wait at most; NaN where a bench compares
 */
record PairSettings(String name, boolean witness, String cluster, double boundMillis, boolean six) {

    /** A pair with one address of IPv4. */
    PairSettings(String name, boolean witness, String cluster, double boundMillis) {
        this(name, witness, cluster, boundMillis, false);
    }

    /** The same with an address of IPv6 too. */
    PairSettings withSix() {
        return new PairSettings(name, witness, cluster, boundMillis, true);
    }

    private static final double KILL_BOUND_MILLIS = 150;

    /** The pair of tests that are about something else. */
    static final PairSettings USUAL = alone("normal");

    /** Every pair whose takeovers are promised; in a short run the usual one, since OwnershipIT lets one with a witness take over. */
    static final List<PairSettings> PROMISED =
            Figures.full() ? List.of(USUAL, alone("fast"), withWitness("normal"), withWitness("fast")) : List.of(USUAL);

    /** A pair with a witness: a majority of three decides. */
    static PairSettings withWitness(String profile) {
        return new PairSettings(
                "pair with witness, " + profile,
                true,
                "witnesses: {w1: " + Stage.address(Stage.WITNESS) + "}\n  quorum: majority\n  profile: " + profile,
                bound(profile));
    }

    /** A pair without a witness. */
    static PairSettings alone(String profile) {
        return new PairSettings(
                "pair without witness, " + profile, false, "quorum: probe\n  profile: " + profile, bound(profile));
    }

    /** As VRRP does it: whoever hears nothing for three heartbeats takes the address. */
    static PairSettings likeVrrp(String heartbeat) {
        return new PairSettings(
                "quorum none, heartbeat " + heartbeat, false, "quorum: none\n  heartbeat: " + heartbeat, Double.NaN);
    }

    private static double bound(String profile) {
        return switch (profile) {
            case "fast" -> 400;
            case "normal" -> 800;
            default -> throw new IllegalArgumentException("the design promises nothing for profile " + profile);
        };
    }

    /** How long clients may wait at most, as a median. */
    double boundMillis(Fault fault) {
        return fault == Fault.KILL ? Math.min(KILL_BOUND_MILLIS, boundMillis) : boundMillis;
    }

    @Override
    public String toString() {
        return name;
    }

    /** tandem.yaml of one node or the witness. */
    String yaml(String node, Path state, Path secret) {
        return """
                node: %s
                state-directory: %s
                cluster:
                  name: e2e
                  nodes: {lb1: %s, lb2: %s}
                  gateway: %s
                  secret-file: %s
                  %s
                vips:
                  - {address: %s/24, interface: eth0}
                %s
                httpd: httpd.conf
                """.formatted(
                        node,
                        state,
                        Stage.address("lb1"),
                        Stage.address("lb2"),
                        Stage.address("client"),
                        secret,
                        cluster,
                        Stage.VIP,
                        six ? "  - {address: \"" + Stage.VIP_SIX + "/64\", interface: eth0}\ndrain: 60s" : "drain: 1s");
    }
}
