package tandem.proxy;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Field;
import tandem.proxy.http.Framing;
import tandem.proxy.http.ResponseHead;

/**
 * One request on one member connection: {@link Upload} there, {@link ResponseHeads} and the body back, both ways at once and each
 * no faster than the other end takes it. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Passage implements MemberExchange.Borrower {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

    private final Forwarding forwarding;
    private final IoLoop loop;
    private final Upload upload;
    private final ResponseHeads heads;
    private final Relay download;
    private final Compressing compressing;
    private ClientExchange exchange;
    private MemberExchange connection;
    private Attempt attempt;
    private @Nullable BodySink responseSink;
    private @Nullable Tunnel tunnel;
    private @Nullable ForwardRequest outbound;
    private boolean persistent;
    private boolean login;
    private boolean own;
    private boolean handedBack;
    private boolean closed;
    private int status;

    /** A passage for every request of this forwarding, one after the other. */
    @SuppressWarnings("NullAway.Init") // start sets what is missing, and nothing is asked before
    Passage(Forwarding forwarding, IoLoop loop) {
        this.forwarding = forwarding;
        this.loop = loop;
        this.upload = new Upload(forwarding, this);
        this.heads = new ResponseHeads(forwarding, this);
        this.download = new Relay(loop.buffers(), loop.turn());
        this.compressing = new Compressing(forwarding, loop);
    }

    void start(MemberExchange carrier, Attempt carried) {
        exchange = forwarding.exchange();
        connection = carrier;
        attempt = carried;
        responseSink = null;
        tunnel = null;
        persistent = false;
        handedBack = false;
        closed = false;
        status = 0;
        connection.lend(this);
        ClientConnection client = exchange.client();
        outbound = forwarding.outbound();
        login = outbound == null
                && (ConnectionLogin.attempted(exchange.head().fields())
                        || client.loggedIn() && client.pinned() == connection);
        own = attempt.member().config().proxyProtocol() != ProxyHeaderVersion.OFF;
        heads.begin(connection);
        download.restart();
        if (outbound != null && outbound.connectsDirectly() && connection instanceof MemberConnection whole) {
            connected(whole);
            return;
        }
        upload.begin(connection, attempt.member());
        upload.run();
    }

    /** Forgets whom it served. */
    void clear() {
        responseSink = null;
        tunnel = null;
        outbound = null;
        upload.forget();
        download.forget();
        compressing.forget();
    }

    /** Moves the request on. */
    void upload() {
        if (tunnel != null) {
            tunnel.run();
        } else if (!closed) {
            upload.run();
        }
    }

    @Override
    public void memberWritable() {
        upload();
    }

    @Override
    public void memberReadable() {
        if (tunnel != null) {
            tunnel.run();
        } else if (responseSink != null) {
            download(responseSink);
        } else {
            heads.read();
        }
    }

    /** Moves the response on. */
    void download() {
        if (tunnel != null) {
            tunnel.run();
        } else if (responseSink != null) {
            download(responseSink);
        }
    }

    // ---- whom is waited for ----

    void awaitMember() {
        forwarding.awaitMember(patience());
    }

    /** The client has yet to send what the member is to get. */
    void awaitUpload() {
        if (responseSink == null) {
            forwarding.awaitClient();
        } else {
            awaitMember();
        }
    }

    /** How long the member may be silent. */
    Duration patience() {
        return attempt.member().config().timeout();
    }

    // ---- what the response's heads say ----

    /** Whether it is over, or only the client has still to take what came. */
    boolean closed() {
        return closed;
    }

    /** The member lives; what its ping held back goes there now. */
    void invited() {
        upload.invited();
    }

    /** The member changed protocols. */
    void tunnel(ResponseHead response) throws BadMessage {
        if (!(connection instanceof MemberConnection whole)) {
            throw new BadMessage("it changed protocols, which HTTP/2 does not");
        }
        ResponseFields.keepUpgrade(response.fields());
        forwarding.personal(response);
        open(whole, response);
    }

    /** Who was asked for by CONNECT is reached; the response to the client is this node's own. */
    private void connected(MemberConnection whole) {
        ResponseHead established = new ResponseHead();
        established.begin(200, "Connection Established", true);
        open(whole, established);
    }

    private void open(MemberConnection whole, ResponseHead response) {
        status = response.status();
        attempt.responded(status, loop.nanos());
        forwarding.measured().answered(response);
        Tunnel opened = new Tunnel(forwarding, this, whole, exchange.upgrade(response));
        tunnel = opened;
        opened.run();
    }

    /** The final head is there. */
    void respond(ResponseHead response) throws BadMessage {
        if (outbound != null && outbound.connects() && response.status() < 300) {
            if (connection instanceof MemberConnection whole) {
                connected(whole);
                return;
            }
            throw new BadMessage("it is no proxy by HTTP/1.1");
        }
        connection.frame(exchange.head().methodIs("HEAD"));
        status = response.status();
        attempt.responded(status, loop.nanos());
        upload.answered();
        persistent = response.persistent() && response.framing() != Framing.UNTIL_CLOSE;
        if (forwarding.mayRetry(status)) {
            int answered = status;
            drop();
            forwarding.retry(answered);
            return;
        }
        if (status == 401 && outbound == null && ConnectionLogin.demanded(response.fields())) {
            if (exchange.multiplexed() && connection instanceof MemberConnection) {
                drop();
                forwarding.loginDemanded();
                return;
            }
            login = true;
        }
        if (exchange.head().webSocket() && status < WebSocketHandshake.NO_SUCCESS) {
            drop();
            forwarding.noWebSocket();
            return;
        }
        if (forwarding.destination().overrides(status)) {
            int replaced = status;
            String challenge = response.fields().joined(Field.WWW_AUTHENTICATE, ", ");
            drop();
            forwarding.overridden(replaced, challenge);
            return;
        }
        ResponseFields responses = forwarding.plane().responses();
        responses.rewrite(
                response,
                exchange.head(),
                forwarding.destination().routed(),
                forwarding.destination().table(),
                exchange.client());
        forwarding.destination().rules().response(response);
        forwarding.personal(response);
        connection.beginBody();
        compressing.decide(response);
        forwarding.measured().answered(response);
        BodySink sink = compressing.before(exchange.respond(response));
        responseSink = sink;
        download.begin(connection.source(), sink, compressing.share());
        download(sink);
    }

    /** The member ended its connection before it answered. */
    void died(String reason) {
        boolean refused = connection.refused();
        boolean silent = refused || !heads.heard() && connection.used();
        boolean untouched = upload.pinging() || refused && upload.moved() == 0;
        drop();
        if (silent && forwarding.repeat(untouched)) {
            return;
        }
        LOG.debug("502: member {}: {}", attempt.member().id(), reason);
        forwarding.memberFailed(502, "The server closed the connection before it answered.", false);
    }

    /** The member's answer is not HTTP. */
    void nonsense(String reason) {
        connection.home().warnOfNonsense(attempt.member(), reason);
        drop();
        forwarding.memberFailed(502, "The server gave an answer that is not valid HTTP.", false);
    }

    /** The client's body is malformed or cut short: the member must never take what it got for a complete request. */
    void uploadRefused(OwnAnswers.Answer answer) {
        drop();
        if (responseSink != null) {
            forwarding.broken(Attempt.Outcome.ABANDONED, status);
        } else {
            forwarding.badUpload(answer);
        }
    }

    // ---- towards the client ----

    private void download(BodySink sink) {
        if (closed) {
            return;
        }
        Relay.Stop stop = download.run();
        if (download.sourceEnded()) {
            handBack();
        }
        switch (stop) {
            case COMPLETE -> {
                closed = true;
                forwarding.answered(status);
            }
            case SOURCE_EMPTY -> {
                sink.suspend();
                connection.source().resume();
                awaitMember();
            }
            case SINK_FULL -> {
                if (!handedBack) {
                    connection.source().suspend();
                }
                sink.resume();
                forwarding.awaitClient();
            }
            case TURN_OVER -> {
                sink.resume();
                awaitMember();
            }
            case SOURCE_FAILED -> brokeOff(Attempt.Outcome.FAILED);
            case SINK_FAILED -> brokeOff(Attempt.Outcome.ABANDONED);
        }
    }

    private void brokeOff(Attempt.Outcome outcome) {
        LOG.debug("a response of member {} broke off: {}", attempt.member().id(), download.failure());
        drop();
        forwarding.broken(outcome, status);
    }

    /** The member has done its part, however slowly the client takes it. */
    private void handBack() {
        if (handedBack) {
            return;
        }
        handedBack = true;
        attempt.moved(connection);
        upload.release();
        if (!upload.complete()) {
            upload.stop();
            connection.abort();
        } else if (connection instanceof MemberConnection whole) {
            handBack(whole);
        } else {
            connection.close();
        }
    }

    private void handBack(MemberConnection whole) {
        boolean clean = persistent && whole.source().early() == null;
        boolean reuse = attempt.member().config().reuse();
        if (clean && (login || own && reuse && forwarding.facts().ofConnection())) {
            exchange.client().pin(whole, login);
            whole.rest(loop.nanos());
        } else if (clean && reuse && !own) {
            whole.home().give(whole);
        } else {
            whole.close();
        }
    }

    // ---- ends ----

    /** Payload that went to the client so far. */
    long downloaded() {
        return tunnel == null ? compressing.sent(download.moved()) : tunnel.downloaded();
    }

    /** Payload that came from or went to the client so far. */
    long moved() {
        return upload.moved() + download.moved();
    }

    /** The tunnel is closed on both sides. */
    void tunnelEnded() {
        attempt.moved(connection);
        closed = true;
        connection.close();
        forwarding.answered(status);
    }

    /** The tunnel broke on one side. */
    void tunnelBroken() {
        drop();
        forwarding.broken(Attempt.Outcome.ANSWERED, status);
    }

    /** The client is gone. Returns the status that it saw, 0 for none. */
    int abandon() {
        drop();
        return status;
    }

    /** Somebody was silent for too long. */
    void late(boolean client) {
        drop();
        if (status != 0) {
            forwarding.broken(client ? Attempt.Outcome.ABANDONED : Attempt.Outcome.FAILED, status);
        } else if (client) {
            forwarding.badUpload(OwnAnswers.BODY_LATE);
        } else if (upload.pinging()) {
            long limit = upload.pingLimit().toMillis();
            forwarding.silent("it did not answer a ping (100-continue) within " + limit + " ms");
        } else {
            forwarding.memberFailed(504, "The server did not answer in time.", true);
        }
    }

    /** Tells a client that reads gRPC that its response broke off; false if it must be cut. */
    boolean toldByGrpc() {
        BodySink sink = responseSink;
        if (sink == null || connection.response().framing() == Framing.LENGTH || !Grpc.reads(exchange.head())) {
            return false;
        }
        try {
            sink.trailers(Grpc.brokeOff("The server broke off its answer."));
            sink.end();
        } catch (IOException e) {
            LOG.debug("client went away: {}", e.getMessage());
            return false;
        }
        exchange.complete();
        return true;
    }

    /** Resets the member connection and lets go of every buffer. */
    private void drop() {
        closed = true;
        if (!handedBack) {
            handedBack = true;
            attempt.moved(connection);
            connection.abort();
        }
        upload.release();
        download.release();
        compressing.release();
        if (tunnel != null) {
            tunnel.release();
        }
    }
}
