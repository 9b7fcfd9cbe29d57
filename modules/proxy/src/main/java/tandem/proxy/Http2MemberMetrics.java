package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.Reason;

/**
 * What HTTP/2 to members adds to the metrics: {@code tandem_proxy_http2_member_streams_total},
 * {@code tandem_proxy_http2_member_resets_total} by side and reason, {@code tandem_proxy_http2_member_connection_errors_total} by
 * reason. Any thread.
 */
final class Http2MemberMetrics {
    private final Counter streams;
    private final Map<ErrorCode, Counter> byMember = new EnumMap<>(ErrorCode.class);
    private final Counter unknown;
    private final Counter cancelled;
    private final Counter malformed;
    private final Map<Reason, Counter> errors = new EnumMap<>(Reason.class);

    Http2MemberMetrics(MeterRegistry registry) {
        streams = Counter.builder("tandem.proxy.http2.member.streams")
                .description("Requests that went to members by HTTP/2")
                .register(registry);
        for (ErrorCode code : ErrorCode.values()) {
            byMember.put(
                    code,
                    reset(
                            registry,
                            "member",
                            code.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        unknown = reset(registry, "member", "unknown");
        cancelled = reset(registry, "node", "cancel");
        malformed = reset(registry, "node", "malformed");
        for (Reason reason : new Reason[] {
            Reason.PROTOCOL, Reason.FLOW_CONTROL, Reason.FRAME_SIZE, Reason.COMPRESSION, Reason.HEADER_FLOOD
        }) {
            errors.put(
                    reason,
                    Counter.builder("tandem.proxy.http2.member.connection.errors")
                            .description(
                                    "Connections of HTTP/2 to members that ended because of what the member sent, and why")
                            .tag("reason", reason.label())
                            .register(registry));
        }
    }

    private static Counter reset(MeterRegistry registry, String by, String reason) {
        return Counter.builder("tandem.proxy.http2.member.resets")
                .description("Streams of HTTP/2 to members that were ended early, by which side and why")
                .tags("by", by, "reason", reason)
                .register(registry);
    }

    void asked() {
        streams.increment();
    }

    /** @param code null for one that is not known */
    void resetByMember(@Nullable ErrorCode code) {
        Counter counter = code == null ? unknown : byMember.get(code);
        if (counter != null) {
            counter.increment();
        }
    }

    void resetHere(Reason reason) {
        (reason == Reason.MALFORMED ? malformed : cancelled).increment();
    }

    void failed(Reason reason) {
        Counter counter = errors.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
