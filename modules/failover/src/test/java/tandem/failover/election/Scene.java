package tandem.failover.election;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Profile;
import tandem.core.config.Quorum;
import tandem.core.status.Role;
import tandem.failover.election.Message.Hello;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Electorate;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseRules;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.lease.ReleaseNonces;

/** One node's election, told facts step by step; keeps what it did. */
final class Scene {
    static final String VIP = "198.51.100.100";

    final Election election;
    final Rules rules;
    final List<Action> actions = new ArrayList<>();
    /** Nodes of the view that have promised to lb1 and grant nothing. */
    final Set<String> refusing = new HashSet<>();

    /** Whether the kernel arms at once; else never. */
    boolean arms = true;

    State state;
    long millis = 1000;
    private long sequence;

    private Scene(Rules rules) {
        this.rules = rules;
        this.election = new Election(rules);
        this.state = State.initial(Ballot.started(Ballot.Memory.NONE, 0, 0), nanos());
    }

    static Scene of(String self, String... order) {
        return of(self, false, order);
    }

    static Scene of(String self, boolean frozenOwnerKeeps, String... order) {
        long stall = frozenOwnerKeeps ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(500);
        return new Scene(rules(self, frozenOwnerKeeps, Timing.standard(stall), order));
    }

    /** As {@link #holder}, under this profile. */
    static Scene holder(String self, Profile profile) {
        Timing timing = Timing.of(profile, TimeUnit.MILLISECONDS.toNanos(500));
        return holder(new Scene(rules(self, profile, false, timing, 1, List.of("lb1", "lb2"))));
    }

    /** A standby of three nodes, a majority of which decides; lb1 holds under term 1 and has this node's promise. */
    static Scene ofThree(String self) {
        List<String> order = List.of("lb1", "lb2", "lb3");
        LeaseRules lease = new LeaseRules(
                self, 1, new Electorate(order), Quorum.MAJORITY, OnQuorumLoss.RELEASE, LeaseTimers.of(Profile.NORMAL));
        Timing timing = Timing.standard(TimeUnit.MILLISECONDS.toNanos(500));
        Scene scene = new Scene(new Rules(order, "", VIP, false, timing, lease, new ReleaseNonces(new byte[32])));
        scene.tell(new Event.ViewInstalled(order, false));
        scene.tell(new Event.Joined());
        order.stream().filter(node -> !node.equals(self)).forEach(peer -> {
            scene.hears(peer, peer.equals("lb1") ? scene.holding(1) : scene.standby(1));
        });
        scene.pass(400);
        scene.tell(new Event.VoteHeard("lb1", scene.renewal(1, 1)));
        scene.actions.clear();
        return scene;
    }

    private static Rules rules(String self, boolean frozenOwnerKeeps, Timing timing, String... order) {
        return rules(self, Profile.NORMAL, frozenOwnerKeeps, timing, 1, List.of(order));
    }

    static Rules rules(
            String self,
            Profile profile,
            boolean frozenOwnerKeeps,
            Timing timing,
            long incarnation,
            List<String> order) {
        LeaseRules lease = new LeaseRules(
                self, incarnation, new Electorate(order), Quorum.PROBE, OnQuorumLoss.HOLD, LeaseTimers.of(profile));
        return new Rules(order, "", VIP, frozenOwnerKeeps, timing, lease, new ReleaseNonces(new byte[32]));
    }

    /** lb1 of lb1 and lb2, a settled standby in a full view; lb2 is a fit standby too, nobody holds; not yet decided. */
    static Scene pair(String self) {
        return pair(of(self, "lb1", "lb2"));
    }

    private static Scene pair(Scene scene) {
        String peer = scene.rules.self().equals("lb1") ? "lb2" : "lb1";
        scene.tell(new Event.ViewInstalled(List.of("lb1", "lb2"), false));
        scene.tell(new Event.GatewayChecked(true));
        scene.tell(new Event.Joined());
        scene.hears(peer, scene.holding(1));
        scene.pass(400);
        scene.actions.clear();
        return scene;
    }

    /** As {@link #pair}, and this node holds under term 3. */
    static Scene holder(String self) {
        return holder(of(self, "lb1", "lb2"));
    }

    /** As {@link #holder}, and {@code prefer} is to hold while it can. */
    static Scene holderPreferring(String self, String prefer) {
        Rules any = of(self, "lb1", "lb2").rules;
        return holder(new Scene(new Rules(
                any.order(), prefer, any.vips(), any.frozenOwnerKeeps(), any.timing(), any.lease(), any.nonces())));
    }

    private static Scene holder(Scene begun) {
        Scene scene = pair(begun);
        String self = scene.rules.self();
        String peer = self.equals("lb1") ? "lb2" : "lb1";
        scene.hears(peer, scene.handing(2, self));
        scene.tell(new Event.Heard(peer, release(2)));
        scene.tell(new Event.Taken(3));
        scene.hears(peer, scene.standby(3));
        scene.actions.clear();
        return scene;
    }

    /** What a node of these tests sends with a term that it gives up. */
    static Message.Release release(long term) {
        return new Message.Release(term, new ReleaseNonces(new byte[32]).nonce(term));
    }

    /** The round that a peer which holds them asks for. */
    LeaseMessage.Vote renewal(long term, long round) {
        String mark = rules.lease().electorate().mark();
        return new LeaseMessage.Vote(1, term, round, true, 550, rules.nonces().hash(term), mark);
    }

    /** The node stands still, and finds out. */
    Scene halt(int forMillis) {
        millis += forMillis;
        return tell(new Event.Tick());
    }

    Scene tell(Event event) {
        Step step = election.step(state, event, nanos());
        state = step.next();
        actions.addAll(step.actions());
        step.actions().forEach(this::vote);
        return this;
    }

    /** The kernel arms at once, and every node of the view grants. */
    private void vote(Action action) {
        switch (action) {
            case Action.Arm arm when arms -> tell(new Event.Armed(arm.term()));
            case Action.AskVoters ask ->
                ask.voters().stream().filter(state.visible()::contains).sorted().forEach(voter -> {
                    boolean refuses = refusing.contains(voter);
                    tell(new Event.AnswerHeard(voter, refuses ? refused(ask.vote()) : granted(ask.vote())));
                });
            case Action.AnswerVote answer
            when answer.to().equals(rules.self()) -> tell(new Event.AnswerHeard(rules.self(), answer.answer()));
            default -> {}
        }
    }

    private Answer granted(LeaseMessage.Vote vote) {
        return new Answer(vote.incarnation(), vote.term(), vote.sequence(), true, rules.self(), vote.term(), 550, "");
    }

    private static Answer refused(LeaseMessage.Vote vote) {
        return new Answer(
                vote.incarnation(),
                vote.term(),
                vote.sequence(),
                false,
                "lb1",
                1,
                540,
                "has promised to lb1 under term 1");
    }

    /** A peer of the view is heard, without news. */
    private void hearPeers() {
        state.peers().keySet().stream().sorted().toList().forEach(this::votes);
    }

    /** A voter is heard, without news. */
    Scene votes(String voter) {
        return tell(new Event.AnswerHeard(voter, new Answer(0, 0, 0, false, "", 0, 0, "")));
    }

    Scene hears(String peer, Hello hello) {
        return tell(new Event.Heard(peer, hello));
    }

    /** Lets time pass in ticks of 50 ms. */
    Scene pass(long forMillis) {
        for (long until = millis + forMillis; millis < until; ) {
            millis += Math.min(50, until - millis);
            hearPeers();
            tell(new Event.Tick());
        }
        return this;
    }

    Scene view(String... nodes) {
        return tell(new Event.ViewInstalled(List.of(nodes), false));
    }

    Hello standby(long term) {
        return hello(term, Claim.NONE, "", "", "");
    }

    Hello holding(long term) {
        return hello(term, Claim.HOLDING, "", "", "");
    }

    Hello taking(long term) {
        return hello(term, Claim.TAKING, "", "", "");
    }

    Hello handing(long term, String to) {
        return hello(term, Claim.HANDING, to, "", "");
    }

    Hello unfit(String why) {
        return hello(0, Claim.NONE, "", why, "");
    }

    Hello weak(String why) {
        return hello(0, Claim.NONE, "", "", why);
    }

    Hello starting() {
        return new Hello(9, ++sequence, 0, Claim.NONE, "", Role.STARTING, "is starting", "", "because", 0);
    }

    private Hello hello(long term, Claim claim, String to, String unfit, String weak) {
        Role role = claim == Claim.HOLDING ? Role.ACTIVE : Role.STANDBY;
        return new Hello(9, ++sequence, term, claim, to, role, unfit, weak, "because", 0);
    }

    <A extends Action> List<A> did(Class<A> kind) {
        return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** A take that was ordered. */
    record Take(long term, boolean probe) {}

    List<Take> takes() {
        return did(Action.TakeVips.class).stream()
                .map(take -> new Take(take.term(), probed(take.term())))
                .toList();
    }

    private boolean probed(long term) {
        return did(Action.Arm.class).stream()
                .filter(arm -> arm.term() == term)
                .toList()
                .getLast()
                .probe();
    }

    List<Message> sentTo(String node) {
        return did(Action.Send.class).stream()
                .filter(send -> send.to().equals(node))
                .map(Action.Send::message)
                .toList();
    }

    String reason() {
        return state.reason().sentence();
    }

    String standing() {
        return election.describe(state, nanos());
    }

    Optional<String> holder() {
        return election.holder(state, nanos());
    }

    long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
