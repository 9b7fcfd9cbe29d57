package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tandem.core.config.ClusterConfig;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;

/** Checks that the mode fits the voters, and says what a weaker mode gives up. */
final class QuorumChecks {
    private static final int LEAST_FOR_MAJORITY = 3;

    private final ClusterConfig cluster;
    private final Places places;
    private final Report report;

    QuorumChecks(ClusterConfig cluster, Places places, Report report) {
        this.cluster = cluster;
        this.places = places;
        this.report = report;
    }

    void check() {
        int voters = cluster.voters().size();
        switch (cluster.effectiveQuorum()) {
            case MAJORITY -> majority(voters);
            case PROBE -> {
                if (voters >= LEAST_FOR_MAJORITY) {
                    warning(
                            "cluster.quorum",
                            "probe asks for no majority although there are " + voters
                                    + " voters; leave quorum out for majority, which no cut can make two owners of");
                }
            }
            case NONE ->
                warning(
                        "cluster.quorum",
                        "none puts availability before safety: while the link between the nodes is cut, both hold the"
                                + " virtual addresses; leave quorum out unless that is wanted");
            case STRICT -> {
                if (cluster.fence().isEmpty()) {
                    warning(
                            "cluster.quorum",
                            "strict without fence means no automatic takeover: when a node dies, somebody must move"
                                    + " the addresses; add fence, a command that confirms that a node is dead");
                }
            }
        }
        onLoss();
        heartbeat();
        fence();
        paths();
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void warning(String key, String message) {
        report.warning(places.of(key), key, message);
    }

    private void majority(int voters) {
        if (voters < LEAST_FOR_MAJORITY && cluster.quorum().isPresent()) {
            error(
                    "cluster.quorum",
                    "majority needs three voters and there " + (voters == 1 ? "is 1 (" : "are " + voters + " (")
                            + String.join(", ", cluster.voters().keySet())
                            + "); add a witness, for example witnesses: {w1: 198.51.100.13}, or write probe");
        } else if (voters % 2 == 0) {
            warning(
                    cluster.witnesses().isEmpty() ? "cluster.nodes" : "cluster.witnesses",
                    voters + " voters bear the loss of " + (voters / 2 - 1) + ", as " + (voters - 1)
                            + " do; an odd number costs less");
        }
    }

    private void onLoss() {
        if (cluster.onQuorumLoss().isEmpty()) {
            return;
        }
        OnQuorumLoss chosen = cluster.onQuorumLoss().get();
        if (cluster.effectiveQuorum() != Quorum.MAJORITY && chosen == OnQuorumLoss.RELEASE) {
            warning(
                    "cluster.on-quorum-loss",
                    "release has no effect with quorum "
                            + ScalarTypes.word(cluster.effectiveQuorum()) + ", which needs no majority to keep the"
                            + " addresses; remove it");
        } else if (cluster.effectiveQuorum() == Quorum.MAJORITY && chosen == OnQuorumLoss.HOLD) {
            warning(
                    "cluster.on-quorum-loss",
                    "hold keeps the addresses without a majority; a cut may then leave two owners");
        }
    }

    private void heartbeat() {
        if (cluster.heartbeat().isPresent() && cluster.effectiveQuorum() != Quorum.NONE) {
            error(
                    "cluster.heartbeat",
                    "is allowed with quorum: none alone; with "
                            + ScalarTypes.word(cluster.effectiveQuorum())
                            + " all timers follow from profile (fast, normal, calm)");
        }
    }

    private void fence() {
        CommandChecks.check(cluster.fence(), "cluster.fence", places, report);
        boolean asked = cluster.effectiveQuorum() == Quorum.STRICT || cluster.effectiveQuorum() == Quorum.PROBE;
        if (!cluster.fence().isEmpty() && !asked) {
            warning(
                    "cluster.fence",
                    "is asked with quorum strict and probe alone, not with "
                            + ScalarTypes.word(cluster.effectiveQuorum()) + "; remove it");
        }
    }

    private void paths() {
        Map<String, List<String>> voters = cluster.voters();
        List<String> fewer = new ArrayList<>();
        int most = voters.values().stream().mapToInt(List::size).max().orElse(1);
        voters.forEach((voter, addresses) -> {
            if (addresses.size() < most) {
                fewer.add(voter);
            }
        });
        if (!fewer.isEmpty()) {
            warning(
                    "cluster.nodes",
                    "not every voter has " + most + " addresses (" + String.join(", ", fewer) + " "
                            + (fewer.size() == 1 ? "has" : "have")
                            + " fewer): votes between two of them take the paths that both have");
        }
    }
}
