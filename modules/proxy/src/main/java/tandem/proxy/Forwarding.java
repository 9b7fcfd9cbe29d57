package tandem.proxy;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.port.OperatorPages;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * One request from its head to the end of its response: routes it, has {@link Attempts} find the member and {@link Passage} carry
 * it there, and answers itself where nobody can. One I/O thread.
 */
final class Forwarding implements ClientExchange.Listener, Patience.Told {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

    private final Plane plane;
    private final IoLoop loop;
    private final Patience patience;
    private final Attempts attempts;
    private final Passage carrier;
    private ClientExchange exchange;
    private RequestHead head;
    private RoutingTable table;
    private long startNanos;
    private String balancerName = ProxyMetrics.NO_BALANCER;
    private Routed.@Nullable Forward forward;
    private String upgrade = "";
    private @Nullable Passage passage;
    private @Nullable PageVisit visiting;
    private @Nullable OwnResponse answering;
    private boolean over;
    private AppliedRules rules = AppliedRules.NONE;
    // begin resets every one of these: what one request left must not show in the next

    @SuppressWarnings("NullAway.Init") // begin sets what is missing, and nothing is asked before
    private Forwarding(Plane plane, IoLoop loop) {
        this.plane = plane;
        this.loop = loop;
        this.patience = new Patience(this, loop, plane.settings());
        this.attempts = new Attempts(this, plane, loop, patience);
        this.carrier = new Passage(this, loop);
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
        balancerName = ProxyMetrics.NO_BALANCER;
        forward = null;
        upgrade = "";
        passage = null;
        visiting = null;
        answering = null;
        over = false;
        rules = AppliedRules.NONE;
        attempts.begin();
        patience.begin();
    }

    // Deliberate: one that waited for a connection or a page is not used again, since that may still come when all is
    // over.
    private void recycle() {
        if (!attempts.awaitedConnection() && visiting == null) {
            carrier.clear();
            loop.giveForwarding(this);
        }
    }

    /** Takes the request on. */
    void start() {
        exchange.listen(this);
        if (loop.buffers().exhausted()) {
            answer(OwnAnswers.OVERLOADED);
        } else if (OwnAnswers.needed(head)) {
            answer(OwnAnswers.of(head));
        } else {
            route();
        }
    }

    private void route() {
        RequestPath path;
        try {
            path = loop.paths().of(head.target());
        } catch (RequestPath.BadPath e) {
            BadRequest refused = new BadRequest(400, "The request is malformed: " + e.reason() + ".");
            answer(OwnAnswers.refusing(refused));
            return;
        }
        ClientConnection client = exchange.client();
        Routed routed =
                table.route(client.listener(), head.host(), path, new HeadFacts(head, client, loop, startNanos));
        rules = AppliedRules.of(routed);
        switch (routed) {
            case Routed.Answer own -> answer(OwnAnswers.of(own));
            case Routed.Forward found -> begin(found);
            case Routed.Manager found -> visit(found);
        }
    }

    private void visit(Routed.Manager found) {
        rules.request(head);
        HeadFacts facts = new HeadFacts(head, exchange.client(), loop, startNanos);
        PageVisit visit = new PageVisit(plane.pages(), found.page(), exchange, facts, loop, this::paged);
        visiting = visit;
        awaitClient();
        visit.readable();
    }

    /** The page that was asked for is there. */
    private void paged(OperatorPages.Answer page) {
        if (!over && answering == null) {
            send(new OwnResponse(exchange, rules, page));
        }
    }

    /** Refuses a request for its head. */
    void refuse(BadRequest refused) {
        exchange.listen(this);
        answer(OwnAnswers.refusing(refused));
    }

    private void begin(Routed.Forward found) {
        forward = found;
        balancerName = found.balancer().name();
        upgrade = Upgrade.asked(head);
        long most = rules.maxBody();
        if (most > 0 && head.length() > most) {
            answer(OwnAnswers.TOO_LONG);
            return;
        }
        attempts.readRoute(head);
        head.fields().dropHopByHop();
        OwnAnswers.hop(head.fields());
        rules.request(head);
        attempts.start();
    }

    // ---- what attempts and the passage need ----

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

    /** Goes on with the routing table of now; false if the balancer is gone from it. */
    boolean rerouted() {
        RoutingTable now = plane.table().current();
        if (now != table) {
            table = now;
            Balancer balancer = now.balancers().get(balancerName);
            if (balancer == null) {
                return false;
            }
            forward = routed().to(balancer);
        }
        return true;
    }

    /** Adds what only this request's client is told to a member's response. */
    void personal(ResponseHead response) {
        String cookie = attempts.cookie();
        if (cookie != null) {
            response.fields().add("Set-Cookie", cookie);
        }
    }

    /** What the rules of the request's site do. */
    AppliedRules rules() {
        return rules;
    }

    /** The protocols that the client asked to change to; empty for none. */
    String upgrade() {
        return upgrade;
    }

    /** Whether the request has ended. */
    boolean over() {
        return over;
    }

    void awaitMember(Duration limit) {
        patience.await(Patience.Whom.MEMBER, limit);
    }

    void awaitClient() {
        patience.awaitClient(passage == null ? 0 : passage.moved());
    }

    // ---- what attempts say ----

    /** A connection is there. */
    void carry(MemberConnection connection) {
        passage = carrier;
        carrier.start(connection, attempts.current());
    }

    /**
     * No member can be reached.
     *
     * @param retryAfter in how many seconds one may be; empty if nobody knows
     */
    void unreachable(String retryAfter) {
        answer(OwnAnswers.unreachable(retryAfter));
    }

    /** This node can open no connection to any member. */
    void exhausted() {
        answer(OwnAnswers.OVERLOADED);
    }

    // ---- what the passage says ----

    /** The member's error response is replaced by a page of this node. */
    void overridden(int status) {
        passage = null;
        attempts.current().settle(Attempt.Outcome.ANSWERED);
        answer(new OwnAnswers.Answer(status, "The server answered with an error."));
    }

    /** The member did not answer its ping; it has seen nothing of the body, so the next one is tried. */
    void silent(String reason) {
        passage = null;
        attempts.refused(reason);
    }

    /** A reused connection died without a word; whether {@link Attempts#repeat} makes up for it. */
    boolean repeat(boolean nothingSent) {
        boolean repeated = attempts.mayRepeat(nothingSent);
        if (repeated) {
            passage = null;
            attempts.repeat();
        }
        return repeated;
    }

    /**
     * The member failed before its response began.
     *
     * @param late because it did not answer in time
     */
    void memberFailed(int status, String sentence, boolean late) {
        passage = null;
        Attempt failed = attempts.current();
        failed.settle(Attempt.Outcome.FAILED);
        Balancer balancer = routed().balancer();
        if (late && balancer.config().failOnTimeout()) {
            MemberReports.late(balancer, failed.member(), loop.nanos(), plane.events());
        } else {
            MemberReports.answered(balancer, failed.member(), status, loop.nanos(), plane.events());
        }
        answer(new OwnAnswers.Answer(status, sentence));
    }

    /** The client's body is malformed, too long, cut short or late; the member was told by a reset. */
    void badUpload(OwnAnswers.Answer answer) {
        passage = null;
        attempts.current().settle(Attempt.Outcome.ABANDONED);
        answer(answer);
    }

    /** The response is with the client's kernel. */
    void answered(int status) {
        Attempt done = attempts.current();
        done.settle(Attempt.Outcome.ANSWERED);
        MemberReports.answered(routed().balancer(), done.member(), status, loop.nanos(), plane.events());
        complete(status);
    }

    /** The response broke off; nobody must take it for complete. */
    void broken(Attempt.Outcome outcome, int status) {
        attempts.current().settle(outcome);
        finish(status);
        exchange.abort();
    }

    // ---- own answers ----

    private void answer(OwnAnswers.Answer answer) {
        send(new OwnResponse(exchange, rules, answer));
    }

    private void send(OwnResponse own) {
        answering = own;
        try {
            if (own.send()) {
                complete(own.status());
            } else {
                awaitClient();
            }
        } catch (IOException e) {
            LOG.debug("client {} went away: {}", exchange.client().addressText(), e.getMessage());
            clientGone();
        }
    }

    // ---- ends ----

    private void complete(int status) {
        finish(status);
        exchange.complete();
        recycle();
    }

    private void finish(int status) {
        over = true;
        patience.end();
        plane.metrics().answered(balancerName, status, loop.nanos() - startNanos);
    }

    // ---- events ----

    @Override
    public void bodyReadable() {
        if (passage != null) {
            passage.upload();
        } else if (visiting != null) {
            visiting.readable();
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
        patience.clientFinished();
    }

    @Override
    public void clientGone() {
        if (over) {
            return;
        }
        int status = passage == null ? 0 : passage.abandon();
        attempts.abandon();
        finish(answering == null ? status : answering.status());
        exchange.abort();
    }

    @Override
    public void late(Patience.Whom whom) {
        if (whom == Patience.Whom.USABLE_MEMBER && answering == null) {
            attempts.lookAgain();
        } else if (answering != null || patience.isShort() && whom != Patience.Whom.CONNECTION) {
            clientGone();
        } else if (whom == Patience.Whom.SLOT) {
            attempts.slotLate();
        } else if (whom == Patience.Whom.CONNECTION) {
            attempts.connectionLate();
        } else if (passage != null) {
            passage.late(whom == Patience.Whom.CLIENT);
        } else if (visiting != null) {
            answer(visiting.late());
        }
    }
}
