package tandem.app;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;

/** Ownership of a node without peers: it serves whatever reaches it, and can hand over to nobody. Any thread. */
final class LoneOwnership implements Ownership {
    static final String REASON =
            "this node runs alone and is a single point of failure; `tandem init` makes a pair of it";

    private final OwnershipStatus status;

    LoneOwnership(String node, long sinceEpochMillis) {
        NodeStatus self =
                new NodeStatus(node, true, true, Role.SINGLE, REASON, sinceEpochMillis, 0, "", BuildVersion.text(), "");
        this.status = new OwnershipStatus(Role.SINGLE, REASON, 0, List.of(self), List.of());
    }

    @Override
    public OwnershipStatus status() {
        return status;
    }

    @Override
    public Role role() {
        return Role.SINGLE;
    }

    @Override
    public CompletionStage<Outcome> switchover(Switchover asked) {
        return CompletableFuture.completedFuture(
                new Outcome.Refused("there is no other node to switch over to: " + REASON));
    }

    @Override
    public CompletionStage<Outcome> maintenance(boolean on) {
        return CompletableFuture.completedFuture(
                new Outcome.Refused("there is no other node that could serve meanwhile: " + REASON));
    }

    @Override
    public CompletionStage<Outcome> stepDown() {
        return CompletableFuture.completedFuture(new Outcome.Done("there was nothing to hand over"));
    }

    @Override
    public void close() {}
}
