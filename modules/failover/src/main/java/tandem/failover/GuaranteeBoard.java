package tandem.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tandem.core.config.OnQuorumLoss;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.LeaseStatus;
import tandem.core.status.VoterStatus;

/** Says which guarantee is in force and why. Immutable; any thread. */
final class GuaranteeBoard {
    private final Voters voters;
    private final Consent consent;
    private final String self;
    private final long silentMillis;
    private final Function<String, Heard> hearing;

    /**
     * @param silentMillis after how long without a word a voter does not count as answering
     * @param hearing what is known of every voter but this node
     */
    GuaranteeBoard(Voters voters, Consent consent, String self, long silentMillis, Function<String, Heard> hearing) {
        this.voters = voters;
        this.consent = consent;
        this.self = self;
        this.silentMillis = silentMillis;
        this.hearing = hearing;
    }

    /**
     * What is known of a voter's answers.
     *
     * @param millis how long ago it was last heard; -1 if never
     * @param paths the same of each path; may be empty
     */
    record Heard(long millis, List<Long> paths) {
        Heard {
            paths = List.copyOf(paths);
        }

        /** Of this node itself. */
        static final Heard NOW = new Heard(0, List.of());

        /** Of a voter that never said a word. */
        static final Heard NEVER = new Heard(-1, List.of());
    }

    /**
     * @param fence what was measured to take the addresses away from here; may be empty
     * @param without why the addresses are held although the needed voters did not grant; empty if they did, or not held
     */
    GuaranteeStatus status(LeaseStatus lease, String fence, String without) {
        List<VoterStatus> all = new ArrayList<>();
        voters.all().forEach((name, addresses) -> {
            Heard known = name.equals(self) ? Heard.NOW : hearing.apply(name);
            boolean answers = known.millis() >= 0 && known.millis() <= silentMillis;
            all.add(new VoterStatus(
                    name,
                    voters.nodes().containsKey(name) ? "node" : "witness",
                    addresses.getFirst(),
                    answers,
                    known.millis(),
                    known.paths()));
        });
        return new GuaranteeStatus(
                consent.quorum().name().toLowerCase(Locale.ROOT), sentence(consent, all, without), fence, lease, all);
    }

    /** The guarantee in force as a sentence. */
    static String sentence(Consent consent, List<VoterStatus> voters, String without) {
        return switch (consent.quorum()) {
            case MAJORITY -> majority(consent, voters, without);
            case PROBE ->
                "no two owners as long as the nodes share one segment with the clients"
                        + (voters.size() < 3 ? "; a witness makes it never" : "");
            case NONE -> "availability before safety: a cut between the nodes leaves two owners until it heals";
            case STRICT ->
                "never two owners: nobody takes over from a silent node"
                        + (consent.fence().isPresent() ? " before the fence command confirms that it is dead" : "");
        };
    }

    private static String majority(Consent consent, List<VoterStatus> voters, String without) {
        int all = voters.size();
        int needed = all / 2 + 1;
        List<String> silent = voters.stream()
                .filter(voter -> !voter.reachable())
                .map(VoterStatus::name)
                .toList();
        int answering = all - silent.size();
        String count = answering + " of " + all + " voters answer" + (answering == 1 ? "s" : "") + ", " + needed
                + " are needed" + (silent.isEmpty() ? "" : "; silent: " + String.join(", ", silent));
        if (!without.isEmpty()) {
            return "held without a majority, so a cut may leave two owners (on-quorum-loss: hold): " + without;
        }
        if (answering < needed) {
            return "no majority: " + count + "; "
                    + (consent.onLoss() == OnQuorumLoss.HOLD
                            ? "who holds the addresses keeps them, nobody can take them"
                            : "nobody can hold or take the addresses from here");
        }
        return "never two owners, whatever is cut: " + count
                + (answering == needed ? "; the loss of one more stops the service" : "");
    }
}
