package tandem.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipConfig;
import tandem.core.port.LastWord;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.PeerChannel;
import tandem.core.port.SharedState;
import tandem.core.text.IpAddress;
import tandem.failover.FailoverNode;
import tandem.failover.FailoverSettings;
import tandem.failover.LinkSecurity;
import tandem.failover.Reachability;
import tandem.failover.Surroundings;
import tandem.failover.VipGroup;
import tandem.failover.vip.ArpReachability;
import tandem.failover.vip.GatewayFinder;
import tandem.failover.vip.VipProviders;
import tandem.failover.vip.VipScope;
import tandem.identity.ClusterIdentity;
import tandem.identity.NodeIdentity;
import tandem.identity.Secret;
import tandem.identity.SecretFile;
import tandem.proxy.ProxyServer;
import tandem.sharing.HazelcastSharedState;
import tandem.sharing.SharingSettings;

/** Builds what only a node with peers has: identity, sharing, failover. */
final class ClusterParts {
    private static final String SHARING_LABEL = "tandem sharing";
    private static final String NONCES_LABEL = "tandem balancer-manager";
    static final String VOTES_LABEL = "tandem votes";

    private final TandemConfig config;
    private final ClusterConfig cluster;
    private final Foundation base;
    private final MeterRegistry meters;
    private final NodeIdentity identity;
    private final List<Runnable> rekeyings = new ArrayList<>();
    private Consumer<PeerChannel> bridging = _ -> {};
    private Optional<PeerTalk> talk = Optional.empty();

    /**
     * @throws StartFailure if the secret cannot be used
     */
    ClusterParts(TandemConfig config, ClusterConfig cluster, Foundation base, MeterRegistry meters)
            throws StartFailure {
        this.config = config;
        this.cluster = cluster;
        this.base = base;
        this.meters = meters;
        this.identity = switch (SecretFile.read(cluster.secretFile())) {
            case SecretFile.Result.Ok ok ->
                new NodeIdentity(ClusterIdentity.of(ok.secrets(), cluster.name(), base.node()));
            case SecretFile.Result.Problem(String sentence) -> throw new StartFailure(ExitCode.CONFIGURATION, sentence);
        };
    }

    /** What nonces of the balancer-manager are made with, the same on every node; the newest first. */
    List<SecretKey> nonceKeys() {
        return identity.macKeys(NONCES_LABEL);
    }

    /** The same of a node that shares its nonces with nobody: they end with it. */
    static Supplier<List<SecretKey>> ownKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        List<SecretKey> keys = List.of(new SecretKeySpec(key, "HmacSHA256"));
        return () -> keys;
    }

    /** Starts sharing; it joins the peers in the background. */
    SharedState sharing(SharedState.Source source) {
        List<String> peers = new ArrayList<>();
        cluster.nodes().forEach((name, addresses) -> {
            if (!name.equals(base.node())) {
                String address = addresses.getFirst();
                peers.add((address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + cluster.sharingPort());
            }
        });
        SharingSettings settings =
                new SharingSettings(cluster.name(), base.node(), ownAddress(), cluster.sharingPort(), peers);
        HazelcastSharedState sharing =
                HazelcastSharedState.start(settings, identity.macKeys(SHARING_LABEL), source, base.clock(), meters);
        rekeyings.add(() -> sharing.rekey(identity.macKeys(SHARING_LABEL)));
        bridging = sharing::bridge;
        return sharing;
    }

    /**
     * Starts the election and, with it, the virtual addresses.
     *
     * @param proxy whose ports are handed over
     * @param maintenance whether this node is to hold nothing
     * @param word goes along with addresses that are handed over
     * @throws StartFailure if the election link's port or the gateway cannot be had
     */
    Ownership failover(Ownership.Listener listener, ProxyServer proxy, boolean maintenance, LastWord word)
            throws StartFailure {
        FailoverSettings settings = FailoverSettings.of(cluster, base.node());
        List<VipGroup> groups = new ArrayList<>();
        VipGroup.byName(config.vips()).forEach((name, vips) -> {
            VipProviders parts = VipProviders.of(scope(settings, name), vips, config.vips(), proxy);
            groups.add(VipGroup.of(name, vips, parts));
        });
        Surroundings surroundings = new Surroundings(
                base.clock(),
                listener,
                meters,
                config.stateDirectory(),
                group -> proxy.flows(group.vips().stream()
                        .map(vip -> IpAddress.parse(vip.config().host()))
                        .toList()),
                config.drain(),
                maintenance,
                word);
        LinkSecurity security = new LinkSecurity(identity.sslContext(), identity.macKeys(VOTES_LABEL));
        try {
            FailoverNode failover = FailoverNode.start(settings, security, groups, gateway(), surroundings);
            rekeyings.add(() -> failover.rekey(identity.macKeys(VOTES_LABEL)));
            PeerTalk talking = new PeerTalk(base.node(), failover.peerChannel(), base.clock());
            bridging.accept(talking);
            talking.start();
            talk = Optional.of(talking);
            return failover;
        } catch (IOException e) {
            throw new StartFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** The way to ask the peers; empty before {@link #failover}. */
    Optional<PeerTalk> talk() {
        return talk;
    }

    /** Reads the secret file again; what is new is in force when this returns. A broken file changes nothing. */
    Outcome reloadSecret() {
        return switch (SecretFile.read(cluster.secretFile())) {
            case SecretFile.Result.Problem(String sentence) ->
                new Outcome.Refused("the secret in force stays: " + sentence);
            case SecretFile.Result.Ok(List<Secret> secrets) -> {
                ClusterIdentity next = ClusterIdentity.of(secrets, cluster.name(), base.node());
                if (next.macKeys(VOTES_LABEL).equals(identity.macKeys(VOTES_LABEL))) {
                    yield new Outcome.Done("");
                }
                identity.become(next);
                rekeyings.forEach(Runnable::run);
                yield new Outcome.Done(SecretWords.inForce(secrets));
            }
        };
    }

    private VipScope scope(FailoverSettings settings, String group) {
        List<InetSocketAddress> others = new ArrayList<>();
        settings.voters().all().forEach((voter, addresses) -> {
            if (!voter.equals(base.node())) {
                addresses.forEach(
                        address -> others.add(new InetSocketAddress(IpAddress.parse(address), settings.port())));
            }
        });
        return new VipScope(
                cluster.name(),
                base.node(),
                group,
                others,
                VipScope.writableRuntimeDirectory(),
                VipScope.usableGuardSocket());
    }

    private Reachability gateway() throws StartFailure {
        Optional<String> device = config.vips().stream()
                .map(VipConfig::device)
                .flatMap(Optional::stream)
                .findFirst();
        if (device.isEmpty()) {
            return Reachability.ALWAYS;
        }
        try {
            Optional<InetAddress> gateway = cluster.gateway().isPresent()
                    ? cluster.gateway().map(IpAddress::parse)
                    : GatewayFinder.defaultGateway(device.get());
            if (gateway.isPresent()) {
                return new ArpReachability(device.get(), gateway.get())::reachable;
            }
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.UNAVAILABLE,
                    "could not look for the default route's gateway: " + e.getMessage() + "; set cluster.gateway");
        }
        base.events()
                .warn(
                        "cluster",
                        "there is no gateway on " + device.get()
                                + " to tell an isolated node by; set cluster.gateway to"
                                + " an address that an isolated node cannot reach");
        return Reachability.ALWAYS;
    }

    private String ownAddress() {
        return cluster.address(base.node())
                .orElseThrow(() -> new IllegalStateException(
                        "config lets no node run that is not in cluster.nodes: " + base.node()));
    }
}
