package tandem.app.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans that wait for the collector, no more than fit: what comes beyond is dropped. Counts what became of each as
 * {@code tandem_trace_spans_total}; the SDK's processor behind it batches and has a thread of its own. Any thread; never blocks.
 */
final class SpanQueue implements SpanProcessor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BATCH = 512;

    private final String collector;
    private final int most;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter sent;
    private final Counter dropped;
    private final Counter failed;
    private final Gauge length;
    private final MeterRegistry meters;
    private final BatchSpanProcessor batches;
    private volatile boolean failing;

    /** @param collector where it is, for people */
    SpanQueue(SpanExporter exporter, String collector, int most, MeterRegistry meters) {
        this.collector = collector;
        this.most = most;
        this.meters = meters;
        this.sent = counter(meters, "sent");
        this.dropped = counter(meters, "dropped");
        this.failed = counter(meters, "failed");
        this.length = Gauge.builder("tandem.trace.queue.length", waiting, AtomicInteger::get)
                .description("Spans that wait for the collector")
                .register(meters);
        this.batches = BatchSpanProcessor.builder(new Counted(exporter))
                .setScheduleDelay(DELAY)
                .setExporterTimeout(PATIENCE)
                .setMaxQueueSize(most)
                .setMaxExportBatchSize(Math.min(BATCH, most))
                .build();
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("tandem.trace.spans")
                .description("Spans by what became of them")
                .tags("outcome", outcome)
                .register(meters);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // nothing is known of it yet
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            dropped.increment();
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public void close() {
        meters.remove(sent);
        meters.remove(dropped);
        meters.remove(failed);
        meters.remove(length);
    }

    /** What somebody should look at; empty for nothing. */
    List<String> warnings() {
        return failing
                ? List.of("the collector of traces at " + collector + " takes no spans; look whether it runs")
                : List.of();
    }

    /** Says it once when the collector stops taking spans, and once when it takes them again. */
    private void tell(boolean taken) {
        if (failing == !taken) {
            return;
        }
        failing = !taken;
        if (taken) {
            LOG.info("the collector of traces at {} takes spans again", collector);
        } else {
            LOG.warn(
                    "the collector of traces at {} took no spans; they are dropped until it does"
                            + " (tandem_trace_spans_total)",
                    collector);
        }
    }

    /** The exporter; what it is given no longer waits. */
    private final class Counted implements SpanExporter {
        private final SpanExporter exporter;

        Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            result.whenComplete(() -> {
                waiting.addAndGet(-count);
                (result.isSuccess() ? sent : failed).increment(count);
                tell(result.isSuccess());
            });
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
