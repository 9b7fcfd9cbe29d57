package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Framing;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * One request on one member connection: its head and body there, the response back, both ways at once and each no faster than
 * the other end takes it. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Passage implements MemberConnection.Borrower {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
    private static final int MAX_INTERIM = 10;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Forwarding forwarding;
    private final IoLoop loop;
    private final Relay upload;
    private final Relay download;
    private ClientExchange exchange;
    private RequestHead head;
    private MemberConnection connection;
    private Attempt attempt;
    private Duration patience;
    private @Nullable BodySink responseSink;
    private @Nullable Tunnel tunnel;
    private boolean uploaded;
    private boolean pinging;
    private boolean uploadBroken;
    private boolean heard;
    private boolean persistent;
    private boolean pin;
    private boolean handedBack;
    private boolean closed;
    private int interims;
    private int status;

    /** A passage for every request of this forwarding, one after the other. */
    @SuppressWarnings("NullAway.Init") // start sets what is missing, and nothing is asked before
    Passage(Forwarding forwarding, IoLoop loop) {
        this.forwarding = forwarding;
        this.loop = loop;
        this.upload = new Relay(loop.buffers());
        this.download = new Relay(loop.buffers());
    }

    void start(MemberConnection carrier, Attempt carried) {
        exchange = forwarding.exchange();
        head = exchange.head();
        connection = carrier;
        attempt = carried;
        patience = carried.member().config().timeout();
        responseSink = null;
        tunnel = null;
        uploaded = false;
        uploadBroken = false;
        heard = false;
        persistent = false;
        handedBack = false;
        closed = false;
        interims = 0;
        status = 0;
        connection.lend(this);
        pin = ConnectionLogin.attempted(head.fields()) || exchange.client().pinned() == connection;
        MemberHead heads = forwarding.plane().heads();
        ClientConnection client = exchange.client();
        pinging = head.hasBody() && attempt.member().config().ping().isPresent();
        heads.write(
                loop.scratch().clear(),
                head,
                forwarding.routed(),
                attempt.member(),
                client,
                forwarding.upgrade(),
                pinging);
        connection.sink().begin(loop.scratch(), head.framing(), head.length());
        upload.begin(exchange.body(), connection.sink());
        download.restart();
        if (pinging) {
            ping();
        } else {
            upload();
        }
    }

    /** Forgets whom it served. */
    void clear() {
        responseSink = null;
        tunnel = null;
        upload.forget();
        download.forget();
    }

    // ---- towards the member ----

    /** Sends the head alone; the body follows when the member has shown that it lives. */
    private void ping() {
        try {
            exchange.body().suspend();
            if (connection.sink().flush()) {
                connection.sink().suspend();
            } else {
                connection.sink().resume();
            }
            forwarding.awaitMember(attempt.member().config().ping().orElse(patience));
        } catch (IOException e) {
            died(String.valueOf(e.getMessage()));
        }
    }

    /** Moves the request on. */
    void upload() {
        if (tunnel != null) {
            tunnel.run();
            return;
        }
        if (pinging) {
            ping();
            return;
        }
        if (closed || uploaded || uploadBroken) {
            return;
        }
        switch (upload.run()) {
            case COMPLETE -> {
                uploaded = true;
                connection.sink().suspend();
                awaitMember();
            }
            case SOURCE_EMPTY -> {
                connection.sink().suspend();
                exchange.body().resume();
                awaitClientUnlessAnswering();
            }
            case SINK_FULL -> {
                pauseClient();
                connection.sink().resume();
                awaitMember();
            }
            case TURN_OVER -> {
                // the selector comes round to it; a task would run before anybody else has his turn
                connection.sink().resume();
                awaitMember();
            }
            case SOURCE_FAILED -> uploadRefused();
            case SINK_FAILED -> uploadFailed();
        }
    }

    private void awaitMember() {
        forwarding.awaitMember(patience);
    }

    private void awaitClientUnlessAnswering() {
        if (responseSink == null) {
            forwarding.awaitClient();
        } else {
            awaitMember();
        }
    }

    private void pauseClient() {
        if (head.hasBody()) {
            exchange.body().suspend();
        }
    }

    /** The member must never take what it got for a complete request. */
    private void uploadRefused() {
        drop();
        if (responseSink != null) {
            forwarding.broken(Attempt.Outcome.ABANDONED, status);
        } else {
            forwarding.badUpload(400, "The request's body is malformed or was cut short: " + upload.failure() + ".");
        }
    }

    /** The member takes no more; it may have answered already, so its response is still read. */
    private void uploadFailed() {
        LOG.debug("member {} stopped reading: {}", attempt.member().id(), upload.failure());
        uploadBroken = true;
        pauseClient();
        upload.release();
        connection.sink().release();
        connection.sink().suspend();
        awaitMember();
    }

    @Override
    public void memberWritable() {
        if (tunnel != null) {
            tunnel.run();
        } else {
            upload();
        }
    }

    // ---- the response's head ----

    @Override
    public void memberReadable() {
        if (tunnel != null) {
            tunnel.run();
        } else if (responseSink != null) {
            download();
        } else {
            readHead();
        }
    }

    private void readHead() {
        try {
            int read = connection.source().fill();
            if (read < 0) {
                died("it closed the connection without a response");
                return;
            }
            heard |= read > 0;
            parse();
        } catch (BadMessage e) {
            nonsense(e.getMessage());
        } catch (IOException e) {
            died(String.valueOf(e.getMessage()));
        }
    }

    private void parse() throws IOException {
        ResponseHead response = connection.response();
        ByteBuffer bytes = connection.source().early();
        while (bytes != null && !closed) {
            boolean complete = connection.parser().parse(bytes, response);
            connection.source().releaseIfEmpty();
            if (!complete) {
                return;
            }
            if (!response.interim()) {
                respond(response);
                return;
            }
            if (response.status() == SWITCHING_PROTOCOLS) {
                switchProtocols(response);
                return;
            }
            interim(response);
            bytes = connection.source().early();
        }
    }

    private void interim(ResponseHead response) throws BadMessage {
        if (++interims > MAX_INTERIM) {
            throw new BadMessage("it sent more than " + MAX_INTERIM + " interim responses");
        }
        boolean unasked = response.status() == 100 && !MemberHead.expectsContinue(head);
        if (!unasked) {
            response.fields().dropHopByHop();
            try {
                exchange.interim(response);
            } catch (IOException e) {
                LOG.debug("client went away: {}", e.getMessage());
                forwarding.clientGone();
                return;
            }
        }
        connection.parser().begin(response);
        awaitMember();
        if (pinging) {
            pinging = false;
            upload();
        }
    }

    private void switchProtocols(ResponseHead response) throws BadMessage {
        if (Upgrade.granted(response, forwarding.upgrade()).isEmpty()) {
            throw new BadMessage("it changed to a protocol that nobody asked for");
        }
        attempt.responded(SWITCHING_PROTOCOLS);
        status = SWITCHING_PROTOCOLS;
        ResponseFields.keepUpgrade(response.fields());
        Tunnel opened = new Tunnel(forwarding, this, connection, exchange.upgrade(response));
        tunnel = opened;
        opened.run();
    }

    private void respond(ResponseHead response) throws BadMessage {
        response.frame(head.methodIs("HEAD"));
        status = response.status();
        attempt.responded(status);
        uploadBroken |= pinging;
        pinging = false;
        persistent = response.persistent() && response.framing() != Framing.UNTIL_CLOSE;
        pin |= status == 401 && ConnectionLogin.demanded(response.fields());
        if (forwarding.rules().override(status)) {
            int replaced = status;
            drop();
            forwarding.overridden(replaced);
            return;
        }
        ResponseFields responses = forwarding.plane().responses();
        responses.rewrite(response, head, forwarding.routed(), forwarding.table(), exchange.client());
        forwarding.rules().response(response);
        connection.source().begin(response.framing(), response.length());
        BodySink sink = exchange.respond(response);
        responseSink = sink;
        download.begin(connection.source(), sink);
        download();
    }

    private void died(String reason) {
        boolean silent = !heard && connection.used();
        drop();
        if (silent && forwarding.repeat(pinging)) {
            return;
        }
        LOG.debug("502: member {}: {}", attempt.member().id(), reason);
        forwarding.memberFailed(502, "The server closed the connection before it answered.", false);
    }

    private void nonsense(@Nullable String reason) {
        connection.home().warnOfNonsense(attempt.member(), String.valueOf(reason));
        drop();
        forwarding.memberFailed(502, "The server gave an answer that is not valid HTTP.", false);
    }

    // ---- towards the client ----

    /** Moves the response on. */
    void download() {
        if (tunnel != null) {
            tunnel.run();
        } else if (!closed && responseSink != null) {
            download(responseSink);
        }
    }

    private void download(BodySink sink) {
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
            case SOURCE_FAILED, SINK_FAILED -> {
                LOG.debug(
                        "a response of member {} broke off: {}",
                        attempt.member().id(),
                        download.failure());
                drop();
                boolean memberBroke = stop == Relay.Stop.SOURCE_FAILED;
                forwarding.broken(memberBroke ? Attempt.Outcome.FAILED : Attempt.Outcome.ABANDONED, status);
            }
        }
    }

    /** The member has done its part, however slowly the client takes it. */
    private void handBack() {
        if (handedBack) {
            return;
        }
        handedBack = true;
        attempt.moved(connection);
        upload.release();
        boolean clean = uploaded && persistent && connection.source().early() == null;
        ClientConnection client = exchange.client();
        if (!uploaded) {
            uploadBroken = true;
            connection.abort();
        } else if (!clean) {
            connection.close();
        } else if (pin) {
            client.pin(connection);
            connection.rest(loop.nanos());
        } else if (attempt.member().config().reuse()) {
            connection.home().give(connection);
        } else {
            connection.close();
        }
    }

    // ---- ends ----

    /** Payload that came from or went to the client so far. */
    long moved() {
        return upload.moved() + download.moved();
    }

    Duration patience() {
        return patience;
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
            forwarding.badUpload(408, "The request's body did not arrive in time.");
        } else if (pinging) {
            Duration limit = attempt.member().config().ping().orElse(patience);
            forwarding.silent("it did not answer a ping (100-continue) within " + limit.toMillis() + " ms");
        } else {
            forwarding.memberFailed(504, "The server did not answer in time.", true);
        }
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
        if (tunnel != null) {
            tunnel.release();
        }
    }
}
