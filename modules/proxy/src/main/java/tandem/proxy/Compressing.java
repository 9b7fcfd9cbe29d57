package tandem.proxy;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import tandem.core.config.CompressionConfig;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/** Has a member's response compressed on its way to the client, where configuration, member and client want it. Reused; one I/O thread. */
final class Compressing {
    private final Forwarding forwarding;
    private final IoLoop loop;
    private @Nullable Deflater ready;
    private @Nullable GzipSink sink;

    Compressing(Forwarding forwarding, IoLoop loop) {
        this.forwarding = forwarding;
        this.loop = loop;
    }

    /** Decides, and says so in the response's head. Its body is begun: from now on the framing is the client's. */
    void decide(ResponseHead response) {
        sink = null;
        CompressionConfig config = forwarding.destination().compression();
        if (config == null) {
            return;
        }
        RequestHead request = forwarding.exchange().head();
        boolean toHead = request.methodIs("HEAD");
        if (response.status() == 304 && config.enabled()) {
            GzipRule.confirm(request, response);
            return;
        }
        switch (GzipRule.of(config, request, response, forwarding.destination().rules())) {
            case NEVER -> {
                // as the member has it
            }
            case PLAIN -> GzipRule.vary(response.fields());
            case GZIP -> {
                if (toHead || taken(config.level())) {
                    GzipRule.announce(response, toHead);
                } else {
                    GzipRule.vary(response.fields());
                }
            }
        }
    }

    private boolean taken(int level) {
        ready = loop.deflaters().take(level);
        if (ready == null) {
            forwarding.plane().metrics().uncompressed();
        }
        return ready != null;
    }

    /** The sink itself, or what compresses on the way there. */
    BodySink before(BodySink client) {
        Deflater deflater = ready;
        if (deflater == null) {
            return client;
        }
        ready = null;
        GzipSink compressing = new GzipSink(loop, forwarding.plane().metrics(), deflater, client);
        sink = compressing;
        return compressing;
    }

    /** How much of the body may be moved at once: one deflate of a small buffer takes as long as the write of many. */
    int share() {
        return sink == null ? Relay.FAIR_SHARE : IoBuffers.SIZE;
    }

    /**
     * How many bytes of the body went to the client.
     *
     * @param moved those that came from the member
     */
    long sent(long moved) {
        GzipSink compressing = sink;
        return compressing == null ? moved : compressing.passed();
    }

    /** Forgets a body that is over. */
    void forget() {
        release();
        sink = null;
    }

    /** Gives back what it holds. */
    void release() {
        GzipSink compressing = sink;
        if (compressing != null) {
            compressing.release();
        }
        Deflater unused = ready;
        if (unused != null) {
            ready = null;
            loop.deflaters().give(unused);
        }
    }
}
