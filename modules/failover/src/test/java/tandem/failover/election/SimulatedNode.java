package tandem.failover.election;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tandem.core.config.Profile;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.LeaseTimers;

/** One node of a {@link Simulation}: its election, its keeper with a kernel lifetime, and what is on its way to it. */
final class SimulatedNode {
    static final long LIFETIME = 1000;

    record Due(long at, long number, Event event) {}

    /** To be carried out by the keeper at this time: a take under a term, or a hide. */
    record Order(long at, long orderedAt, Action action) {}

    final String name;
    final PriorityQueue<Due> inbox =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    final Deque<Order> orders = new ArrayDeque<>();
    final TreeMap<String, Long> contact = new TreeMap<>();
    final TreeMap<String, Long> mergeAt = new TreeMap<>();
    List<String> view = List.of();
    Election election;
    State state;
    boolean up;
    boolean gateway = true;
    long stalledUntil;
    long resumedAt;
    long upSince;
    boolean held;
    long shownUntil;
    long tickAt;
    long pollAt;
    int failedPolls;
    int life;
    Ballot.Memory memory = Ballot.Memory.NONE;

    private long arrivals;
    private final List<String> order;
    private final Profile profile;
    final long fence;

    SimulatedNode(String name, List<String> order, Profile profile) {
        this.name = name;
        this.order = order;
        this.profile = profile;
        this.fence = TimeUnit.NANOSECONDS.toMillis(LeaseTimers.of(profile).fence());
    }

    void boot(long now) {
        life++;
        up = true;
        upSince = now;
        held = false;
        shownUntil = 0;
        stalledUntil = 0;
        resumedAt = now;
        inbox.clear();
        orders.clear();
        contact.clear();
        mergeAt.clear();
        view = List.of();
        election =
                new Election(Scene.rules(name, profile, false, Timing.of(profile, nanos(LIFETIME / 2)), life, order));
        state = State.initial(
                Ballot.started(memory, nanos(now), LeaseTimers.of(profile).promise()), nanos(now));
        tickAt = now;
        pollAt = now;
        failedPolls = 0;
        install(List.of(name), false, now);
        arrive(now + 550, new Event.Joined());
    }

    /** The process dies; its address stays until the kernel's lifetime is over. */
    void crash() {
        up = false;
        held = false;
        inbox.clear();
        orders.clear();
    }

    boolean runs(long now) {
        return up && now >= stalledUntil;
    }

    boolean shows(long now) {
        return now < shownUntil;
    }

    void install(List<String> nodes, boolean merged, long now) {
        view = nodes;
        arrive(now, new Event.ViewInstalled(nodes, merged));
    }

    /** Comes in at this time; what arrives at one time is heard in the order of these calls. */
    void arrive(long at, Event event) {
        inbox.add(new Due(at, arrivals++, event));
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
