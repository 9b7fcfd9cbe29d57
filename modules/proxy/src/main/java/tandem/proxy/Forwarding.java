package tandem.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.balance.Member;
import tandem.core.balance.StickySession;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Field;
import tandem.proxy.http.RequestHead;

/**
 * One request from its head to the end of its response: routes it, chooses a member, tries the next one where that is safe, and
 * answers itself where nobody can. One I/O thread.
 */
final class Forwarding extends Deadlines.Timed implements ClientExchange.Listener, MemberConnections.Connecting {
    // A member that cannot be connected to has seen nothing of the request, hence any request goes on to the next
    // member. Once a
    // connection carried it, only a reused connection that died without a word is replaced, for bodyless idempotent
    // requests.
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
    private static final Duration HALF_CLOSED_PATIENCE = Duration.ofSeconds(5);
    private static final String OVERLOADED = "Too much is under way here at the moment.";
    private static final String UNREACHABLE = "No server for this request can be reached at the moment.";

    private enum Waiting {
        FOR_USABLE,
        FOR_CONNECTION,
        FOR_MEMBER,
        FOR_CLIENT
    }

    private final Plane plane;
    private final IoLoop loop;
    private final Passage carrier;
    private final ClientPace pace;
    private ClientExchange exchange;
    private RequestHead head;
    private RoutingTable table;
    private long startNanos;
    private String balancerName = ProxyMetrics.NO_BALANCER;
    private Routed.@Nullable Forward forward;
    private String upgrade = "";
    private @Nullable String route;
    private List<Member> tried = List.of();
    private @Nullable Attempt attempt;
    private @Nullable Opening connecting;
    private @Nullable Passage passage;
    private @Nullable OwnResponse answering;
    private Waiting waiting = Waiting.FOR_MEMBER;
    private boolean clientFinished;
    private boolean repeated;
    private boolean awaitedConnection;
    private boolean over;
    private AppliedRules rules = AppliedRules.NONE;
    private long waitUntilNanos;
    // begin resets every one of these: what one request left must not show in the next

    @SuppressWarnings("NullAway.Init") // begin sets what is missing, and nothing is asked before
    private Forwarding(Plane plane, IoLoop loop) {
        this.plane = plane;
        this.loop = loop;
        this.carrier = new Passage(this, loop);
        this.pace = new ClientPace(plane.settings().clientLimits());
    }

    /** A forwarding for one exchange; objects are used again, because a request has no time to wait for a collector. */
    static Forwarding of(Plane plane, IoLoop loop, ClientExchange exchange) {
        Forwarding spare = loop.takeForwarding();
        Forwarding ready = spare == null ? new Forwarding(plane, loop) : spare;
        ready.begin(exchange);
        return ready;
    }

    private void begin(ClientExchange newExchange) {
        exchange = newExchange;
        head = exchange.head();
        table = plane.table().current();
        startNanos = loop.nanos();
        pace.begin();
        balancerName = ProxyMetrics.NO_BALANCER;
        forward = null;
        upgrade = "";
        route = null;
        tried = List.of();
        attempt = null;
        passage = null;
        answering = null;
        waiting = Waiting.FOR_MEMBER;
        clientFinished = false;
        repeated = false;
        awaitedConnection = false;
        waitUntilNanos = 0;
        rules = AppliedRules.NONE;
        over = false;
    }

    // Deliberate: one that waited for a connection is not used again, since that connection may still come when all is
    // over.
    private void recycle() {
        if (!awaitedConnection) {
            carrier.clear();
            loop.giveForwarding(this);
        }
    }

    /** Takes the request on. */
    void start() {
        loop.deadlines().add(this);
        exchange.listen(this);
        if (loop.buffers().exhausted()) {
            exchange.lastOnConnection();
            answer(503, OVERLOADED, "Retry-After", "1");
            return;
        }
        if (OwnAnswers.needed(head)) {
            OwnAnswers.Answer own = OwnAnswers.of(head);
            answer(own.status(), own.sentence(), "Allow", own.allow());
            return;
        }
        RequestPath path;
        try {
            path = loop.paths().of(head.target());
        } catch (RequestPath.BadPath e) {
            refuseHead(new BadRequest(400, "The request is malformed: " + e.reason() + "."));
            return;
        }
        ClientConnection client = exchange.client();
        Routed routed =
                table.route(client.listener(), head.host(), path, new HeadFacts(head, client, loop, startNanos));
        rules = AppliedRules.of(routed);
        switch (routed) {
            case Routed.Answer own -> answer(own);
            case Routed.Forward found -> begin(found);
        }
    }

    /** Refuses a request for its head. */
    void refuse(BadRequest refused) {
        loop.deadlines().add(this);
        exchange.listen(this);
        refuseHead(refused);
    }

    /** Answers and closes: whoever sent this may be out of step with us. */
    private void refuseHead(BadRequest refused) {
        exchange.lastOnConnection();
        answer(refused.status(), refused.sentence(), "", "");
    }

    private void answer(Routed.Answer own) {
        String sentence = OwnAnswers.sentence(own.reason());
        if (own.location() != null) {
            answer(own.status(), sentence, "Location", own.location());
        } else if (own.status() == 405) {
            answer(own.status(), sentence, "Allow", OwnAnswers.METHODS);
        } else {
            answer(own.status(), sentence, "", "");
        }
    }

    private void begin(Routed.Forward found) {
        forward = found;
        balancerName = found.balancer().name();
        upgrade = Upgrade.asked(head);
        StickySession sticky = found.balancer().sticky();
        if (sticky != null) {
            String cookies = head.fields().joined(Field.COOKIE, "; ");
            route = sticky.route(head.target(), cookies.isEmpty() ? null : cookies);
        }
        head.fields().dropHopByHop();
        OwnAnswers.hop(head.fields());
        rules.request(head);
        Member own = ConnectionLogin.member(exchange.client(), found.balancer(), loop.members());
        if (own == null) {
            choose(found.balancer());
        } else {
            own.began();
            attempt(own);
        }
    }

    // ---- attempts ----

    private void choose(Balancer balancer) {
        switch (balancer.choose(route, tried, loop.nanos())) {
            case Choice.Refused refused -> {
                if (tried.isEmpty() && refused.mayPass() && mayWait(balancer)) {
                    LOG.debug("waiting: {}", refused.reason());
                    return;
                }
                LOG.debug("503: {}", refused.reason());
                answer(503, UNREACHABLE, "Retry-After", MemberReports.retryAfter(balancer, loop.nanos()));
            }
            case Choice.Chosen chosen -> {
                rules.chosen(routed(), chosen, head, route);
                attempt(chosen.member());
            }
        }
    }

    /** Whether this request waits on for some member to become usable; each request has a wait of its own. */
    private boolean mayWait(Balancer balancer) {
        long now = loop.nanos();
        if (waiting != Waiting.FOR_USABLE) {
            waiting = Waiting.FOR_USABLE;
            waitUntilNanos = now + balancer.config().waitForMember().toNanos();
            exchange.body().suspend();
        }
        if (now - waitUntilNanos >= 0) {
            return false;
        }
        arm(now);
        return true;
    }

    /** Looks again, in the table of now: an operator or a check may have brought a member back. */
    private void lookAgain() {
        RoutingTable now = plane.table().current();
        if (now != table) {
            table = now;
            Balancer balancer = now.balancers().get(balancerName);
            if (balancer == null) {
                answer(503, UNREACHABLE, "", "");
                return;
            }
            Routed.Forward before = routed();
            forward = before.to(balancer);
        }
        choose(routed().balancer());
    }

    private void attempt(Member member) {
        MemberConnections.Stack stack = loop.members().of(member);
        attempt = new Attempt(member, stack.row());
        InetSocketAddress address = member.address().orElse(null);
        if (address == null) {
            refused("its name does not resolve");
            return;
        }
        MemberConnection own = exchange.client().pinned();
        if (own != null && own.home() == stack && own.open() && own.idle()) {
            carry(own);
            return;
        }
        String serverName = ServerName.of(member, routed().config(), head);
        MemberConnection idle = ConnectionLogin.attempted(head.fields()) ? null : stack.take(address, serverName);
        if (idle != null) {
            carry(idle);
        } else {
            connect(stack, address, member);
        }
    }

    private void connect(MemberConnections.Stack stack, InetSocketAddress address, Member member) {
        awaitedConnection = true;
        await(Waiting.FOR_CONNECTION, member.config().connectTimeout());
        Opening opening = stack.connect(member, address, ServerName.of(member, routed().config(), head), this);
        if (passage == null && !over && opening.underWay()) {
            connecting = opening;
        }
    }

    @Override
    public void connected(MemberConnection connection) {
        connecting = null;
        if (over) {
            connection.close();
            return;
        }
        Member member = currentAttempt().member();
        MemberReports.reached(routed().balancer(), member, plane.events());
        carry(connection);
    }

    @Override
    public void refused(String reason) {
        connecting = null;
        if (over) {
            return;
        }
        Attempt failed = currentAttempt();
        Member member = failed.member();
        failed.settle(Attempt.Outcome.FAILED);
        loop.members().of(member).closeIdle();
        Balancer balancer = routed().balancer();
        MemberReports.unreachable(balancer, member, reason, loop.nanos(), plane.events());
        if (tried.isEmpty()) {
            tried = new ArrayList<>();
        }
        tried.add(member);
        if (tried.size() <= balancer.furtherAttempts()) {
            choose(balancer);
        } else {
            answer(503, UNREACHABLE, "Retry-After", MemberReports.retryAfter(balancer, loop.nanos()));
        }
    }

    private void carry(MemberConnection connection) {
        passage = carrier;
        carrier.start(connection, currentAttempt());
    }

    private Attempt currentAttempt() {
        Attempt current = attempt;
        if (current == null) {
            throw new IllegalStateException("no attempt is under way");
        }
        return current;
    }

    // ---- what a passage needs and says ----

    IoLoop loop() {
        return loop;
    }

    Plane plane() {
        return plane;
    }

    ClientExchange exchange() {
        return exchange;
    }

    RoutingTable table() {
        return table;
    }

    Routed.Forward routed() {
        Routed.Forward found = forward;
        if (found == null) {
            throw new IllegalStateException("the request has no route yet");
        }
        return found;
    }

    /** What the rules of the request's site do. */
    AppliedRules rules() {
        return rules;
    }

    /** The member's error response is replaced by a page of this node. */
    void overridden(int status) {
        passage = null;
        currentAttempt().settle(Attempt.Outcome.ANSWERED);
        answer(status, "The server answered with an error.", "", "");
    }

    /** The protocols that the client asked to change to; empty for none. */
    String upgrade() {
        return upgrade;
    }

    void awaitMember(Duration patience) {
        await(Waiting.FOR_MEMBER, patience);
    }

    void awaitClient() {
        long now = loop.nanos();
        long moved = passage == null ? 0 : passage.moved();
        waiting = Waiting.FOR_CLIENT;
        Duration idle = plane.settings().clientTimeouts().idle();
        boolean shorter = clientFinished && idle.compareTo(HALF_CLOSED_PATIENCE) > 0;
        arm(now + pace.patience(now, moved, shorter ? HALF_CLOSED_PATIENCE : idle));
    }

    private void await(Waiting whom, Duration patience) {
        pace.stopped(loop.nanos());
        waiting = whom;
        boolean shorter = clientFinished && patience.compareTo(HALF_CLOSED_PATIENCE) > 0;
        arm(loop.nanos() + (shorter ? HALF_CLOSED_PATIENCE : patience).toNanos());
    }

    /** The member did not answer its ping; it has seen nothing of the body, so the next one is tried. */
    void silent(String reason) {
        passage = null;
        refused(reason);
    }

    /**
     * A reused connection died without a word: once more on a fresh one, if that is safe.
     *
     * @param nothingSent whether the member has seen nothing but the request's head, which asked for 100-continue
     */
    boolean repeat(boolean nothingSent) {
        if (repeated || !nothingSent && (head.hasBody() || !head.idempotent())) {
            return false;
        }
        repeated = true;
        passage = null;
        Member member = currentAttempt().member();
        InetSocketAddress address = member.address().orElse(null);
        if (address == null) {
            return false;
        }
        connect(loop.members().of(member), address, member);
        return true;
    }

    /**
     * The member failed before its response began.
     *
     * @param late because it did not answer in time
     */
    void memberFailed(int status, String sentence, boolean late) {
        passage = null;
        Attempt failed = currentAttempt();
        failed.settle(Attempt.Outcome.FAILED);
        Balancer balancer = routed().balancer();
        if (late && balancer.config().failOnTimeout()) {
            MemberReports.late(balancer, failed.member(), loop.nanos(), plane.events());
        } else {
            MemberReports.answered(balancer, failed.member(), status, loop.nanos(), plane.events());
        }
        answer(status, sentence, "", "");
    }

    /** The client's body is malformed, cut short or late; the member was told by a reset. */
    void badUpload(int status, String sentence) {
        passage = null;
        currentAttempt().settle(Attempt.Outcome.ABANDONED);
        exchange.lastOnConnection();
        answer(status, sentence, "", "");
    }

    /** The response is with the client's kernel. */
    void answered(int status) {
        Attempt done = currentAttempt();
        done.settle(Attempt.Outcome.ANSWERED);
        MemberReports.answered(routed().balancer(), done.member(), status, loop.nanos(), plane.events());
        finish(status);
        exchange.complete();
        recycle();
    }

    /** The response broke off; nobody must take it for complete. */
    void broken(Attempt.Outcome outcome, int status) {
        currentAttempt().settle(outcome);
        finish(status);
        exchange.abort();
    }

    // ---- own answers ----

    /** Answers without a member. */
    private void answer(int status, String sentence, String name, String value) {
        OwnResponse own = new OwnResponse(exchange, rules, status, sentence, name, value);
        answering = own;
        send(own);
    }

    private void send(OwnResponse own) {
        try {
            if (own.send()) {
                finish(own.status());
                exchange.complete();
                recycle();
            } else {
                awaitClient();
            }
        } catch (IOException e) {
            LOG.debug("client {} went away: {}", exchange.client().addressText(), e.getMessage());
            clientGone();
        }
    }

    private void finish(int status) {
        over = true;
        loop.deadlines().remove(this);
        plane.metrics().answered(balancerName, status, loop.nanos() - startNanos);
    }

    // ---- events ----

    @Override
    public void bodyReadable() {
        if (passage != null) {
            passage.upload();
        } else {
            exchange.body().suspend();
        }
    }

    @Override
    public void responseWritable() {
        if (answering != null) {
            send(answering);
        } else if (passage != null) {
            passage.download();
        }
    }

    @Override
    public void clientFinished() {
        clientFinished = true;
        if (waiting != Waiting.FOR_USABLE) {
            await(waiting, HALF_CLOSED_PATIENCE);
        }
    }

    @Override
    public void clientGone() {
        if (over) {
            return;
        }
        int status = 0;
        if (passage != null) {
            status = passage.abandon();
        }
        if (attempt != null) {
            attempt.settle(Attempt.Outcome.ABANDONED);
        }
        finish(answering == null ? status : answering.status());
        exchange.abort();
        cancelConnecting();
    }

    private void cancelConnecting() {
        Opening pending = connecting;
        connecting = null;
        if (pending != null) {
            pending.cancel();
        }
    }

    @Override
    void expired(long nowNanos) {
        if (waiting == Waiting.FOR_USABLE && answering == null) {
            lookAgain();
        } else if (answering != null || clientFinished && waiting != Waiting.FOR_CONNECTION) {
            clientGone();
        } else if (waiting == Waiting.FOR_CONNECTION) {
            Duration patience = currentAttempt().member().config().connectTimeout();
            cancelConnecting();
            refused("it did not accept a connection within " + patience.toMillis() + " ms");
        } else if (passage != null) {
            passage.late(waiting == Waiting.FOR_CLIENT);
        }
    }
}
