package tandem.app.discovery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.BalancerConfig;
import tandem.core.config.RegistrationConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.Registrar;
import tandem.core.port.SharedState;
import tandem.core.registration.McmpDesk;
import tandem.core.registration.McmpNode;
import tandem.core.registration.McmpReply;
import tandem.core.registration.McmpRequest;
import tandem.core.registration.Registration;
import tandem.core.registration.Registrations;
import tandem.core.routing.LiveTable;
import tandem.core.share.NodeReport;
import tandem.core.text.Network;

/**
 * Members that register themselves, here or at a peer: puts them into the routing table and, before a member is told that it takes less
 * now, waits for the peers to know it, so that none sends it what it would not answer. Any thread.
 */
public final class Registered implements Registrar, McmpNode {
    private static final Logger LOG = LoggerFactory.getLogger(Registered.class);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long FLUSH_MILLIS = 500;

    private final RegistrationConfig config;
    private final Around around;
    private final Discovery discovery;
    private final Peers peers;
    private final Registrations registrations;
    private final McmpDesk desk;
    private final Object heard = new Object();

    /**
     * What it stands on.
     *
     * @param allow the networks of members, beside this machine
     * @param told gets sentences for the event history
     */
    public record Around(
            String node,
            LiveTable table,
            NodeClock clock,
            List<Network> allow,
            Consumer<String> told,
            MeterRegistry meters) {
        public Around {
            allow = List.copyOf(allow);
        }
    }

    /**
     * The other nodes.
     *
     * @param running names of those that can be reached
     */
    public record Peers(Supplier<SharedState> shared, Supplier<Set<String>> running) {}

    /** @param id another after every start of this node */
    public Registered(
            RegistrationConfig config, Around around, Discovery discovery, Peers peers, String version, long id) {
        this.config = config;
        this.around = around;
        this.discovery = discovery;
        this.peers = peers;
        this.registrations = new Registrations(around.node());
        this.desk = new McmpDesk(registrations, this, version, id);
        Gauge.builder(
                        "tandem.registration.members",
                        registrations,
                        all -> all.all().size())
                .description("Members that are registered by MCMP, at any node")
                .register(around.meters());
    }

    /** Whether this client may register members. */
    public boolean maySend(InetAddress client) {
        return client.isLoopbackAddress() || allows(client);
    }

    /** What the peers are to know. */
    public synchronized List<Registration> told() {
        return registrations.told();
    }

    @Override
    public McmpReply answer(McmpRequest request) {
        McmpReply reply = carriedOut(request);
        count(request.command(), reply.fault().isEmpty());
        if (!reply.news().isEmpty()) {
            around.told().accept(reply.news());
        }
        if (reply.closes()) {
            reply.changed().ifPresent(this::settle);
        }
        return reply;
    }

    // What is told to the peers is in force here: nobody hears of a change between the two.
    private synchronized McmpReply carriedOut(McmpRequest request) {
        McmpReply reply = desk.answer(request);
        if (reply.changed().isPresent()) {
            show();
        }
        return reply;
    }

    private void show() {
        discovery.registered(registrations.found());
    }

    private void count(String command, boolean done) {
        String known = McmpDesk.COMMANDS.contains(command) ? command : "other";
        around.meters()
                .counter("tandem.registration.messages", "command", known, "outcome", done ? "ok" : "refused")
                .increment();
    }

    /** Returns once every peer that runs knows it, or after a while. */
    private void settle(Registration changed) {
        if (peers.running().get().isEmpty()) {
            return;
        }
        long end = around.clock().nanos() + PATIENCE_NANOS;
        peers.shared().get().flush(FLUSH_MILLIS);
        try {
            synchronized (heard) {
                for (long left = PATIENCE_NANOS;
                        left > 0 && !known(changed);
                        left = end - around.clock().nanos()) {
                    TimeUnit.NANOSECONDS.timedWait(heard, Math.max(left, 1_000_000));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!known(changed)) {
            LOG.info("{}/{}: not every node has said that it knows yet", changed.balancer(), changed.route());
        }
    }

    private boolean known(Registration changed) {
        Map<String, NodeReport> reports = peers.shared().get().peers().stream()
                .collect(Collectors.toMap(NodeReport::node, report -> report, (a, b) -> a));
        return peers.running().get().stream()
                .allMatch(peer -> Optional.ofNullable(reports.get(peer))
                        .filter(report -> report.registrations().stream().anyMatch(changed::knownBy))
                        .isPresent());
    }

    /** Learns what members told the peers, and forgets those of which nothing was heard for long; four times a second. */
    public void beat(List<NodeReport> reports) {
        learned(reports, around.clock().nanos())
                .forEach(one -> around.told()
                        .accept(one.balancer() + ": " + one.route() + " is gone: nothing was heard of it for "
                                + config.expire().toSeconds() + " s"));
        synchronized (heard) {
            heard.notifyAll();
        }
    }

    /** Returns those that were forgotten. */
    private synchronized List<Registration> learned(List<NodeReport> reports, long nowNanos) {
        boolean news = false;
        for (NodeReport report : reports) {
            List<Registration> learned = registrations.learn(report.registrations(), nowNanos);
            news |= !learned.isEmpty();
        }
        List<Registration> over = registrations.expire(config.expire().toNanos(), nowNanos);
        if (news || !over.isEmpty()) {
            show();
        }
        return over;
    }

    // ---- what the desk asks ----

    @Override
    public String balancer(String wish) {
        Map<String, BalancerConfig> known = around.table().current().config().balancers();
        return known.containsKey(wish)
                ? wish
                : config.balancer().filter(known::containsKey).orElse("");
    }

    @Override
    public boolean allows(InetAddress address) {
        return Network.anyContains(around.allow(), address);
    }

    @Override
    public boolean up(Registration member) {
        Optional<Balancer> balancer = balancerOf(member);
        return member(member)
                .map(one -> !one.checkedDown()
                        && balancer.orElseThrow()
                                .schedule()
                                .error(one, around.clock().nanos())
                                .isEmpty())
                .orElse(false);
    }

    @Override
    public int inFlight(Registration member) {
        return member(member).map(Member::inFlight).orElse(0);
    }

    private Optional<Balancer> balancerOf(Registration member) {
        return Optional.ofNullable(around.table().current().balancers().get(member.balancer()));
    }

    private Optional<Member> member(Registration member) {
        return balancerOf(member).flatMap(balancer -> balancer.member(member.route()));
    }

    @Override
    public int most() {
        return config.most();
    }

    @Override
    public long epochMillis() {
        return around.clock().epochMillis();
    }

    @Override
    public long nanos() {
        return around.clock().nanos();
    }
}
