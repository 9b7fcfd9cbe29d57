package tandem.core.balance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.OutlierConfig;
import tandem.core.config.PolicyName;
import tandem.core.config.Shift;
import tandem.core.config.SourceAddress;
import tandem.core.config.Weight;
import tandem.core.health.Heartbeat;

/**
 * A member as one {@link tandem.core.routing.RoutingTable} sees it: the file's description, what operators changed, where its
 * name leads. Immutable but for its {@link MemberState}, which lives on through table changes.
 */
public final class Member {
    private final String id;
    private final int index;
    private final MemberConfig config;
    private final BalancerConfig balancer;
    private final Set<MemberFlag> flags;
    private final Weight weight;
    private final @Nullable InetSocketAddress address;
    private final boolean checkedDown;
    private final boolean comparesPace;
    private final @Nullable Shift shift;
    final MemberState state;
    private final Choice.Chosen byPolicy = new Choice.Chosen(this, false, false);
    private final Choice.Chosen byRoute = new Choice.Chosen(this, true, false);
    private final Choice.Chosen byRedirect = new Choice.Chosen(this, true, true);

    Member(
            String balancerName,
            int index,
            MemberConfig config,
            BalancerConfig balancer,
            Set<MemberFlag> flags,
            Weight weight,
            @Nullable InetSocketAddress address,
            boolean checkedDown,
            MemberState state) {
        this.id = balancerName + "/" + config.name();
        this.index = index;
        this.config = config;
        this.balancer = balancer;
        this.flags = flags;
        this.weight = weight;
        this.address = address;
        this.checkedDown = checkedDown;
        this.comparesPace = balancer.outliers().flatMap(OutlierConfig::slow).isPresent();
        this.shift = config.shift().orElse(null);
        this.state = state;
    }

    private Member(Member other, Set<MemberFlag> flags) {
        this.id = other.id;
        this.index = other.index;
        this.config = other.config;
        this.balancer = other.balancer;
        this.flags = flags;
        this.weight = other.weight;
        this.address = other.address;
        this.checkedDown = other.checkedDown;
        this.comparesPace = other.comparesPace;
        this.shift = other.shift;
        this.state = other.state;
    }

    /** The same member with other flags. */
    Member flagged(Set<MemberFlag> other) {
        return other.equals(flags) ? this : new Member(this, other);
    }

    /** {@code BALANCER/NAME}, as commands and metrics name it. */
    public String id() {
        return id;
    }

    /** Position in the balancer, from 0; ties go to the lower one. */
    public int index() {
        return index;
    }

    public MemberConfig config() {
        return config;
    }

    /** How it is spoken to if its URL says {@code https}; its balancer's. */
    public MemberTlsConfig tls() {
        return balancer.tls();
    }

    /** The address that connections to it leave by; empty: as the kernel routes. */
    public Optional<InetAddress> source() {
        return balancer.sourceAddress().map(SourceAddress::address);
    }

    /** The flags in force: an operator's, or else the file's. */
    public Set<MemberFlag> flags() {
        return flags;
    }

    /** The weight in force: an operator's, or else the file's. */
    public Weight weight() {
        return weight;
    }

    /** Where to connect; empty while the name does not resolve, and then the member is down. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(address);
    }

    /** Whether this node's checks have found it down; no request ends that, only checks do. */
    public boolean checkedDown() {
        return checkedDown;
    }

    /** Requests in flight on it, those of the other nodes included as they last told. */
    public int inFlight() {
        return state.busy();
    }

    // ---- load, counted by the threads that carry requests ----

    /** A request goes to it without having been chosen, because its connection belongs to the client. */
    public void began() {
        state.began();
    }

    /** A request that went to it is over, well or not. */
    public void ended() {
        state.ended();
    }

    /** Bytes of a request and its response went to and fro. */
    public void moved(long bytesTo, long bytesFrom) {
        state.bytesTo.addAndGet(bytesTo);
        state.bytesFrom.addAndGet(bytesFrom);
    }

    /**
     * A response of it began.
     *
     * @param nanos after its request was sent on
     * @param nowNanos the node's clock
     */
    public void answered(long nanos, long nowNanos) {
        if (balancer.policy() == PolicyName.LEAST_TIME) {
            state.answerTime.add(nanos, nowNanos);
        }
        if (comparesPace) {
            state.conduct.answered(nanos);
        }
    }

    /** It announced its load. Any thread. */
    public void heard(Heartbeat said, long heardNanos) {
        state.beat = new MemberState.Beat(said, heardNanos);
    }

    boolean has(MemberFlag flag) {
        return flags.contains(flag);
    }

    /** Whether it may receive traffic apart from the schedule's error mark. */
    boolean admitted() {
        return address != null && !checkedDown && !has(MemberFlag.DISABLED) && !has(MemberFlag.STOPPED);
    }

    /** How long it stays in error before a request may try it again; at most 0 once it may. */
    long retryInNanos(long nowNanos) {
        // one nanosecond more: Apache retries what is older than its retry time, not what is as old
        return has(MemberFlag.IGNORE_ERRORS) ? 0 : config.retry().toNanos() - (nowNanos - state.errorAtNanos) + 1;
    }

    /** What of its new clients another member gets; null: nothing. */
    @Nullable
    Shift shift() {
        return shift;
    }

    Choice.Chosen byPolicy() {
        return byPolicy;
    }

    Choice.Chosen byRoute() {
        return byRoute;
    }

    Choice.Chosen byRedirect() {
        return byRedirect;
    }

    @Override
    public String toString() {
        return id;
    }
}
