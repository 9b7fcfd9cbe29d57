package tandem.proxy;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Member;
import tandem.core.log.LogFacts;
import tandem.core.log.LogLine;
import tandem.core.log.LogRule;
import tandem.core.log.MemberChoice;
import tandem.core.log.RequestEnd;
import tandem.core.log.SiteLog;
import tandem.core.port.Traces.Span;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;
import tandem.core.rule.RequestFacts;
import tandem.core.rule.Visit;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.Syntax;
import tandem.proxy.log.AccessLog;

/**
 * What is measured of one request, and the lines of access logs about it. Costs next to nothing where nobody logs. Reused; one
 * I/O thread.
 */
final class RequestRecord implements LogFacts {
    private static final ZoneId ZONE = ZoneId.systemDefault();
    private static final long PROCESS = ProcessHandle.current().pid();
    private static final long NEVER = Long.MIN_VALUE;

    private final Plane plane;
    private final IoLoop loop;
    private final Fields responseFields = new Fields();
    private final RequestTrace trace;
    private ClientExchange exchange;
    private HeadFacts facts;
    private SiteLog site = SiteLog.NONE;
    private String balancerName = ProxyMetrics.NO_BALANCER;
    private @Nullable RequestPath path;
    private @Nullable Routed routed;
    private @Nullable Member member;
    private @Nullable MemberChoice choice;
    private @Nullable RequestEnd end;
    private long startNanos;
    private long turnedNanos;
    private long connectedNanos;
    private long answeredNanos;
    private long endNanos;
    private int tries;
    private int status;
    private long received;
    private long sent;
    private long bodySent;
    private boolean whole;

    @SuppressWarnings("NullAway.Init") // begin sets what is missing, and nothing is asked before
    RequestRecord(Plane plane, IoLoop loop) {
        this.plane = plane;
        this.loop = loop;
        this.trace = new RequestTrace(plane.traces());
    }

    // ---- what happens to the request, in this order ----

    /** Begins with a request; returns what rules and lines ask of it. */
    HeadFacts begin(ClientExchange newExchange, RoutingTable table) {
        ClientConnection client = newExchange.client();
        exchange = newExchange;
        startNanos = loop.nanos();
        HeadFacts asked = new HeadFacts(exchange.head(), client, loop, startNanos);
        asked.dropReserved(table.listenerRules(client.listener()));
        if (table.believesProxies()) {
            asked.walk(table.clientWalk(client.listener(), exchange.head().host()));
        }
        facts = asked;
        trace.begin(exchange.head().fields());
        site = loop.lines() == null
                ? SiteLog.NONE
                : table.accessLog(client.listener(), exchange.head().host());
        balancerName = ProxyMetrics.NO_BALANCER;
        path = null;
        routed = null;
        member = null;
        choice = null;
        end = null;
        turnedNanos = NEVER;
        connectedNanos = NEVER;
        answeredNanos = NEVER;
        tries = 0;
        return asked;
    }

    void routed(@Nullable RequestPath asked, Routed found) {
        path = asked;
        routed = found;
        if (found instanceof Routed.Forward forward) {
            balancerName = forward.balancer().name();
        }
    }

    /** Why the member that is to take it next. */
    void chose(MemberChoice why) {
        choice = why;
    }

    /** A member is to be tried; returns the span of that, null if the request is not recorded. */
    @Nullable
    Span tries(Routed.Forward route, Member tried) {
        return trace.attempt(facts, route, tried);
    }

    /** What rules and spans ask of it. */
    HeadFacts asked() {
        return facts;
    }

    /** A member is to take it. */
    void turnedTo(Member chosen) {
        tries++;
        member = chosen;
        if (!site.nothing()) {
            turnedNanos = loop.nanos();
            connectedNanos = NEVER;
        }
    }

    /** A connection to that member is there. */
    void connected() {
        if (!site.nothing()) {
            connectedNanos = loop.nanos();
        }
    }

    /** A response's head is ready for the client. */
    void answered(ResponseHead response) {
        if (site.nothing()) {
            return;
        }
        if (connectedNanos != NEVER) {
            answeredNanos = loop.nanos();
        }
        responseFields.clear();
        List<byte[]> wanted = site.responseFields();
        for (int i = 0; i < wanted.size(); i++) {
            keep(response, wanted.get(i));
        }
    }

    private void keep(ResponseHead response, byte[] lowerCaseName) {
        Fields fields = response.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (!fields.dropped(i) && !fields.known(i).hopByHop() && named(fields, i, lowerCaseName)) {
                responseFields.add(fields.name(i), fields.value(i));
            }
        }
        Field known = Field.of(lowerCaseName, 0, lowerCaseName.length);
        if (known == Field.CONTENT_LENGTH && response.length() >= 0) {
            responseFields.add("Content-Length", String.valueOf(response.length()));
        } else if (known == Field.TRANSFER_ENCODING && chunked(response)) {
            responseFields.add("Transfer-Encoding", "chunked");
        }
    }

    private boolean chunked(ResponseHead response) {
        return ClientHead.framing(response.framing(), exchange.head().http11()) == Framing.CHUNKED;
    }

    /** Why it ends as it will; the first reason counts. */
    void because(RequestEnd reason) {
        if (end == null) {
            end = reason;
        }
    }

    /**
     * It is over: counts it, and has its lines written.
     *
     * @param finalStatus what the client was answered; 0 if nothing
     * @param bodyBytes of the response's body
     * @param complete whether the client got all of it
     */
    void finish(int finalStatus, long bodyBytes, boolean complete) {
        endNanos = loop.nanos();
        trace.finish(plane.metrics(), balancerName, finalStatus, endNanos - startNanos, this);
        if (!site.nothing()) {
            status = finalStatus;
            bodySent = bodyBytes;
            whole = complete;
            because(RequestEnd.DONE);
            log();
        }
    }

    private void log() {
        received = exchange.takeReceived();
        sent = exchange.takeSent();
        AccessLog.Lines lines = loop.lines();
        List<LogRule> rules = site.rules();
        for (int i = 0; lines != null && i < rules.size(); i++) {
            LogRule rule = rules.get(i);
            if (rule.write(this, lines.line())) {
                lines.add(rule);
            }
        }
    }

    // ---- what lines ask ----

    @Override
    public RequestFacts request() {
        return facts;
    }

    @Override
    public @Nullable Visit visit() {
        return routed == null ? null : routed.visit();
    }

    @Override
    public ZoneId zone() {
        return ZONE;
    }

    @Override
    public String serverName() {
        String own = site.serverName();
        return own == null ? plane.settings().serverName() : own;
    }

    @Override
    public long process() {
        return PROCESS;
    }

    @Override
    public String clientAddress() {
        return facts.clientText();
    }

    @Override
    public String peerAddress() {
        return exchange.client().peerAddress().getHostAddress();
    }

    @Override
    public int clientPort() {
        return exchange.client().port();
    }

    @Override
    public String localAddress() {
        return exchange.client().localAddress().getHostAddress();
    }

    @Override
    public String path() {
        if (path != null) {
            return path.decoded();
        }
        String target = facts.target();
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public long bodySent() {
        return bodySent;
    }

    @Override
    public int before() {
        return exchange.client().before();
    }

    @Override
    public char connection() {
        return !whole ? 'X' : exchange.persistent() ? '+' : '-';
    }

    @Override
    public @Nullable String handler() {
        return switch (routed) {
            case null -> null;
            case Routed.Forward forward -> "proxy-server";
            case Routed.Manager manager -> "balancer-manager";
            case Routed.Answer answer -> null;
        };
    }

    @Override
    public RequestEnd end() {
        return end == null ? RequestEnd.DONE : end;
    }

    @Override
    public int tries() {
        return tries;
    }

    @Override
    public @Nullable String balancer() {
        return routed instanceof Routed.Forward ? balancerName : null;
    }

    @Override
    public @Nullable String member() {
        return member == null ? null : member.config().name();
    }

    @Override
    public @Nullable String route() {
        return member == null ? null : member.config().route();
    }

    @Override
    public @Nullable MemberChoice choice() {
        return member == null ? null : choice;
    }

    @Override
    public @Nullable String matched() {
        return routed instanceof Routed.Forward forward
                ? forward.config().pattern().orElse(forward.config().path())
                : null;
    }

    @Override
    public long nanos(Stretch stretch) {
        return switch (stretch) {
            case QUEUE -> between(startNanos, turnedNanos);
            case CONNECT -> between(turnedNanos, connectedNanos);
            case FIRST_BYTE -> between(connectedNanos, answeredNanos);
            case RESPONSE -> between(answeredNanos, endNanos);
            case TOTAL -> endNanos - startNanos;
        };
    }

    private static long between(long from, long to) {
        return from == NEVER || to == NEVER ? -1 : to - from;
    }

    @Override
    public boolean requestField(byte[] lowerCaseName, LogLine line) {
        return written(exchange.head().fields(), lowerCaseName, line);
    }

    @Override
    public boolean responseField(byte[] lowerCaseName, LogLine line) {
        return written(responseFields, lowerCaseName, line);
    }

    // What concerns the connection is marked as dropped on its way to the member, but was there.
    private static boolean written(Fields fields, byte[] lowerCaseName, LogLine line) {
        boolean found = false;
        for (int i = 0; i < fields.count(); i++) {
            boolean there = !fields.dropped(i) || fields.known(i).hopByHop();
            if (there && named(fields, i, lowerCaseName)) {
                if (found) {
                    line.escaped(", ");
                }
                line.escaped(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
                found = true;
            }
        }
        return found;
    }

    private static boolean named(Fields fields, int index, byte[] lowerCaseName) {
        return Syntax.equalsIgnoreCase(fields.bytes(), fields.nameStart(index), fields.nameEnd(index), lowerCaseName);
    }
}
