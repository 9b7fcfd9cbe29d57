package tandem.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Closure;
import tandem.core.forward.ForwardProxies;
import tandem.core.forward.ForwardProxy;
import tandem.core.log.RequestEnd;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * One request from its head to the end of its response: routes it, has {@link Attempts} find the member and {@link Passage} carry
 * it there, and answers itself where nobody can. One I/O thread.
 */
final class Forwarding implements ClientExchange.Listener, Patience.Told {
    private static final int LOGIN_NEEDED = 401;

    private final Plane plane;
    private final IoLoop loop;
    private final Destination destination;
    private final Patience patience;
    private final Settling settling;
    private final Attempts attempts;
    private final Retries retries;
    private final Passage carrier;
    private final RequestRecord measured;
    private final Answering answering;
    private ClientExchange exchange;
    private RequestHead head;
    private HeadFacts facts;
    private String upgrade = "";
    private @Nullable Passage passage;
    private @Nullable ForwardRequest outbound;
    private boolean over;
    // begin resets every one of these: what one request left must not show in the next

    @SuppressWarnings("NullAway.Init") // begin sets what is missing, and nothing is asked before
    private Forwarding(Plane plane, IoLoop loop) {
        this.plane = plane;
        this.loop = loop;
        this.destination = new Destination(plane);
        this.patience = new Patience(this, loop, plane.settings());
        this.settling = new Settling(plane, loop, destination);
        this.attempts = new Attempts(this, plane, loop, patience);
        this.retries = new Retries(this, plane, loop);
        this.carrier = new Passage(this, loop);
        this.measured = new RequestRecord(plane, loop);
        this.answering = new Answering(this, loop);
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
        upgrade = "";
        passage = null;
        outbound = null;
        answering.begin();
        over = false;
        destination.begin();
        facts = measured.begin(exchange, destination.table());
        attempts.begin();
        retries.begin();
        patience.begin();
    }

    // Deliberate: one that waited for a connection or a page is not used again, since that may still come when all is
    // over.
    private void recycle() {
        if (!attempts.awaitedConnection() && answering.visiting() == null) {
            carrier.clear();
            loop.giveForwarding(this);
        }
    }

    /** Takes the request on. */
    void start() {
        exchange.listen(this);
        if (exchange.multiplexed() && ConnectionLogin.attempted(head.fields())) {
            loginByHttp1();
        } else if (loop.buffers().exhausted()) {
            answer(OwnAnswers.OVERLOADED, RequestEnd.OVERLOADED);
        } else if (!goesOut()) {
            stay();
        }
    }

    private void stay() {
        if (OwnAnswers.needed(head)) {
            answer(OwnAnswers.of(head), RequestEnd.ANSWERED_HERE);
        } else {
            route();
        }
    }

    /** Whether a forward proxy takes the request on. */
    private boolean goesOut() {
        ForwardProxies proxies = destination.table().forwardProxies();
        if (proxies == null || !exchange.connects() || !ForwardRequest.asked(head)) {
            return false;
        }
        ForwardProxy proxy = proxies.at(exchange.client().listener());
        if (proxy == null) {
            return false;
        }
        ForwardRequest request = new ForwardRequest(this, proxies, proxy);
        outbound = request;
        boolean taken = request.start();
        if (!taken) {
            outbound = null;
        }
        return taken;
    }

    /** The server that the client asked a forward proxy for may be gone to. */
    void leave(Routed.Forward routed) {
        destination.outbound(routed);
        measured.routed(null, routed);
        forward();
    }

    /** What a forward proxy has to do with it; null: nothing. */
    @Nullable
    ForwardRequest outbound() {
        return outbound;
    }

    /** Whoever logs in a connection needs one of its own, which HTTP/2 has not; RFC 9113 section 7, HTTP_1_1_REQUIRED. */
    private void loginByHttp1() {
        measured.because(RequestEnd.ANSWERED_HERE);
        finish(LOGIN_NEEDED, false);
        exchange.askByHttp1();
        recycle();
    }

    private void route() {
        RequestPath path;
        try {
            path = loop.paths().of(head.target());
        } catch (RequestPath.BadPath e) {
            BadRequest refused = new BadRequest(400, "The request is malformed: " + e.reason() + ".");
            answer(OwnAnswers.refusing(refused), RequestEnd.BAD_REQUEST);
            return;
        }
        if (plane.challenges().pending() && answering.proof(path.decoded())) {
            return;
        }
        Routed routed = destination.find(head, path, facts, exchange.client().listener());
        measured.routed(path, routed);
        OwnAnswers.Answer limited = RateGate.refusal(destination.table(), routed, facts, plane.metrics(), loop.nanos());
        if (limited != null) {
            answer(limited, RequestEnd.LIMITED);
            return;
        }
        switch (routed) {
            case Routed.Answer own -> answer(OwnAnswers.of(own), RequestEnd.ANSWERED_HERE);
            case Routed.Forward found -> forward();
            case Routed.Manager found -> {
                destination.rules().request(head);
                answering.visit(found);
            }
        }
    }

    /** Refuses a request for its head. */
    void refuse(BadRequest refused) {
        exchange.listen(this);
        answer(OwnAnswers.refusing(refused), RequestEnd.BAD_REQUEST);
    }

    private void forward() {
        upgrade = outbound != null && outbound.connects() ? "" : Upgrade.asked(head);
        Closure closure = destination.balancer().closure();
        if (closure != null && !closure.admits(facts)) {
            answer(OwnAnswers.closed(closure, loop.epochMicros() / 1000), RequestEnd.CLOSED);
            return;
        }
        long most = destination.rules().maxBody();
        if (most > 0 && head.length() > most) {
            answer(OwnAnswers.TOO_LONG, RequestEnd.BAD_REQUEST);
            return;
        }
        retries.came(destination.balancer());
        attempts.readRoute(head, facts);
        head.fields().dropHopByHop();
        OwnAnswers.hop(head.fields());
        facts.certify(destination.listenerRules());
        destination.rules().request(head);
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

    /** What rules know of the request. */
    HeadFacts facts() {
        return facts;
    }

    /** Where it goes. */
    Destination destination() {
        return destination;
    }

    /** Adds what only this request's client is told to a member's response. */
    void personal(ResponseHead response) {
        String cookie = attempts.cookie();
        if (cookie != null) {
            response.fields().add("Set-Cookie", cookie);
        }
    }

    /** Settles its attempts. */
    Settling settling() {
        return settling;
    }

    /** What is measured of the request. */
    RequestRecord measured() {
        return measured;
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

    void awaitAddress(Duration limit) {
        patience.await(Patience.Whom.ADDRESS, limit);
    }

    void awaitClient() {
        patience.awaitClient(passage == null ? 0 : passage.moved());
    }

    // ---- what attempts say ----

    /** A connection is there. */
    void carry(MemberExchange connection) {
        passage = carrier;
        carrier.start(connection, attempts.current());
    }

    /**
     * No member can be reached.
     *
     * @param retryAfter in how many seconds one may be; empty if nobody knows
     */
    void unreachable(String retryAfter) {
        answer(OwnAnswers.unreachable(retryAfter), RequestEnd.NO_MEMBER);
    }

    /** This node can open no connection to any member. */
    void exhausted() {
        answer(OwnAnswers.OVERLOADED, RequestEnd.OVERLOADED);
    }

    // ---- what the passage says ----

    /**
     * The member's error response is replaced by a page of this node.
     *
     * @param challenge its demand for a login; empty without one
     */
    void overridden(int status, String challenge) {
        passage = null;
        settling.replaced(attempts.current(), status);
        answer(OwnAnswers.replaced(status, challenge), RequestEnd.REPLACED);
    }

    /** The member took the request for another one; by HTTP/2 its success would look like an open WebSocket. */
    void noWebSocket() {
        passage = null;
        attempts.current().settle(Attempt.Outcome.ANSWERED);
        answer(OwnAnswers.NO_WEB_SOCKET, RequestEnd.REPLACED);
    }

    /** Whether another member is asked, since its own answered with this status. */
    boolean mayRetry(int status) {
        return retries.may(status, attempts);
    }

    /** Asks it. */
    void retry(int status) {
        passage = null;
        patience.disarm();
        settling.answered(attempts.current(), status);
        retries.later(attempts);
    }

    /** The member asks for a login of the connection, which the client shares among its requests. */
    void loginDemanded() {
        passage = null;
        attempts.current().settle(Attempt.Outcome.ANSWERED);
        loginByHttp1();
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
        settling.failed(attempts.current(), status, late);
        answer(new OwnAnswers.Answer(status, sentence), late ? RequestEnd.MEMBER_LATE : RequestEnd.MEMBER_FAILED);
    }

    /** The client's body is malformed, too long, cut short or late; the member was told by a reset. */
    void badUpload(OwnAnswers.Answer answer) {
        passage = null;
        attempts.current().settle(Attempt.Outcome.ABANDONED);
        answer(answer, answer == OwnAnswers.BODY_LATE ? RequestEnd.CLIENT_LATE : RequestEnd.BAD_REQUEST);
    }

    /** The response is with the client's kernel. */
    void answered(int status) {
        settling.answered(attempts.current(), status);
        complete(status);
    }

    /** The response broke off; nobody must take it for complete. */
    void broken(Attempt.Outcome outcome, int status) {
        settling.brokeOff(attempts.current(), outcome);
        measured.because(
                switch (outcome) {
                    case ANSWERED -> RequestEnd.DONE;
                    case FAILED -> RequestEnd.MEMBER_BROKE_OFF;
                    case ABANDONED -> RequestEnd.CLIENT_GONE;
                });
        finish(status, false);
        if (outcome != Attempt.Outcome.FAILED || passage == null || !passage.toldByGrpc()) {
            exchange.abort();
        }
    }

    // ---- own answers ----

    /** Answers itself. */
    void answer(OwnAnswers.Answer answer, RequestEnd reason) {
        answering.answer(answer, reason);
    }

    // ---- ends ----

    /** The client has all of the response. */
    void complete(int status) {
        finish(status, true);
        exchange.complete();
        recycle();
    }

    private void finish(int status, boolean whole) {
        over = true;
        patience.end();
        if (outbound != null) {
            outbound.end();
        }
        long bytes = answering.begun() || passage == null ? answering.sent() : passage.downloaded();
        measured.finish(status, bytes, whole);
    }

    // ---- events ----

    @Override
    public void bodyReadable() {
        if (passage != null) {
            passage.upload();
        } else {
            answering.bodyReadable();
        }
    }

    @Override
    public void responseWritable() {
        if (answering.begun()) {
            answering.send();
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
        retries.cancel();
        measured.because(RequestEnd.CLIENT_GONE);
        finish(answering.begun() ? answering.status() : status, false);
        exchange.abort();
    }

    @Override
    public void late(Patience.Whom whom) {
        if (whom == Patience.Whom.USABLE_MEMBER && !answering.begun()) {
            attempts.lookAgain();
        } else if (answering.begun() || patience.isShort() && whom != Patience.Whom.CONNECTION) {
            measured.because(RequestEnd.CLIENT_LATE);
            clientGone();
        } else if (whom == Patience.Whom.ADDRESS && outbound != null) {
            outbound.late();
        } else if (whom == Patience.Whom.SLOT) {
            attempts.slotLate();
        } else if (whom == Patience.Whom.CONNECTION) {
            attempts.connectionLate();
        } else if (passage != null) {
            if (whom == Patience.Whom.CLIENT) {
                measured.because(RequestEnd.CLIENT_LATE);
            }
            passage.late(whom == Patience.Whom.CLIENT);
        } else {
            answering.visitLate();
        }
    }
}
