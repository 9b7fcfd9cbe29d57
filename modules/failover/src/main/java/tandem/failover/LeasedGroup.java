package tandem.failover;

import java.security.SecureRandom;
import java.time.Duration;
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
import tandem.core.config.VipConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.port.Ownership.Switchover;
import tandem.core.port.RunsOn;
import tandem.core.status.Role;
import tandem.core.status.VipStatus;
import tandem.failover.election.Action;
import tandem.failover.election.Election;
import tandem.failover.election.Event;
import tandem.failover.election.Message;
import tandem.failover.election.Rules;
import tandem.failover.election.State;
import tandem.failover.election.Timing;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseRules;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.lease.ReleaseNonces;
import tandem.failover.vip.ThreadPriority;
import tandem.failover.vip.VipWatch;
import tandem.failover.votes.Received;

/**
 * One group of virtual addresses on this node: the {@link Election} decides on the {@link ElectionThread}, the {@link VipKeeper}
 * shows and hides on the {@link VipThread}. Groups share nothing but what carries their messages, so what becomes of one is nothing
 * to another.
 */
final class LeasedGroup implements AutoCloseable {
    private static final long ANSWER_SECONDS = 10;
    private static final int NONCE_SECRET_BYTES = 32;

    private final String name;
    private final String self;
    private final NodeClock clock;
    private final Outlet outlet;
    private final GroupVoice voice;
    private final ReleaseWord word;
    private final Election decisions;
    private final ElectionThread election;
    private final VipKeeper keeper;
    private final VipThread vipThread;
    private final HandoverThread handover;
    private final VipWatch watch;
    private final TermFile terms;
    private final StatusBoard board;
    private final TakeoverDiary diary;
    private final WireTruth wire = new WireTruth();
    private final FailoverMeters meters;
    private final HandoverMeters handovers;
    private final Map<Long, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
    private final AtomicLong requests;
    private final long stuckNanos;
    private final boolean maintenance;

    LeasedGroup(FailoverSettings settings, VipGroup group, Surroundings surroundings, Outlet outlet, GroupVoice voice) {
        this.name = group.name();
        this.clock = surroundings.clock();
        this.outlet = outlet;
        this.voice = voice;
        this.word = new ReleaseWord(surroundings.word(), voice);
        Rules rules = rules(settings, group, surroundings.drain());
        LeaseTimers timers = rules.lease().timers();
        this.self = rules.self();
        this.stuckNanos = timers.fence();
        this.decisions = new Election(rules);
        this.requests = new AtomicLong(rules.incarnation());
        this.terms = new TermFile(surroundings.stateDirectory(), name);
        Ballot ballot = VoterSetup.ballot(terms, rules.quorum(), timers, clock.nanos());
        this.election = new ElectionThread(thread("tandem-election"), decisions, ballot, clock, new Carrier());
        this.watch = group.watch();
        this.keeper = new VipKeeper(
                group,
                new FenceTimes(timers.fence(), timers.armed()),
                clock,
                election::enqueue,
                LeasedGroup::inBackground);
        this.vipThread = new VipThread(thread("tandem-vip"), keeper, clock);
        this.handover = new HandoverThread(
                thread("tandem-handover"),
                group.flows(),
                surroundings.clients().apply(group),
                clock,
                election::enqueue);
        GuaranteeBoard guarantee = new GuaranteeBoard(
                settings.voters(),
                settings.consent(),
                self,
                TimeUnit.NANOSECONDS.toMillis(timers.promise()),
                outlet::heard);
        this.board = new StatusBoard(rules, decisions, clock, group, keeper::guarantees, guarantee);
        this.diary = new TakeoverDiary(name, clock);
        this.meters = new FailoverMeters(surroundings.meters(), name, election::state);
        meters.watch(keeper.announcements());
        this.maintenance = surroundings.maintenance();
        this.handovers = new HandoverMeters(surroundings.meters(), name, election::state);
    }

    void start() {
        vipThread.start();
        handover.start();
        watch.start(new WatchEar(), keeper::held);
        if (maintenance) {
            maintenance(true);
        }
        election.start();
    }

    String name() {
        return name;
    }

    Role role() {
        return election.state().role();
    }

    State state() {
        return election.state();
    }

    OwnershipStatus status() {
        OwnershipStatus known = board.status(election.state());
        List<VipStatus> vips = known.vips().stream()
                .map(vip -> vip.seen(wire.alarm(vip.address())))
                .toList();
        return new OwnershipStatus(
                known.role(), known.reason(), known.term(), known.nodes(), vips, known.guarantee(), known.groups());
    }

    /** Queues an event; any thread, never blocks. */
    void enqueue(Event event) {
        election.enqueue(event);
    }

    /** Translates what a voter says, on the vote link's threads. */
    void received(Received received) {
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

    CompletionStage<Outcome> switchover(Switchover asked) {
        return ask(request -> new Event.SwitchoverAsked(request, asked.to(), asked.force()));
    }

    boolean keepsConnections() {
        return election.state().flows().parked().isPresent();
    }

    CompletionStage<Outcome> maintenance(boolean on) {
        return ask(request -> new Event.MaintenanceAsked(request, on));
    }

    CompletionStage<Outcome> stepDown() {
        return ask(Event.StepDownAsked::new);
    }

    int announcements() {
        return keeper.announcements().count();
    }

    /** Whether this node knows the named one to hold the group. */
    boolean heldBy(String node) {
        return !node.isEmpty()
                && decisions
                        .holder(election.state(), clock.nanos())
                        .filter(node::equals)
                        .isPresent();
    }

    /** Ends what decides, watches and shows, in this order; election and VIP thread are waited for at most a second each. */
    @Override
    public void close() {
        watch.close();
        election.close();
        handover.close();
        vipThread.close();
    }

    /** Answers who still waits, once nothing can be heard any more. */
    void settle() {
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

    private String thread(String does) {
        return name.equals(VipConfig.MAIN_GROUP) ? does : does + "-" + name;
    }

    private static void inBackground(Runnable work) {
        // The kernel lets nobody else at the packet filter while nft changes it, the threads that hold the addresses
        // included.
        Thread.ofPlatform().name("tandem-fence").daemon().start(() -> {
            ThreadPriority.raiseWithChildren();
            work.run();
        });
    }

    private static Rules rules(FailoverSettings settings, VipGroup group, Duration drain) {
        long gapLimit = VipRow.gapLimitNanos(group.vips());
        List<VipHandle> vips = group.vips();
        String names = vips.stream().map(vip -> vip.config().host()).collect(Collectors.joining(", "));
        return new Rules(
                List.copyOf(settings.nodes().keySet()),
                group.prefer().orElse(""),
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
            if (event instanceof Event.Tick) {
                watchVipThread();
                return;
            }
            diary.heard(event);
            if (event instanceof Event.Heard heard && heard.message() instanceof Message.Hello hello) {
                board.heard(heard.from(), hello);
                wire.learned(heard.from(), hello.hardware());
            }
            if (event instanceof Event.Heard heard && heard.message() instanceof Message.Release release) {
                word.heard(heard.from(), release);
            }
            if (event instanceof Event.AnswersFor asked && !keeper.held()) {
                Optional<String> holder = decisions.holder(election.state(), clock.nanos());
                wire.answered(asked.address(), asked.macs(), holder).ifPresent(voice::warn);
            }
        }

        @Override
        public void late(long nanos) {
            meters.stalled(nanos);
        }

        private void watchVipThread() {
            long busy = vipThread.busyNanos();
            if (busy > stuckNanos && keeper.held()) {
                election.enqueue(new Event.VipsStuck(busy));
            }
        }

        @Override
        public void carryOut(Action action, State before, State now) {
            diary.decided(action);
            switch (action) {
                case Action.Arm arm ->
                    vipThread.order(new VipCommand.Arm(arm.term(), decisions.nonce(arm.term()), arm.probe()));
                case Action.TakeVips take -> vipThread.order(new VipCommand.Take(take.term(), take.latest()));
                case Action.RenewVips renew -> vipThread.order(new VipCommand.Renew(renew.term(), renew.latest()));
                case Action.ParkVips park -> vipThread.order(new VipCommand.Park(park.keepNanos()));
                case Action.UnparkVips _ -> vipThread.order(new VipCommand.Unpark());
                case Action.PassFlows pass -> handover.pass(pass.old(), pass.keepNanos());
                case Action.KeepFlows keep -> handover.keep(keep.fresh(), keep.keepNanos());
                case Action.ClearFlows _ -> handover.clear();
                case Action.DrainFlows drain -> handover.drain(drain.deadline());
                case Action.ResumeFlows _ -> handover.resume();
                case Action.CountHandover count -> {
                    handovers.count(count.result());
                    voice.handedOver(count.result());
                }
                case Action.AskVoters ask -> ask.voters().forEach(voter -> outlet.send(voter, ask.vote()));
                case Action.AnswerVote answer -> answerVote(answer);
                case Action.GiveBack back ->
                    outlet.broadcast(new LeaseMessage.LeaseRelease(back.term(), decisions.nonce(back.term())));
                case Action.ConfirmDead confirm -> outlet.confirmDead(confirm.node());
                case Action.HideVips _ -> vipThread.order(new VipCommand.Hide());
                case Action.AnnounceVips announce -> {
                    vipThread.order(new VipCommand.Announce());
                    voice.note("announcing again: " + announce.reason().sentence());
                }
                case Action.Send send -> outlet.send(send.to(), signed(send.message()));
                case Action.Broadcast broadcast -> outlet.broadcast(signed(broadcast.message()));
                case Action.Answer answer -> {
                    CompletableFuture<Outcome> waiting = asked.get(answer.request());
                    if (waiting != null) {
                        waiting.completeAsync(answer::outcome);
                    }
                }
                case Action.ChangeRole change -> voice.changeRole(change, before, now);
                case Action.Note note -> voice.note(note.reason().sentence());
                case Action.Warn warn -> voice.warn(warn.reason().sentence());
                case Action.CountTake count -> {
                    wire.forget();
                    meters.took(count.takeover());
                    voice.tookOver(diary.close(count.takeover()));
                }
            }
        }

        /** What the election need not know: a hello says from where this node answers, a release where its schedules stand. */
        private Message signed(Message message) {
            if (message instanceof Message.Hello hello) {
                return hello.from(keeper.hardware());
            }
            return message instanceof Message.Release release ? word.said(release) : message;
        }

        private void answerVote(Action.AnswerVote answer) {
            Runnable deliver = answer.to().equals(self)
                    ? () -> election.enqueue(new Event.AnswerHeard(self, answer.answer()))
                    : () -> outlet.send(answer.to(), answer.answer());
            answer.remember().ifPresentOrElse(memory -> terms.save(memory, deliver), deliver);
        }
    }
}
