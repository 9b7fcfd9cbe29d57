package tandem.failover.election;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tandem.core.port.Outcome;
import tandem.core.status.Role;
import tandem.failover.election.Message.Hello;

/** Ranks the nodes of the view: those that nothing speaks against before the weak ones, then configuration order. */
final class Candidates {
    private final Turn turn;

    Candidates(Turn turn) {
        this.turn = turn;
    }

    /** The node that is to take the addresses while nobody holds them; empty if no node could. */
    Optional<String> first() {
        return turn.view.nodes().stream().filter(this::fit).min(order());
    }

    /** The peer that is best placed to take them. */
    Optional<String> bestPeer() {
        return peers().stream().filter(this::fit).min(order());
    }

    /** A peer that will be able to take them soon: it is starting, or votes already and is about to join the view. */
    Optional<String> starting() {
        return peers().stream()
                .filter(peer -> !turn.gone(peer) && starts(peer))
                .findFirst()
                .or(turn::heardOutOfView);
    }

    private boolean starts(String peer) {
        Hello hello = turn.peers.get(peer);
        return hello == null || hello.role() == Role.STARTING;
    }

    /** A peer that nothing speaks against. */
    Optional<String> strongPeer() {
        return bestPeer().filter(peer -> weakness(peer).isEmpty());
    }

    /** This peer could take them. */
    boolean able(String peer) {
        return fit(peer);
    }

    /** Nothing speaks against this peer. */
    boolean strong(String peer) {
        return fit(peer) && weakness(peer).isEmpty();
    }

    /** The peer to hand the addresses to, if asked for one by name; refused if it could not take them. */
    Outcome named(String to, boolean force) {
        String vips = turn.rules.vips();
        String self = turn.self();
        if (to.equals(self)) {
            return new Outcome.Refused(self + " holds " + vips + " already");
        }
        if (!turn.rules.order().contains(to)) {
            return new Outcome.Refused(
                    to + " is not a node of this installation; its nodes are " + String.join(", ", turn.rules.order()));
        }
        if (!turn.view.has(to)) {
            return new Outcome.Refused(self + " does not see " + to + "; " + vips + " stays at " + self);
        }
        String obstacle = obstacle(to);
        if (!obstacle.isEmpty()) {
            return new Outcome.Refused(to + " cannot take " + vips + ": " + obstacle);
        }
        if (!force && !weakness(to).isEmpty() && turn.weak().isEmpty()) {
            return new Outcome.Refused(to + " " + weakness(to) + ", " + self + " does; " + vips + " stays at " + self);
        }
        return new Outcome.Done(to);
    }

    /** Why no peer could take the addresses. */
    String obstacles() {
        if (turn.rules.single()) {
            return "there is no other node";
        }
        return turn.rules.order().stream()
                .filter(node -> !node.equals(turn.self()))
                .map(node ->
                        node + ": " + (turn.view.has(node) ? nonEmpty(obstacle(node), weakness(node)) : "not in view"))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }

    private static String nonEmpty(String first, String second) {
        return first.isEmpty() ? second : first;
    }

    private List<String> peers() {
        return turn.view.nodes().stream()
                .filter(node -> !node.equals(turn.self()))
                .toList();
    }

    private boolean fit(String node) {
        return obstacle(node).isEmpty();
    }

    private Comparator<String> order() {
        return Comparator.<String>comparingInt(node -> weakness(node).isEmpty() ? 0 : 1)
                .thenComparingInt(turn.rules::rank);
    }

    private String obstacle(String node) {
        if (node.equals(turn.self())) {
            return turn.unfit();
        }
        if (turn.gone(node)) {
            return "does not answer";
        }
        Hello hello = turn.peers.get(node);
        return hello == null ? "has not said yet whether it could" : hello.unfit();
    }

    private String weakness(String node) {
        if (node.equals(turn.self())) {
            return turn.weak();
        }
        Hello hello = turn.peers.get(node);
        return hello == null ? "" : hello.weak();
    }
}
