package tandem.proxy;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.proxy.http.Framing;

/** Blind bytes both ways after a 101 or a CONNECT; each side may close its half first. One I/O thread. */
final class Tunnel {
    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    private final Forwarding forwarding;
    private final Passage passage;
    private final IoLoop loop;
    private final Direction up;
    private final Direction down;
    private final Duration patience;
    private boolean over;

    Tunnel(Forwarding forwarding, Passage passage, MemberConnection connection, BodySink client) {
        this.forwarding = forwarding;
        this.passage = passage;
        this.loop = forwarding.loop();
        connection.source().begin(Framing.UNTIL_CLOSE, -1);
        connection.sink().beginTunnel();
        this.up = new Direction(forwarding.exchange().body(), connection.sink());
        this.down = new Direction(connection.source(), client);
        Duration idle = forwarding.plane().settings().clientTimeouts().idle();
        Duration member = passage.patience();
        ForwardRequest outbound = forwarding.outbound();
        this.patience = outbound != null && outbound.connects()
                ? outbound.tunnelIdle()
                : idle.compareTo(member) > 0 ? idle : member;
    }

    /** Moves what can be moved. */
    void run() {
        if (over) {
            return;
        }
        forwarding.awaitMember(patience);
        boolean unbroken = down.run() && up.run();
        if (over) {
            return; // closing one side half was all that the other still waited for
        }
        if (!unbroken) {
            over = true;
            passage.tunnelBroken();
        } else if (up.ended && down.ended) {
            over = true;
            passage.tunnelEnded();
        }
    }

    /** Bytes that came from the member so far. */
    long downloaded() {
        return down.relay.moved();
    }

    void release() {
        over = true;
        up.relay.release();
        down.relay.release();
    }

    private final class Direction {
        private final BodySource source;
        private final BodySink sink;
        private final Relay relay;
        private boolean ended;

        Direction(BodySource source, BodySink sink) {
            this.source = source;
            this.sink = sink;
            this.relay = new Relay(loop.buffers(), loop.turn());
            relay.begin(source, sink);
        }

        /** False if a side broke. */
        boolean run() {
            if (ended) {
                return true;
            }
            switch (relay.run()) {
                case COMPLETE -> {
                    ended = true;
                    source.suspend();
                    sink.suspend();
                    return halfClose();
                }
                case SOURCE_EMPTY -> {
                    sink.suspend();
                    source.resume();
                }
                case SINK_FULL -> {
                    source.suspend();
                    sink.resume();
                }
                case TURN_OVER -> sink.resume();
                case SOURCE_FAILED, SINK_FAILED -> {
                    LOG.debug("a tunnel broke: {}", relay.failure());
                    return false;
                }
            }
            return true;
        }

        private boolean halfClose() {
            try {
                sink.shutdown();
                return true;
            } catch (IOException e) {
                LOG.debug("a tunnel could not be closed half: {}", e.getMessage());
                return false;
            }
        }
    }
}
