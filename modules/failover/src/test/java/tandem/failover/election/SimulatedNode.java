package tandem.failover.election;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import tandem.core.status.Role;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Electorate;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseRules;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.lease.ReleaseNonces;

/** A node: its election, its VIP thread, and what its part of the cluster's membership believes. */
final class SimulatedNode extends SimulatedProcess {
    final SimulatedVip vip;
    final TreeMap<String, Long> contact = new TreeMap<>();
    final TreeMap<String, Long> mergeAt = new TreeMap<>();
    List<String> view = List.of();
    State state;
    boolean gateway = true;
    boolean left;
    long notHoldingSince;

    private final Installation installation;
    private final Plan plan;
    private Election election;
    private ReleaseNonces nonces;
    private int failedPolls;

    SimulatedNode(Installation installation, String name, int index) {
        super(installation.world, name, index);
        this.installation = installation;
        this.plan = installation.plan;
        this.vip = new SimulatedVip(this, plan);
    }

    LeaseTimers timers() {
        return plan.inForce();
    }

    String nonce(long term) {
        return nonces.nonce(term);
    }

    @Override
    void started() {
        nonces = new ReleaseNonces(
                ByteBuffer.allocate(32).putLong(index).putLong(life).array());
        LeaseRules lease = new LeaseRules(
                name, life, new Electorate(plan.voters()), plan.quorum(), plan.onQuorumLoss(), plan.timers());
        Timing timing = Timing.of(plan.profile(), World.nanos(500));
        election = new Election(new Rules(plan.nodes(), "", Scene.VIP, false, timing, lease, nonces));
        state = State.initial(Ballot.started(memory, local(), plan.inForce().promise()), local());
        left = false;
        notHoldingSince = world.now;
        contact.clear();
        mergeAt.clear();
        vip.started();
        if (plan.lifetimeFence()) {
            step(new Event.FenceChanged(FenceKind.ADDRESS_LIFETIME, "no nf_tables"));
        }
        if (!world.one(8)) {
            step(new Event.FlowsLooked(List.of(new Station(Scene.VIP, "198.51.100.9", "02:00:00:00:00:09")), ""));
        }
        install(List.of(name), false);
        act(World.nanos(550), () -> step(new Event.Joined()));
        act(0, this::tick);
        act(world.between(0, 350), this::poll);
    }

    void install(List<String> nodes, boolean merged) {
        view = nodes;
        hear(new Event.ViewInstalled(nodes, merged));
    }

    @Override
    void hear(Event event) {
        act(0, () -> step(event));
    }

    /** From the VIP thread. */
    void arrives(Event event) {
        act(world.chance.nextInt(100_000), () -> step(event));
    }

    private void tick() {
        if (vip.stuck() > timers().fence()) {
            step(new Event.VipsStuck(vip.stuck()));
        }
        step(new Event.Tick());
        long wait = Math.clamp(election.waitNanos(state, local()), World.nanos(2), World.nanos(50));
        act(wait, this::tick);
    }

    private void poll() {
        boolean reached = gateway && installation.network.segment(index) < Installation.ALONE;
        failedPolls = reached ? 0 : failedPolls + 1;
        if (reached || failedPolls >= 2) {
            step(new Event.GatewayChecked(reached));
        }
        act(World.nanos(350), this::poll);
    }

    void step(Event event) {
        Role before = state.role();
        boolean held = claims();
        Leasehold known = state.leasehold();
        Step step = election.step(state, event, local());
        state = step.next();
        checkReplay(event, known);
        if (state.role() != before) {
            world.say(name, state.role() + ": " + step.reason().sentence());
        }
        if (held != claims()) {
            notHoldingSince = world.now;
        }
        step.actions().forEach(this::carryOut);
    }

    /** P8: what belongs to another round or term changes no promise to another node, and no claim of this one. */
    private void checkReplay(Event event, Leasehold before) {
        Leasehold now = state.leasehold();
        if (event instanceof Event.ReleaseHeard release) {
            installation.checkRelease(this, release, before.ballot(), now.ballot(), local());
        }
        if (event instanceof Event.AnswerHeard heard && plan.neverTwo()) {
            Answer answer = heard.answer();
            boolean current = before.lease().round().stream()
                    .anyMatch(round -> answer.incarnation() == life
                            && answer.sequence() == round.sequence()
                            && answer.term() == before.lease().term());
            if (!current
                    && now.lease().held()
                    && !now.lease().stage().equals(before.lease().stage())) {
                world.violated("P8: " + name + " counts an old answer of " + heard.from());
            }
        }
    }

    boolean claims() {
        return switch (state.phase()) {
            case Phase.Taking _, Phase.Holding _, Phase.Handing _ -> true;
            case Phase.Joining _, Phase.Quarantined _, Phase.Standby _, Phase.Candidate _, Phase.Left _ -> false;
        };
    }

    private void carryOut(Action action) {
        switch (action) {
            case Action.Arm arm -> {
                if (state.phase() instanceof Phase.Left) {
                    world.violated("P6: " + name + " has left and asks for term " + arm.term());
                }
                vip.order(arm);
            }
            case Action.TakeVips take -> {
                installation.checkMajority(this, take.term());
                vip.order(take);
            }
            case Action.RenewVips renew -> vip.order(renew);
            case Action.HideVips hide -> {
                world.say(name, "hides: " + hide.reason().sentence());
                vip.order(hide);
            }
            case Action.ParkVips park -> {
                world.say(name, "parks: " + park.reason().sentence());
                vip.order(park);
            }
            case Action.PassFlows _ -> act(flowsTake(), () -> step(new Event.FlowsPassed(refusal())));
            case Action.KeepFlows _ -> act(flowsTake(), () -> step(new Event.FlowsKept(refusal())));
            case Action.DrainFlows _ -> act(World.nanos(world.between(1, 9000)), () -> step(new Event.Drained(9, 0)));
            case Action.Send send -> heard(send.to(), send.message());
            case Action.Broadcast broadcast ->
                view.stream().filter(peer -> !peer.equals(name)).forEach(peer -> heard(peer, broadcast.message()));
            case Action.AskVoters ask ->
                ask.voters().stream()
                        .sorted()
                        .forEach(voter -> installation.send(this, voter, new Event.VoteHeard(name, ask.vote())));
            case Action.AnswerVote answer -> answer(answer);
            case Action.GiveBack back -> {
                world.say(name, "gives back term " + back.term());
                installation.sendAll(this, new Event.ReleaseHeard(name, back.term(), nonce(back.term()), false));
            }
            case Action.ConfirmDead confirm -> {
                if (!installation.process(confirm.node()).up) {
                    act(World.nanos(100), () -> confirmed(confirm.node()));
                }
            }
            case Action.Note note -> world.say(name, "notes: " + note.reason().sentence());
            case Action.AnnounceVips _, Action.Answer _, Action.ChangeRole _, Action.Warn _, Action.CountTake _ -> {}
            case Action.UnparkVips _ -> act(World.nanos(world.between(1, 20)), () -> step(new Event.Unparked()));
            case Action.ClearFlows _, Action.ResumeFlows _, Action.CountHandover _ -> {}
        }
    }

    /** How long putting up rules takes; now and then far too long. */
    private long flowsTake() {
        return World.nanos(world.one(20) ? world.between(500, 3000) : world.between(3, 60));
    }

    private String refusal() {
        return world.one(10) ? "nft: no such thing" : "";
    }

    /** The fence command keeps the node off as well. */
    private void confirmed(String node) {
        if (!installation.process(node).up) {
            step(new Event.ConfirmedDead(node));
        }
    }

    private void heard(String to, Message message) {
        installation.send(this, to, new Event.Heard(name, message));
    }

    private void answer(Action.AnswerVote answer) {
        Event heard = new Event.AnswerHeard(name, answer.answer());
        boolean remember = answer.remember().isPresent();
        act(remember ? world.between(0, 20) : 0, () -> {
            answer.remember().ifPresent(written -> memory = written);
            if (answer.to().equals(name)) {
                step(heard);
            } else {
                installation.send(this, answer.to(), heard);
            }
        });
    }

    @Override
    void die(boolean withDisk) {
        super.die(withDisk);
        if (world.one(3)) {
            vip.powerOff();
        } else if (!world.one(5)) {
            int dead = life;
            world.after(world.between(3, 40), () -> {
                if (life == dead) {
                    vip.guard(() -> installation.sendAll(
                            this, new Event.ReleaseHeard(name, vip.guardedTerm(), vip.guardedNonce(), true)));
                }
            });
        }
    }

    void leave() {
        left = true;
        act(0, () -> step(new Event.StepDownAsked(1)));
    }

    void switchover() {
        act(0, () -> step(new Event.SwitchoverAsked(2, Optional.empty())));
    }

    boolean answeredByOther() {
        return installation.answered(this);
    }

    /** What the others on the segment hear. */
    void neighbours(Consumer<SimulatedVip> heard) {
        installation.neighbours(this).forEach(other -> heard.accept(other.vip));
    }

    /** The kernel has just begun to show, or goes on. */
    void shown() {
        installation.checkOwners(this);
    }

    void took(long term) {
        installation.took(this, term);
    }

    @Override
    boolean promisedTo(String node, long term) {
        return Simulation.promised(state.leasehold().ballot(), node, term, local());
    }

    Set<String> unfit() {
        String unfit = election.unfit(state, local());
        return unfit.isEmpty() ? Set.of() : Set.of(unfit);
    }
}
