package tandem.failover.election;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The VIP thread of a node, and the kernel that outlives it: orders take their time, fail or hang, and the process may stand still
 * between looking at its clock and the call.
 */
final class SimulatedVip {
    private static final long PROBE = World.nanos(50);

    private final SimulatedNode node;
    private final World world;
    private final Plan plan;
    private final Deque<Action> orders = new ArrayDeque<>();
    private boolean busy;
    private boolean held;
    private long armedTerm = -1;
    private long probingSince;
    private boolean probing;
    private boolean rivalHeard;
    private long busySince;
    private int hidesOwed;
    private long hungUntil;

    // The kernel's, by the world's time
    private long aliveUntil;
    private long armedUntil;

    // The guard's
    private long guardedTerm;
    private String guardedNonce = "";

    SimulatedVip(SimulatedNode node, Plan plan) {
        this.node = node;
        this.world = node.world;
        this.plan = plan;
    }

    boolean shows() {
        return world.now < aliveUntil;
    }

    /** A call does not return for a while; the rest of the process goes on. */
    void hang(long nanos) {
        hungUntil = world.now + nanos;
        world.say(node.name, "VIP thread hangs for " + nanos / 1_000_000 + " ms");
    }

    /** A new process removes what the life before left. */
    void started() {
        orders.clear();
        busy = false;
        held = false;
        hidesOwed = 0;
        armedTerm = -1;
        probing = false;
        armedUntil = 0;
        aliveUntil = Math.min(aliveUntil, world.now);
        guardedNonce = "";
    }

    /** The machine loses its power: nothing answers, and nobody says so. */
    void powerOff() {
        aliveUntil = Math.min(aliveUntil, world.now);
        guardedNonce = "";
    }

    /** The guard outlives the process: it removes the addresses, then tells. */
    void guard(Runnable told) {
        if (!guardedNonce.isEmpty()) {
            aliveUntil = Math.min(aliveUntil, world.now);
            armedUntil = 0;
            world.say(node.name, "guard hides and releases term " + guardedTerm);
            told.run();
        }
    }

    long guardedTerm() {
        return guardedTerm;
    }

    String guardedNonce() {
        return guardedNonce;
    }

    void order(Action action) {
        if (action instanceof Action.HideVips || action instanceof Action.ParkVips) {
            for (Action waiting : orders) {
                cancel(waiting);
            }
            orders.clear();
        }
        orders.add(action);
        next();
    }

    private void cancel(Action waiting) {
        switch (waiting) {
            case Action.Arm arm -> refuse(arm.term(), "an order to hide came before it began");
            case Action.TakeVips take -> refuse(take.term(), "an order to hide came before it began");
            case Action.HideVips _, Action.ParkVips _ -> hidesOwed++;
            default -> {}
        }
    }

    private void next() {
        if (busy || orders.isEmpty()) {
            return;
        }
        busy = true;
        busySince = node.local();
        Action order = orders.poll();
        node.act(Math.max(hungUntil - world.now, 0) + world.chance.nextInt(300_000), () -> begin(order));
    }

    /** For how long it has not come back, while it holds the addresses. */
    long stuck() {
        return busy && held ? node.local() - busySince : 0;
    }

    private void done() {
        busy = false;
        next();
    }

    private void begin(Action order) {
        switch (order) {
            case Action.Arm arm -> arm(arm);
            case Action.TakeVips take -> take(take);
            case Action.RenewVips renew -> renew(renew);
            case Action.HideVips _ -> hide();
            case Action.ParkVips _ -> {
                if (fails()) {
                    node.arrives(new Event.ParkLost("the kernel would not"));
                }
                hide();
            }
            default -> throw new IllegalStateException("no order: " + order);
        }
    }

    private void arm(Action.Arm arm) {
        if (hidesOwed > 0) {
            refuse(arm.term(), "not hidden yet");
            done();
            return;
        }
        guardedTerm = arm.term();
        guardedNonce = node.nonce(arm.term());
        halfway(() -> {
            if (fails()) {
                refuse(arm.term(), "arming failed");
            } else {
                armedUntil = world.now + node.real(node.timers().armed());
                armedTerm = arm.term();
                probe(arm.probe());
                node.arrives(new Event.Armed(arm.term()));
            }
            done();
        });
    }

    private void take(Action.TakeVips take) {
        if (node.local() - take.latest() > 0 || hidesOwed > 0 || armedTerm != take.term()) {
            refuse(take.term(), "came too late, or was not armed");
            done();
            return;
        }
        armedTerm = -1;
        if (!probing) {
            show(take);
            return;
        }
        node.act(Math.max(0, probingSince + PROBE - node.local()), () -> {
            probing = false;
            armedUntil = Math.min(armedUntil, world.now + node.real(PROBE));
            if (rivalHeard || hideWaits()) {
                refuse(take.term(), "somebody still answers, or an order to hide came");
                done();
            } else {
                show(take);
            }
        });
    }

    private boolean hideWaits() {
        return orders.stream().anyMatch(order -> order instanceof Action.HideVips || order instanceof Action.ParkVips);
    }

    /** Asks twice; from then on until the take it hears who answers, who asks and who announces. */
    private void probe(boolean wanted) {
        probing = wanted;
        rivalHeard = false;
        probingSince = node.local();
        if (wanted) {
            question();
            long term = armedTerm;
            node.act(PROBE / 2, () -> {
                if (probing && armedTerm == term) {
                    question();
                }
            });
        }
    }

    private void question() {
        rivalHeard |= node.answeredByOther();
        node.neighbours(other -> other.rivalHeard |= other.probing);
    }

    private void show(Action.TakeVips take) {
        halfway(() -> {
            if (world.now >= armedUntil || fails()) {
                refuse(take.term(), "the kernel was not armed any more");
                done();
                return;
            }
            armedUntil = 0;
            shownFor(node.timers().fence());
            node.took(take.term());
            node.neighbours(other -> other.rivalHeard |= other.probing);
            halfway(() -> {
                if (node.local() - take.latest() > 0) {
                    aliveUntil = Math.min(aliveUntil, world.now);
                    refuse(take.term(), "showing ended too late");
                } else {
                    held = true;
                    node.arrives(new Event.Taken(take.term()));
                }
                done();
            });
        });
    }

    private void renew(Action.RenewVips renew) {
        if (!held) {
            done();
            return;
        }
        long before = node.local();
        if (before - renew.latest() > 0) {
            lose("renewing came too late");
            return;
        }
        if (before - (renew.latest() - node.timers().fence()) > 0 && plan.neverTwo()) {
            done();
            return;
        }
        halfway(() -> {
            if (!shows()) {
                lose("the kernel closed the fence");
                return;
            }
            shownFor(node.timers().fence());
            halfway(() -> {
                if (node.local() - renew.latest() > 0) {
                    lose("renewing ended too late");
                } else {
                    done();
                }
            });
        });
    }

    private void lose(String why) {
        held = false;
        aliveUntil = Math.min(aliveUntil, world.now);
        node.arrives(new Event.VipsLost(why));
        done();
    }

    private void hide() {
        held = false;
        armedTerm = -1;
        probing = false;
        hidesOwed++;
        halfway(() -> {
            if (fails()) {
                node.act(World.nanos(250), this::hideAgain);
            } else {
                hidden();
            }
            done();
        });
    }

    private void hideAgain() {
        if (hidesOwed > 0) {
            hidden();
        }
    }

    private void hidden() {
        aliveUntil = Math.min(aliveUntil, world.now);
        armedUntil = 0;
        for (; hidesOwed > 0; hidesOwed--) {
            node.arrives(new Event.Hidden());
        }
    }

    /** Between two instructions of the VIP thread; now and then the whole process halts right here. */
    private void halfway(Runnable rest) {
        if (!world.calm() && world.one(150)) {
            node.stall(world.one(3) ? world.between(200, 3000) : world.between(1, 700));
        }
        node.act(world.chance.nextInt(100_000), rest);
    }

    private boolean fails() {
        return !world.calm() && world.one(500);
    }

    private void shownFor(long localNanos) {
        long shown = plan.lifetimeFence() ? world.between(1000, 1250) : localNanos;
        aliveUntil = world.now + node.real(shown);
        node.shown();
    }

    private void refuse(long term, String why) {
        node.arrives(new Event.TakeRefused(term, why));
    }
}
