package tandem.failover;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.status.Role;

/** This node's part in deciding who holds the virtual addresses. */
public final class FailoverNode implements Ownership {
    private final OwnershipStatus status = new OwnershipStatus(Role.STARTING, "starting", 0, List.of(), List.of());

    private FailoverNode() {}

    /**
     * Starts the election link and the threads; returns before the node has joined its peers.
     *
     * @param tls mutual TLS with certificates of the cluster's own authority; a peer without one is refused
     * @param gateway what an isolated node cannot reach
     * @throws IOException if the election link's port cannot be bound; the message names it
     */
    public static FailoverNode start(
            FailoverSettings settings,
            SSLContext tls,
            List<VipHandle> vips,
            Reachability gateway,
            Surroundings surroundings)
            throws IOException {
        return new FailoverNode();
    }

    @Override
    public OwnershipStatus status() {
        return status;
    }

    @Override
    public CompletionStage<Outcome> switchover(Optional<String> to) {
        return CompletableFuture.completedFuture(new Outcome.Refused("failover is not started"));
    }

    @Override
    public CompletionStage<Outcome> stepDown() {
        return CompletableFuture.completedFuture(new Outcome.Refused("failover is not started"));
    }

    @Override
    public void close() {}
}
