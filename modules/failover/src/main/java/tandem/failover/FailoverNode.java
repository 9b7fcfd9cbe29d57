package tandem.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.RunsOn;
import tandem.core.status.VipStatus;
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
import tandem.failover.lease.Ballot;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseRules;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.lease.ReleaseNonces;
import tandem.failover.vip.ThreadPriority;
import tandem.failover.vip.VipWatch;
import tandem.failover.votes.Received;
import tandem.failover.votes.VoteLink;

/**
 * This node's part in deciding who holds the virtual addresses: views and messages come from the {@link PeerLink}, the
 * {@link Election} decides on the {@link ElectionThread}, the {@link VipKeeper} shows and hides on the {@link VipThread}.
 */
public final class FailoverNode implements Ownership {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverNode.class);
    private static final long ANSWER_SECONDS = 10;
    private static final int NONCE_SECRET_BYTES = 32;

    private final Surroundings surroundings;
    private final String self;
    private final Election decisions;
    private final ElectionThread election;
    private final VipKeeper keeper;
    private final VipThread vipThread;
    private final HandoverThread handover;
    private final VipWatch watch;
    private final PeerLink link;
    private final VoteLink votes;
    private final TermFile terms;
    private final ReachabilityPoll gateway;
    private final StatusBoard board;
    private final TakeoverDiary diary;
    private final WireTruth wire = new WireTruth();
    private final Optional<FenceHook> fenceHook;
    private final FailoverMeters meters;
    private final HandoverMeters handovers;
    private final Map<Long, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
    private final AtomicLong requests;

    private FailoverNode(
            FailoverSettings settings,
            LinkSecurity security,
            VipGroup group,
            Reachability reachability,
            Surroundings surroundings)
            throws IOException {
        this.surroundings = surroundings;
        List<VipHandle> vips = group.vips();
        Rules rules = rules(settings, vips, surroundings.drain());
        LeaseTimers timers = rules.lease().timers();
        this.self = rules.self();
        this.decisions = new Election(rules);
        this.requests = new AtomicLong(rules.incarnation());
        this.terms = new TermFile(surroundings.stateDirectory());
        long now = surroundings.clock().nanos();
        Ballot ballot = VoterSetup.ballot(terms.load(), rules.quorum(), timers, now);
        this.election = new ElectionThread(decisions, ballot, surroundings.clock(), new Carrier());
        this.watch = group.watch();
        this.keeper = new VipKeeper(
                group,
                new FenceTimes(timers.fence(), timers.armed()),
                surroundings.clock(),
                election::enqueue,
                FailoverNode::inBackground);
        this.vipThread = new VipThread(keeper);
        this.handover =
                new HandoverThread(group.flows(), surroundings.clients(), surroundings.clock(), election::enqueue);
        this.votes = VoteLink.open(
                VoterSetup.link(settings.cluster(), settings.node(), settings.voters(), settings.port(), timers),
                security.voteKeys(),
                surroundings.clock(),
                surroundings.meters(),
                this::received);
        this.link = new PeerLink(linkSettings(settings), security.tls(), election::enqueue);
        this.gateway = new ReachabilityPoll(reachability, election::enqueue);
        GuaranteeBoard guarantee = new GuaranteeBoard(
                settings.voters(),
                settings.consent(),
                self,
                TimeUnit.NANOSECONDS.toMillis(timers.promise()),
                voter -> VoterSetup.heard(votes, voter, surroundings.clock().nanos()));
        this.board = new StatusBoard(rules, decisions, surroundings.clock(), vips, keeper::guarantees, guarantee);
        this.diary = new TakeoverDiary(surroundings.clock());
        this.fenceHook = settings.consent()
                .fence()
                .map(command -> new FenceHook(command, node -> election.enqueue(new Event.ConfirmedDead(node))));
        this.meters = new FailoverMeters(surroundings.meters(), election::state);
        this.handovers = new HandoverMeters(surroundings.meters(), election::state);
    }

    /**
     * Starts the election link and the threads; returns before the node has joined its peers.
     *
     * @param group moved together; may be empty
     * @param gateway what an isolated node cannot reach
     * @throws IOException if the election link's port cannot be bound; the message names it
     */
    public static FailoverNode start(
            FailoverSettings settings,
            LinkSecurity security,
            VipGroup group,
            Reachability gateway,
            Surroundings surroundings)
            throws IOException {
        checkPort(settings);
        FailoverNode node = new FailoverNode(settings, security, group, gateway, surroundings);
        node.vipThread.start();
        node.handover.start();
        group.watch().start(node.new WatchEar(), node.keeper::held);
        node.election.start();
        node.gateway.start();
        node.fenceHook.ifPresent(FenceHook::start);
        node.link.open();
        return node;
    }

    @Override
    public OwnershipStatus status() {
        OwnershipStatus known = board.status(election.state());
        List<VipStatus> vips = known.vips().stream()
                .map(vip -> vip.seen(wire.alarm(vip.address())))
                .toList();
        return new OwnershipStatus(known.role(), known.reason(), known.term(), known.nodes(), vips, known.guarantee());
    }

    @Override
    public CompletionStage<Outcome> switchover(Optional<String> to, boolean force) {
        return ask(request -> new Event.SwitchoverAsked(request, to, force));
    }

    @Override
    public boolean keepsConnections() {
        return election.state().flows().parked().isPresent();
    }

    @Override
    public CompletionStage<Outcome> stepDown() {
        return ask(Event.StepDownAsked::new);
    }

    /** Each of the three that may hang, election, VIP thread and link, is waited for at most a second. */
    @Override
    public void close() {
        gateway.close();
        watch.close();
        fenceHook.ifPresent(FenceHook::close);
        election.close();
        handover.close();
        vipThread.close();
        link.close();
        votes.close();
        terms.close();
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
        // The kernel lets nobody else at the packet filter while nft changes it, the threads that hold the addresses included.
        Thread.ofPlatform().name("tandem-fence").daemon().start(() -> {
            ThreadPriority.raiseWithChildren();
            work.run();
        });
    }

    private static Rules rules(FailoverSettings settings, List<VipHandle> vips, Duration drain) {
        long gapLimit = VipRow.gapLimitNanos(vips);
        String names = vips.stream().map(vip -> vip.config().host()).collect(Collectors.joining(", "));
        return new Rules(
                List.copyOf(settings.nodes().keySet()),
                settings.consent().prefer().orElse(""),
                names.isEmpty() ? "the active role" : names,
                gapLimit == Long.MAX_VALUE,
                Timing.of(settings.profile(), gapLimit),
                leaseRules(settings),
                new ReleaseNonces(SecureRandom.getSeed(NONCE_SECRET_BYTES)),
                drain.toNanos());
    }

    private static LeaseRules leaseRules(FailoverSettings settings) {
        Consent consent = settings.consent();
        return new LeaseRules(
                settings.node(),
                new SecureRandom().nextLong(),
                VoterSetup.electorate(settings.voters()),
                consent.quorum(),
                consent.onLoss(),
                VoterSetup.timers(settings.profile(), consent));
    }

    /** Translates what the voters say, on the vote link's threads. */
    private void received(Received received) {
        election.enqueue(
                switch (received) {
                    case Received.Release release ->
                        new Event.ReleaseHeard(release.node(), release.term(), release.nonce(), true);
                    case Received.Heard heard ->
                        switch (heard.message()) {
                            case LeaseMessage.Vote vote -> new Event.VoteHeard(heard.from(), vote);
                            case LeaseMessage.Answer answer -> new Event.AnswerHeard(heard.from(), answer);
                            case LeaseMessage.LeaseRelease release ->
                                new Event.ReleaseHeard(heard.from(), release.term(), release.nonce(), false);
                        };
                });
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

    /** Tells the election and the VIP thread what was seen on the segment. */
    private final class WatchEar implements VipWatch.Listener {
        @Override
        public void changed(String what) {
            vipThread.order(new VipCommand.Look(what));
        }

        @Override
        public void claimed(String address, String mac) {
            if (keeper.held()) {
                election.enqueue(new Event.ForeignClaim(address, mac));
            }
        }

        @Override
        public void answers(String address, Set<String> macs) {
            election.enqueue(new Event.AnswersFor(address, macs));
        }
    }

    /** Carries out what the election decides. */
    @RunsOn(RunsOn.Lane.ELECTION)
    private final class Carrier implements ElectionThread.Effects {
        @Override
        public void heard(Event event) {
            diary.heard(event);
            if (event instanceof Event.Heard heard && heard.message() instanceof Message.Hello hello) {
                board.heard(heard.from(), hello);
                wire.learned(heard.from(), hello.hardware());
            }
            if (event instanceof Event.AnswersFor asked && !keeper.held()) {
                Optional<String> holder =
                        decisions.holder(election.state(), surroundings.clock().nanos());
                wire.answered(asked.address(), asked.macs(), holder).ifPresent(this::warn);
            }
        }

        @Override
        public void carryOut(Action action, State before, State now) {
            diary.decided(action);
            switch (action) {
                case Action.Arm arm -> vipThread.order(new VipCommand.Arm(arm.term(), decisions.nonce(arm.term())));
                case Action.TakeVips take ->
                    vipThread.order(new VipCommand.Take(take.term(), take.probe(), take.latest()));
                case Action.RenewVips renew -> vipThread.order(new VipCommand.Renew(renew.term(), renew.latest()));
                case Action.AskVoters ask -> ask.voters().forEach(voter -> votes.send(voter, ask.vote()));
                case Action.AnswerVote answer -> answerVote(answer);
                case Action.GiveBack back ->
                    votes.broadcast(new LeaseMessage.LeaseRelease(back.term(), decisions.nonce(back.term())));
                case Action.ConfirmDead confirm -> fenceHook.ifPresent(hook -> hook.ask(confirm.node()));
                case Action.HideVips _ -> vipThread.order(new VipCommand.Hide());
                case Action.ParkVips park -> vipThread.order(new VipCommand.Park(park.keepNanos()));
                case Action.UnparkVips _ -> vipThread.order(new VipCommand.Unpark());
                case Action.PassFlows pass -> handover.pass(pass.old(), pass.keepNanos());
                case Action.KeepFlows keep -> handover.keep(keep.fresh(), keep.keepNanos());
                case Action.ClearFlows _ -> handover.clear();
                case Action.DrainFlows drain -> handover.drain(drain.deadline());
                case Action.ResumeFlows _ -> handover.resume();
                case Action.CountHandover count -> handovers.count(count.result());
                case Action.AnnounceVips announce -> {
                    vipThread.order(new VipCommand.Announce());
                    tell("announcing again: " + announce.reason().sentence());
                }
                case Action.Send send -> link.send(send.to(), signed(send.message()));
                case Action.Broadcast broadcast -> link.broadcast(signed(broadcast.message()));
                case Action.Answer answer -> {
                    CompletableFuture<Outcome> waiting = asked.get(answer.request());
                    if (waiting != null) {
                        waiting.completeAsync(answer::outcome);
                    }
                }
                case Action.ChangeRole change -> changeRole(change, before, now);
                case Action.Note note -> tell(note.reason().sentence());
                case Action.Warn warn -> warn(warn.reason().sentence());
                case Action.CountTake count -> {
                    wire.forget();
                    meters.took(count.takeover());
                    surroundings.listener().tookOver(diary.close(count.takeover()));
                }
            }
        }

        private void answerVote(Action.AnswerVote answer) {
            Runnable deliver = answer.to().equals(self)
                    ? () -> election.enqueue(new Event.AnswerHeard(self, answer.answer()))
                    : () -> votes.send(answer.to(), answer.answer());
            answer.remember().ifPresentOrElse(memory -> terms.save(memory, deliver), deliver);
        }

        /** A hello says from where this node answers, which the election need not know. */
        private Message signed(Message message) {
            return message instanceof Message.Hello hello ? hello.from(keeper.hardware()) : message;
        }

        private void warn(String sentence) {
            LOG.warn("{}", sentence);
            surroundings.listener().noted(sentence);
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
