package tandem.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.RunsOn;
import tandem.core.text.IpAddress;
import tandem.failover.election.Action;
import tandem.failover.election.Election;
import tandem.failover.election.Event;
import tandem.failover.election.Message;
import tandem.failover.election.Rules;
import tandem.failover.election.State;
import tandem.failover.election.Timing;
import tandem.failover.jgroups.LinkSettings;
import tandem.failover.jgroups.PeerLink;

/**
 * This node's part in deciding who holds the virtual addresses: views and messages come from the {@link PeerLink}, the
 * {@link Election} decides on the {@link ElectionThread}, the {@link VipKeeper} shows and hides on the {@link VipThread}.
 */
public final class FailoverNode implements Ownership {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverNode.class);
    private static final long ANSWER_SECONDS = 10;
    private static final FenceTimes SELF_RENEWING =
            new FenceTimes(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));

    private final Surroundings surroundings;
    private final ElectionThread election;
    private final VipThread vipThread;
    private final PeerLink link;
    private final ReachabilityPoll gateway;
    private final StatusBoard board;
    private final FailoverMeters meters;
    private final Map<Long, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
    private final AtomicLong requests;

    private FailoverNode(
            FailoverSettings settings,
            SSLContext tls,
            VipGroup group,
            Reachability reachability,
            Surroundings surroundings) {
        this.surroundings = surroundings;
        List<VipHandle> vips = group.vips();
        Rules rules = rules(settings, vips);
        Election decisions = new Election(rules);
        this.requests = new AtomicLong(rules.incarnation());
        this.election = new ElectionThread(decisions, surroundings.clock(), new Carrier());
        VipKeeper keeper = new VipKeeper(
                group, SELF_RENEWING, true, surroundings.clock(), election::enqueue, FailoverNode::inBackground);
        this.vipThread = new VipThread(keeper);
        this.link = new PeerLink(linkSettings(settings), tls, election::enqueue);
        this.gateway = new ReachabilityPoll(reachability, election::enqueue);
        this.board = new StatusBoard(rules, decisions, surroundings.clock(), vips, keeper::guarantees);
        this.meters = new FailoverMeters(surroundings.meters(), election::state);
    }

    /**
     * Starts the election link and the threads; returns before the node has joined its peers.
     *
     * @param tls mutual TLS with certificates of the cluster's own authority; a peer without one is refused
     * @param group moved together; may be empty
     * @param gateway what an isolated node cannot reach
     * @throws IOException if the election link's port cannot be bound; the message names it
     */
    public static FailoverNode start(
            FailoverSettings settings, SSLContext tls, VipGroup group, Reachability gateway, Surroundings surroundings)
            throws IOException {
        checkPort(settings);
        FailoverNode node = new FailoverNode(settings, tls, group, gateway, surroundings);
        node.vipThread.start();
        node.election.start();
        node.gateway.start();
        node.link.open();
        return node;
    }

    @Override
    public OwnershipStatus status() {
        return board.status(election.state());
    }

    @Override
    public CompletionStage<Outcome> switchover(Optional<String> to) {
        return ask(request -> new Event.SwitchoverAsked(request, to));
    }

    @Override
    public CompletionStage<Outcome> stepDown() {
        return ask(Event.StepDownAsked::new);
    }

    /** Each of the three that may hang, election, VIP thread and link, is waited for at most a second. */
    @Override
    public void close() {
        gateway.close();
        election.close();
        vipThread.close();
        link.close();
        asked.values().forEach(answer -> answer.complete(new Outcome.Refused("this node has stopped")));
    }

    private CompletionStage<Outcome> ask(LongFunction<Event> question) {
        long request = requests.incrementAndGet();
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        asked.put(request, answer);
        election.enqueue(question.apply(request));
        return answer.completeOnTimeout(
                        new Outcome.Refused(
                                "no answer within " + ANSWER_SECONDS + " s; see the status for what holds now"),
                        ANSWER_SECONDS,
                        TimeUnit.SECONDS)
                .whenComplete((_, _) -> asked.remove(request));
    }

    private static void inBackground(Runnable work) {
        Thread.ofPlatform().name("tandem-fence").daemon().start(work);
    }

    private static Rules rules(FailoverSettings settings, List<VipHandle> vips) {
        long gapLimit = VipKeeper.gapLimitNanos(vips);
        String names = vips.stream().map(vip -> vip.config().host()).collect(Collectors.joining(", "));
        return new Rules(
                settings.node(),
                List.copyOf(settings.nodes().keySet()),
                new SecureRandom().nextLong(),
                names.isEmpty() ? "the active role" : names,
                gapLimit == Long.MAX_VALUE,
                Timing.of(settings.profile(), gapLimit));
    }

    private static LinkSettings linkSettings(FailoverSettings settings) {
        Map<String, InetAddress> addresses = new LinkedHashMap<>();
        settings.nodes().forEach((node, address) -> addresses.put(node, IpAddress.parse(address)));
        return new LinkSettings(settings.cluster(), settings.node(), addresses, settings.port(), settings.profile());
    }

    private static void checkPort(FailoverSettings settings) throws IOException {
        String address = settings.nodes().get(settings.node());
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(IpAddress.parse(String.valueOf(address)), settings.port()));
        } catch (IOException e) {
            throw new IOException(
                    "could not listen on " + address + ":" + settings.port() + " for the election link: "
                            + e.getMessage()
                            + "; is another node running here, is cluster.nodes." + settings.node()
                            + " an address of this machine?",
                    e);
        }
    }

    /** Carries out what the election decides. */
    @RunsOn(RunsOn.Lane.ELECTION)
    private final class Carrier implements ElectionThread.Effects {
        @Override
        public void heard(Event event) {
            if (event instanceof Event.Heard heard && heard.message() instanceof Message.Hello hello) {
                board.heard(heard.from(), hello);
            }
        }

        @Override
        public void carryOut(Action action, State before, State now) {
            switch (action) {
                case Action.TakeVips take ->
                    vipThread.order(new VipCommand.Take(
                            take.term(), take.probe(), surroundings.clock().nanos() + VipKeeper.STALE_ORDER_NANOS));
                case Action.HideVips _ -> vipThread.order(new VipCommand.Hide());
                case Action.AnnounceVips announce -> {
                    vipThread.order(new VipCommand.Announce());
                    tell("announcing again: " + announce.reason().sentence());
                }
                case Action.Send send -> link.send(send.to(), send.message());
                case Action.Broadcast broadcast -> link.broadcast(broadcast.message());
                case Action.Answer answer -> {
                    CompletableFuture<Outcome> waiting = asked.get(answer.request());
                    if (waiting != null) {
                        waiting.completeAsync(answer::outcome);
                    }
                }
                case Action.ChangeRole change -> changeRole(change, before, now);
                case Action.Note note -> tell(note.reason().sentence());
                case Action.Warn warn -> {
                    LOG.warn("{}", warn.reason().sentence());
                    surroundings.listener().noted(warn.reason().sentence());
                }
                case Action.CountTake count -> meters.took(count.kind(), count.tookNanos());
            }
        }

        private void tell(String sentence) {
            LOG.info("{}", sentence);
            surroundings.listener().noted(sentence);
        }

        private void changeRole(Action.ChangeRole change, State before, State now) {
            String sentence = change.reason().sentence();
            boolean lost = before.holding() && now.role() == tandem.core.status.Role.STANDBY;
            if (lost) {
                LOG.warn("{} -> {}: {}", change.before().word(), change.now().word(), sentence);
            } else {
                LOG.info("{} -> {}: {}", change.before().word(), change.now().word(), sentence);
            }
            surroundings.listener().roleChanged(change.before(), change.now(), sentence);
        }
    }
}
