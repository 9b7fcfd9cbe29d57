package tandem.proxy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.balance.Member;
import tandem.core.balance.StickySession;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.log.MemberChoice;
import tandem.core.log.RequestEnd;
import tandem.core.port.Traces.Span;
import tandem.core.routing.Routed;
import tandem.proxy.http.Field;
import tandem.proxy.http.RequestHead;

/**
 * One request's tries at the members of its balancer, until one of them carries it: chooses, connects, goes on to the next where
 * that is safe. One I/O thread.
 */
final class Attempts implements MemberConnections.Connecting {
    // A member that cannot be connected to has seen nothing of the request, hence any request goes on to the next
    // member. Once a connection carried it, only a reused connection that died without a word is replaced, for bodyless
    // idempotent requests.
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Forwarding forwarding;
    private final Plane plane;
    private final IoLoop loop;
    private final Patience patience;
    private final HeldSlot slot;
    private @Nullable String route;
    private long key;
    private @Nullable String cookie;
    private List<Member> tried = List.of();
    private @Nullable Attempt attempt;
    private @Nullable Opening connecting;
    private final StreamSearch search;
    private @Nullable FtpCall call;
    private boolean bound;
    private boolean crowded;
    private boolean repeated;
    private boolean onlyFresh;
    private boolean awaitedConnection;
    private long waitUntilNanos;

    Attempts(Forwarding forwarding, Plane plane, IoLoop loop, Patience patience) {
        this.forwarding = forwarding;
        this.plane = plane;
        this.loop = loop;
        this.patience = patience;
        this.slot = new HeldSlot(plane, loop, patience);
        this.search = new StreamSearch(this, patience);
    }

    /** Begins with another request. */
    void begin() {
        route = null;
        cookie = null;
        tried = List.of();
        attempt = null;
        call = null;
        slot.begin();
        bound = false;
        crowded = false;
        repeated = false;
        awaitedConnection = false;
    }

    /** Whether a connection was waited for, which may still come when all is over. */
    boolean awaitedConnection() {
        return awaitedConnection;
    }

    /** The one under way, or the last one. */
    Attempt current() {
        Attempt current = attempt;
        if (current == null) {
            throw new IllegalStateException("no attempt is under way");
        }
        return current;
    }

    /** Reads from the request, as the client sent it, which member it belongs to. */
    void readRoute(RequestHead head, HeadFacts facts) {
        key = forwarding.destination().balancer().key(facts);
        StickySession sticky = forwarding.destination().balancer().sticky();
        if (sticky != null) {
            String cookies = head.fields().joined(Field.COOKIE, "; ");
            route = sticky.route(head.target(), cookies.isEmpty() ? null : cookies);
        }
    }

    /** Tries the first member. */
    void start() {
        Balancer balancer = forwarding.destination().balancer();
        Member own = ConnectionLogin.member(forwarding.exchange().client(), balancer, loop.members());
        if (own == null) {
            choose(balancer);
        } else {
            bound = true;
            own.began();
            forwarding.measured().chose(MemberChoice.LOGIN);
            attempt(own);
        }
    }

    // ---- choosing ----

    private void choose(Balancer balancer) {
        switch (balancer.choose(route, key, tried, loop.nanos())) {
            case Choice.Refused refused -> {
                if (tried.isEmpty() && refused.mayPass() && mayWait(balancer)) {
                    LOG.debug("waiting: {}", refused.reason());
                    return;
                }
                LOG.debug("503: {}", refused.reason());
                nobody(balancer);
            }
            case Choice.Chosen chosen -> {
                Routed.Forward routed = forwarding.destination().routed();
                forwarding
                        .destination()
                        .rules()
                        .chosen(routed, chosen, forwarding.exchange().head(), route);
                cookie = cookie(balancer, chosen);
                bound = chosen.sticky();
                forwarding.measured().chose(why(chosen));
                attempt(chosen.member());
            }
        }
    }

    private MemberChoice why(Choice.Chosen chosen) {
        if (chosen.redirected()) {
            return MemberChoice.REDIRECT;
        }
        if (chosen.sticky()) {
            return MemberChoice.SESSION;
        }
        boolean moved = route != null && forwarding.destination().balancer().knows(route);
        return moved ? MemberChoice.MOVED : tried.isEmpty() ? MemberChoice.POLICY : MemberChoice.NEXT;
    }

    private @Nullable String cookie(Balancer balancer, Choice.Chosen chosen) {
        StickySession sticky = balancer.sticky();
        boolean known = chosen.sticky() && !chosen.redirected();
        return sticky == null || known
                ? null
                : sticky.issued(chosen.member(), forwarding.exchange().client().secure());
    }

    /** The Set-Cookie that tells the client which member it has from now on; null if it knows, or is told otherwise. */
    @Nullable
    String cookie() {
        return cookie;
    }

    /** Whether this request waits on for some member to become usable; each request has a wait of its own. */
    private boolean mayWait(Balancer balancer) {
        long now = loop.nanos();
        if (patience.whom() != Patience.Whom.USABLE_MEMBER) {
            waitUntilNanos = now + balancer.config().waitForMember().toNanos();
            forwarding.exchange().body().suspend();
        }
        patience.awaitUsable();
        return now - waitUntilNanos < 0;
    }

    /** Looks again, in the table of now: an operator or a check may have brought a member back. */
    void lookAgain() {
        if (forwarding.destination().rerouted()) {
            choose(forwarding.destination().balancer());
        } else {
            forwarding.unreachable("");
        }
    }

    // ---- connecting ----

    private void attempt(Member member) {
        Span span = forwarding.measured().tries(forwarding.destination().routed(), member);
        attempt = new Attempt(member, loop.members().of(member).row(), loop.nanos(), span);
        onlyFresh = false;
        takeSlot(member);
    }

    private void takeSlot(Member member) {
        if (slot.take(member)) {
            reach(member);
        } else if (!slot.await(member, forwarding.destination().urgent(), () -> reach(member))) {
            passOver(member);
        }
    }

    /** Too many wait for this member already, which says nothing against it. */
    private void passOver(Member member) {
        crowded = true;
        current().settle(Attempt.Outcome.ABANDONED);
        goOnWithout(member);
    }

    /** No other request ended in time. */
    void slotLate() {
        boolean streams = search.underWay();
        cancelWaiting();
        Member member = current().member();
        if (streams) {
            refused("none of its streams came free within "
                    + HeldSlot.longest(member).toMillis() + " ms");
        } else if (slot.late(member)) {
            refused(HeldSlot.reason(member));
        } else {
            current().settle(Attempt.Outcome.ABANDONED);
            forwarding.answer(OwnAnswers.CROWDED, RequestEnd.OVERLOADED);
        }
    }

    private void reach(Member member) {
        forwarding.measured().turnedTo(member);
        InetSocketAddress address = member.address().orElse(null);
        if (address == null) {
            refused("its name does not resolve");
            return;
        }
        MemberConnections.Stack stack = loop.members().of(member);
        if (member.config().url().ftp()) {
            awaitedConnection = true;
            patience.await(Patience.Whom.CONNECTION, member.config().connectTimeout());
            call = FtpCall.begin(this, forwarding, stack, member, address);
            return;
        }
        RequestHead head = forwarding.exchange().head();
        String serverName =
                ServerName.of(member, forwarding.destination().routed().config(), head);
        if (member.config().url().http2()) {
            boolean toHead = head.methodIs("HEAD");
            search.start(stack.streams(), new MemberStreams.Wanted(member, address, serverName, toHead));
            return;
        }
        MemberConnection present = onlyFresh ? null : present(stack, member, address, serverName);
        if (present != null) {
            carry(present);
        } else {
            connect(stack, member, address, serverName);
        }
    }

    /** A connection that is there already: the client's own, or else an idle one. Null without one. */
    private @Nullable MemberConnection present(
            MemberConnections.Stack stack, Member member, InetSocketAddress address, String serverName) {
        ClientConnection client = forwarding.exchange().client();
        MemberConnection own = client.pinned();
        if (own != null && own.home() == stack && own.open() && own.idle()) {
            boolean same = own.address().equals(address) && own.serverName().equals(serverName);
            if (client.loggedIn() || same && forwarding.facts().ofConnection()) {
                return own;
            }
        }
        boolean shared = member.config().proxyProtocol() == ProxyHeaderVersion.OFF
                && !ConnectionLogin.attempted(forwarding.exchange().head().fields());
        return shared ? stack.take(address, serverName) : null;
    }

    private void connect(MemberConnections.Stack stack, Member member, InetSocketAddress address, String serverName) {
        awaitedConnection = true;
        slot.makeRoom();
        patience.await(Patience.Whom.CONNECTION, member.config().connectTimeout());
        Opening opening = stack.connect(member, address, serverName, Greeting.of(member, forwarding.facts()), this);
        if (opening.underWay()) {
            connecting = opening;
        }
    }

    @Override
    public void connected(MemberConnection connection) {
        connecting = null;
        joined(connection);
    }

    /** A connection was made for it. */
    void joined(MemberExchange connection) {
        if (forwarding.over()) {
            connection.close();
            return;
        }
        MemberReports.reached(forwarding.destination().balancer(), current().member(), plane.events());
        carry(connection);
    }

    /** Goes on by what is there. */
    void carry(MemberExchange connection) {
        slot.hand(connection);
        forwarding.measured().connected();
        forwarding.carry(connection);
    }

    @Override
    public void refused(String reason) {
        connecting = null;
        if (forwarding.over()) {
            return;
        }
        slot.release();
        Attempt failed = current();
        Member member = failed.member();
        loop.members().of(member).closeIdle();
        forwarding.settling().unreachable(failed, reason);
        goOnWithout(member);
    }

    private void goOnWithout(Member member) {
        giveUp(member);
        Balancer balancer = forwarding.destination().balancer();
        if (tried.size() <= balancer.furtherAttempts()) {
            choose(balancer);
        } else {
            nobody(balancer);
        }
    }

    private void nobody(Balancer balancer) {
        if (crowded) {
            forwarding.answer(OwnAnswers.CROWDED, RequestEnd.OVERLOADED);
        } else {
            forwarding.unreachable(MemberReports.retryAfter(balancer, loop.nanos()));
        }
    }

    /** Answers in place of the member, which is not at fault. */
    void answer(OwnAnswers.Answer own, RequestEnd reason) {
        slot.release();
        current().settle(Attempt.Outcome.ABANDONED);
        forwarding.answer(own, reason);
    }

    private void giveUp(Member member) {
        if (tried.isEmpty()) {
            tried = new ArrayList<>();
        }
        tried.add(member);
    }

    /** Whether there is another member for the request, which belongs to no session of the one that it has. */
    boolean mayGoOn() {
        Balancer balancer = forwarding.destination().balancer();
        if (bound || tried.size() >= balancer.furtherAttempts()) {
            return false;
        }
        giveUp(current().member());
        return balancer.schedule().hasOther(balancer, tried);
    }

    /** Chooses among those that it has not had. */
    void goOn() {
        choose(forwarding.destination().balancer());
    }

    @Override
    public void exhausted(String reason) {
        connecting = null;
        if (!forwarding.over()) {
            slot.release();
            current().settle(Attempt.Outcome.ABANDONED);
            forwarding.exhausted();
        }
    }

    /** The connection did not come in time. */
    void connectionLate() {
        cancelWaiting();
        refused("it did not accept a connection within "
                + current().member().config().connectTimeout().toMillis() + " ms");
    }

    /**
     * Whether the request goes once more to its member, on a fresh connection, after a reused one died without a word.
     *
     * @param nothingSent whether the member has seen nothing but the request's head, which asked for 100-continue
     */
    boolean mayRepeat(boolean nothingSent) {
        RequestHead head = forwarding.exchange().head();
        boolean safe = nothingSent || !head.hasBody() && head.idempotent();
        return !repeated && safe && current().member().address().isPresent();
    }

    /** Does so. */
    void repeat() {
        repeated = true;
        onlyFresh = true;
        takeSlot(current().member());
    }

    // ---- ends ----

    /** The client is gone: nobody waits for a connection any more, and no member is at fault. */
    void abandon() {
        if (attempt != null) {
            attempt.settle(Attempt.Outcome.ABANDONED);
        }
        cancelWaiting();
        slot.release();
    }

    private void cancelWaiting() {
        Opening opening = connecting;
        connecting = null;
        if (opening != null) {
            opening.cancel();
        }
        search.cancel();
        if (call != null) {
            call.cancel();
        }
        slot.cancel();
    }
}
