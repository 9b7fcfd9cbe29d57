package tandem.app.tracing;

import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;
import tandem.core.trace.TraceParent;

/**
 * In which recorded span each thread measures, so that histograms name a trace as the example of a bucket (exemplars of
 * OpenMetrics). Any thread.
 */
public final class CurrentSpan implements SpanContext {
    private final ThreadLocal<@Nullable TraceParent> spans = new ThreadLocal<>();

    /** Null: in none. */
    void set(@Nullable TraceParent span) {
        spans.set(span);
    }

    @Override
    public @Nullable String getCurrentTraceId() {
        TraceParent span = spans.get();
        return span == null ? null : span.traceId();
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        TraceParent span = spans.get();
        return span == null ? null : span.spanId();
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return spans.get() != null;
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        // every span that is recorded is sent whole: nothing need be marked
    }
}
