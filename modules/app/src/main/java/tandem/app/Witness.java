package tandem.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import javax.crypto.SecretKey;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.failover.FailoverSettings;
import tandem.failover.WitnessNode;
import tandem.failover.WitnessSettings;
import tandem.identity.ClusterIdentity;
import tandem.identity.Secret;
import tandem.identity.SecretFile;

/** A running witness: it votes, and has neither a data plane nor shared state nor a virtual address. Any thread. */
public final class Witness implements AutoCloseable {
    private final ClusterConfig cluster;
    private final String name;
    private final String link;
    private final WitnessNode node;

    private Witness(ClusterConfig cluster, String name, String link, WitnessNode node) {
        this.cluster = cluster;
        this.name = name;
        this.link = link;
        this.node = node;
    }

    /**
     * Starts a witness; when this returns it listens, and votes a moment later.
     *
     * @param config whose {@code node} is one of its witnesses
     * @throws StartFailure if the secret, the state directory or the port cannot be used; the message names it and the remedy
     */
    public static Witness start(TandemConfig config) throws StartFailure {
        ClusterConfig cluster = config.cluster()
                .orElseThrow(() -> new StartFailure(ExitCode.CONFIGURATION, "a witness needs cluster.witnesses"));
        String name = config.node().orElseThrow();
        List<SecretKey> voteKeys = switch (SecretFile.read(cluster.secretFile())) {
            case SecretFile.Result.Ok ok ->
                ClusterIdentity.macKeys(ok.secrets(), cluster.name(), ClusterParts.VOTES_LABEL);
            case SecretFile.Result.Problem(String sentence) -> throw new StartFailure(ExitCode.CONFIGURATION, sentence);
        };
        WitnessSettings settings = FailoverSettings.witness(cluster, name);
        try {
            WitnessNode node = WitnessNode.start(
                    settings, voteKeys, NodeClock.SYSTEM, new SimpleMeterRegistry(), config.stateDirectory());
            return new Witness(cluster, name, cluster.address(name).orElseThrow() + ":" + cluster.port(), node);
        } catch (IOException e) {
            throw new StartFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** The line that tells a supervisor that this witness votes. */
    public String readyLine() {
        return "ready witness=" + name + " link=" + link;
    }

    /** Reads the secret file again; what is new is in force when this returns. A broken file changes nothing. */
    public Outcome reload() {
        return switch (SecretFile.read(cluster.secretFile())) {
            case SecretFile.Result.Problem(String sentence) ->
                new Outcome.Refused("the secret in force stays: " + sentence);
            case SecretFile.Result.Ok(List<Secret> secrets) -> {
                node.rekey(ClusterIdentity.macKeys(secrets, cluster.name(), ClusterParts.VOTES_LABEL));
                yield new Outcome.Done(SecretWords.inForce(secrets));
            }
        };
    }

    /** Stops voting; blocks for at most a second. */
    @Override
    public void close() {
        node.close();
    }
}
