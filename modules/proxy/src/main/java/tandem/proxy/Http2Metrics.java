package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import tandem.proxy.http2.Reason;

/**
 * What HTTP/2 adds to the metrics: {@code tandem_proxy_http2_streams_total}, {@code tandem_proxy_http2_resets_total} by side and
 * reason, {@code tandem_proxy_http2_connection_errors_total} by reason. Any thread.
 */
final class Http2Metrics {
    private final Counter streams;
    private final Counter clientResets;
    private final Map<Reason, Counter> resets = new EnumMap<>(Reason.class);
    private final Map<Reason, Counter> errors = new EnumMap<>(Reason.class);

    Http2Metrics(MeterRegistry registry) {
        streams = Counter.builder("tandem.proxy.http2.streams")
                .description("Requests that came by HTTP/2")
                .register(registry);
        clientResets = reset(registry, "client", "cancel");
        for (Reason reason : Reason.values()) {
            if (ofStreams(reason)) {
                resets.put(reason, reset(registry, "node", reason.label()));
            }
            if (ofConnections(reason)) {
                errors.put(reason, error(registry, reason));
            }
        }
    }

    private static boolean ofStreams(Reason reason) {
        return switch (reason) {
            case ANSWERED,
                    PROTOCOL,
                    MALFORMED,
                    FLOW_CONTROL,
                    STREAM_CLOSED,
                    TOO_MANY_STREAMS,
                    REFUSED,
                    BROKEN,
                    TUNNEL_BROKEN,
                    LOGIN -> true;
            case FRAME_SIZE, COMPRESSION, RESET_FLOOD, CONTROL_FLOOD, HEADER_FLOOD, STALLED -> false;
        };
    }

    private static boolean ofConnections(Reason reason) {
        return switch (reason) {
            case PROTOCOL,
                    FLOW_CONTROL,
                    STREAM_CLOSED,
                    FRAME_SIZE,
                    COMPRESSION,
                    RESET_FLOOD,
                    CONTROL_FLOOD,
                    HEADER_FLOOD,
                    STALLED -> true;
            case ANSWERED, MALFORMED, TOO_MANY_STREAMS, REFUSED, BROKEN, TUNNEL_BROKEN, LOGIN -> false;
        };
    }

    private static Counter reset(MeterRegistry registry, String by, String reason) {
        return Counter.builder("tandem.proxy.http2.resets")
                .description("Streams of HTTP/2 that were ended early, by which side and why")
                .tags("by", by, "reason", reason)
                .register(registry);
    }

    private static Counter error(MeterRegistry registry, Reason reason) {
        return Counter.builder("tandem.proxy.http2.connection.errors")
                .description("Connections of HTTP/2 that this node ended because of what the client sent, and why")
                .tag("reason", reason.label())
                .register(registry);
    }

    void asked() {
        streams.increment();
    }

    void clientReset() {
        clientResets.increment();
    }

    void reset(Reason reason) {
        count(resets, reason);
    }

    void failed(Reason reason) {
        count(errors, reason);
    }

    private static void count(Map<Reason, Counter> counters, Reason reason) {
        Counter counter = counters.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
