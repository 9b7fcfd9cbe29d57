package tandem.proxy;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Member;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.RequestHead;

/**
 * One request's way to its member: the head, then the body no faster than the member takes it. Where the member is to show first
 * that it lives (a ping), the head goes alone and asks for 100-continue. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Upload {
    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    private final Forwarding forwarding;
    private final Passage passage;
    private final Relay relay;
    private ClientExchange exchange;
    private MemberExchange connection;
    private Member member;
    private boolean pinging;
    private boolean complete;
    private boolean stopped;

    @SuppressWarnings("NullAway.Init") // begin sets what is missing, and nothing is asked before
    Upload(Forwarding forwarding, Passage passage) {
        this.forwarding = forwarding;
        this.passage = passage;
        this.relay = new Relay(forwarding.loop().buffers(), forwarding.loop().turn());
    }

    /** Begins with another request: its head is ready to go. */
    void begin(MemberExchange carrier, Member to) {
        exchange = forwarding.exchange();
        connection = carrier;
        member = to;
        complete = false;
        stopped = false;
        RequestHead head = exchange.head();
        boolean http2 = to.config().url().http2();
        pinging = head.hasBody() && !http2 && to.config().ping().isPresent();
        IoLoop loop = forwarding.loop();
        MemberHead heads = forwarding.plane().heads();
        heads.write(
                loop.scratch().clear(),
                forwarding.facts(),
                forwarding.destination().routed(),
                to,
                http2 ? "" : forwarding.upgrade(),
                pinging);
        connection.send(loop.scratch(), head.framing(), head.length());
        relay.begin(exchange.body(), connection.sink());
        relay.withRules(forwarding.destination().listenerRules());
        relay.limit(forwarding.destination().rules().maxBody());
    }

    /** Moves it on. */
    void run() {
        if (pinging) {
            ping();
        } else if (!complete && !stopped) {
            move();
        }
    }

    private void ping() {
        try {
            exchange.body().suspend();
            if (connection.sink().flush()) {
                connection.sink().suspend();
            } else {
                connection.sink().resume();
            }
            forwarding.awaitMember(pingLimit());
        } catch (IOException e) {
            passage.died(String.valueOf(e.getMessage()));
        }
    }

    private void move() {
        switch (relay.run()) {
            case COMPLETE -> {
                complete = true;
                connection.sink().suspend();
                passage.awaitMember();
            }
            case SOURCE_EMPTY -> {
                connection.sink().suspend();
                exchange.body().resume();
                passage.awaitUpload();
            }
            case SINK_FULL -> {
                pauseClient();
                connection.sink().resume();
                passage.awaitMember();
            }
            case TURN_OVER -> {
                // the selector comes round to it; a task would run before anybody else has his turn
                connection.sink().resume();
                passage.awaitMember();
            }
            case SOURCE_FAILED ->
                passage.uploadRefused(
                        relay.tooLong() ? OwnAnswers.TOO_LONG : OwnAnswers.malformedBody(relay.failure()));
            case SINK_FAILED -> sinkFailed();
        }
    }

    private void pauseClient() {
        if (exchange.head().hasBody()) {
            exchange.body().suspend();
        }
    }

    /** The member takes no more; it may have answered already, so its response is still read. */
    private void sinkFailed() {
        LOG.debug("member {} stopped reading: {}", member.id(), relay.failure());
        stopped = true;
        pauseClient();
        relay.release();
        connection.releaseSink();
        connection.sink().suspend();
        passage.awaitMember();
    }

    /** The member asked for the body, or said something else that shows it lives. */
    void invited() {
        if (pinging) {
            pinging = false;
            run();
        }
    }

    /** The member answered; a body that it was still to ask for stays here. */
    void answered() {
        stopped |= pinging;
        pinging = false;
    }

    /** Nothing more is to go there. */
    void stop() {
        stopped = true;
    }

    /** Whether the member is still to show that it lives. */
    boolean pinging() {
        return pinging;
    }

    /** How long it may take to do so. */
    Duration pingLimit() {
        return member.config().ping().orElse(passage.patience());
    }

    /** Whether the whole request is with the member's kernel. */
    boolean complete() {
        return complete;
    }

    /** Payload that went there so far. */
    long moved() {
        return relay.moved();
    }

    /** Lets go of its buffer. */
    void release() {
        relay.release();
    }

    /** Forgets whom it served. */
    void forget() {
        relay.forget();
    }
}
