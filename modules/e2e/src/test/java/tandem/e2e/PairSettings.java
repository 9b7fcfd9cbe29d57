package tandem.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tandem.core.tls.TestCertificates;

/**
 * What distinguishes one pair under test from another.
 *
 * @param name for figures, such as {@code pair with witness, normal}
 * @param witness whether a witness votes too
 * @param cluster further lines of the section {@code cluster}
 * @param boundMillis how long clients of a frozen, cut or powered off owner may wait at most; NaN where a bench compares
 */
record PairSettings(String name, boolean witness, String cluster, double boundMillis, Service service) {
    /**
     * What is served, and by whom.
     *
     * @param nodes those that carry requests, in configuration order
     * @param vips the rest of the file: virtual addresses and {@code drain}
     * @param tls whether clients may speak TLS, at port 443
     * @param http2 whether they may speak HTTP/2 there
     * @param balancing what is balanced: an httpd.conf, or sections of tandem.yaml
     */
    record Service(List<String> nodes, String vips, boolean tls, boolean http2, String balancing) {
        /** By the httpd.conf that all nodes have. */
        Service(List<String> nodes, String vips, boolean tls, boolean http2) {
            this(nodes, vips, tls, http2, "httpd: httpd.conf");
        }
    }

    private static final String FOUR = vip(Stage.VIP + "/24", "");

    /** A pair with one address of IPv4. */
    PairSettings(String name, boolean witness, String cluster, double boundMillis) {
        this(name, witness, cluster, boundMillis, new Service(Stage.NODES, FOUR + "drain: 1s", false, false));
    }

    /** Connections that last have a minute to end at a node that gave its address away, as they have by default. */
    PairSettings withPatience() {
        return serving(FOUR + "drain: 60s");
    }

    /** The same with an address of IPv6 too; connections may go on for a minute. */
    PairSettings withSix() {
        return serving(FOUR + vip(Stage.VIP_SIX + "/64", "") + "drain: 60s");
    }

    /** The same with a second address in a group of its own; connections may go on for a minute. */
    PairSettings withSecondGroup() {
        return serving(FOUR + vip(Stage.VIP_SECOND + "/24", ", group: " + Stage.SECOND_GROUP) + "drain: 60s");
    }

    private PairSettings serving(String other) {
        return new PairSettings(
                name, witness, cluster, boundMillis, new Service(service.nodes, other, service.tls, service.http2));
    }

    /** The same, where clients may speak TLS too. */
    PairSettings withTls() {
        return new PairSettings(
                name + ", TLS",
                witness,
                cluster,
                boundMillis,
                new Service(service.nodes, service.vips, true, service.http2));
    }

    /** The same, where clients may speak HTTP/2 by TLS too. */
    PairSettings withHttp2() {
        return new PairSettings(
                name + ", HTTP/2", witness, cluster, boundMillis, new Service(service.nodes, service.vips, true, true));
    }

    /** Two addresses, each in a group of its own, and a limit of requests a second of each client at both. */
    PairSettings withRateLimit(int rate, int burst) {
        String balancing = """
                rate-limits: {clients: {by: client, rate: %d/s, burst: %d}}
                listeners: {web: {listen: "*:80", rate-limits: [clients]}}
                balancers:
                  app:
                    members:
                      - {name: node1, url: "http://%s"}
                      - {name: node2, url: "http://%s"}
                routes: [{path: /, balancer: app}]
                """.formatted(rate, burst, Stage.address("node1"), Stage.address("node2"));
        return new PairSettings(
                name + ", rate limit",
                witness,
                cluster,
                boundMillis,
                new Service(
                        service.nodes,
                        withSecondGroup().service.vips.replace("drain: 60s", "drain: 1s"),
                        false,
                        false,
                        balancing));
    }

    /** Calls by gRPC are balanced, and nothing else; connections may go on for a minute. */
    PairSettings withGrpc() {
        String balancing = """
                listeners: {calls: {listen: "*:50051", http2: true}}
                balancers:
                  calls:
                    members:
                      - {name: node1, url: "h2c://%s:50051"}
                      - {name: node2, url: "h2c://%s:50051"}
                routes: [{path: /, balancer: calls}]
                """.formatted(Stage.address("node1"), Stage.address("node2"));
        return new PairSettings(
                name + ", gRPC",
                witness,
                cluster,
                boundMillis,
                new Service(service.nodes, FOUR + "drain: 60s", false, false, balancing));
    }

    List<String> nodes() {
        return service.nodes;
    }

    /** The balancing that all nodes have. */
    String httpd(Path directory) {
        String seed = Distribution.seed("80", Stage.address("node1"), Stage.address("node2"));
        if (!service.tls) {
            return seed;
        }
        TestCertificates.copy(directory, "member.pem", "member.key");
        return seed + (service.http2 ? "\nProtocols h2 http/1.1" : "") + "\nListen 443 https\nSSLCertificateFile "
                + directory.resolve("member.pem") + "\nSSLCertificateKeyFile " + directory.resolve("member.key") + "\n";
    }

    /** The same with a third node; connections may go on for a minute. */
    PairSettings withThird() {
        return new PairSettings(
                "three nodes",
                witness,
                cluster,
                boundMillis,
                new Service(List.of("lb1", "lb2", Stage.THIRD), FOUR + "drain: 60s", service.tls, service.http2));
    }

    private static String vip(String address, String more) {
        return "  - {address: \"" + address + "\", interface: eth0" + more + "}\n";
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

    /** As VRRP does it: whoever hears nothing for some heartbeats takes the address. */
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

    /**
     * tandem.yaml of one node or the witness.
     *
     * @param address of each node
     */
    String yaml(String node, UnaryOperator<String> address, Path state, Path secret) {
        return """
                node: %s
                state-directory: %s
                cluster:
                  name: e2e
                  nodes: {%s}
                  gateway: %s
                  secret-file: %s
                  %s
                vips:
                %s
                %s
                """.formatted(
                        node,
                        state,
                        service.nodes.stream()
                                .map(each -> each + ": " + address.apply(each))
                                .collect(Collectors.joining(", ")),
                        Stage.address("client"),
                        secret,
                        cluster,
                        service.vips,
                        service.balancing);
    }
}
