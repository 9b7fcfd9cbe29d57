package tandem.app.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tandem.core.config.TracingConfig;
import tandem.core.port.Traces;
import tandem.core.trace.CollectorFields;
import tandem.core.trace.TraceParent;

/**
 * Records spans by OpenTelemetry's SDK, and has them sent by OTLP from a thread of their own. Whether a request is recorded is
 * decided before the SDK is asked, so that the others cost nothing here. Any thread.
 */
public final class OtlpTraces implements Traces, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long CLOSING_SECONDS = 3;

    /** Held, since loggers that nobody holds forget their level: the SDK's lines would go past the node's log. */
    private static final Logger SDK_LOGGER = Logger.getLogger("io.opentelemetry");

    private final double share;
    private final SpanQueue queue;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final CurrentSpan current;

    private OtlpTraces(double share, SpanQueue queue, Resource resource, CurrentSpan current) {
        this.share = share;
        this.queue = queue;
        this.current = current;
        this.provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.alwaysOn())
                .addSpanProcessor(queue)
                .build();
        this.tracer = provider.get("io.github.tandemlb.tandem");
    }

    /** Which installation and node the spans are of. */
    public record Source(String cluster, String node, String version) {}

    /**
     * Begins to take spans; the collector need not be there.
     *
     * @param current is told what each thread measures in
     * @throws IOException if a file with fields or authorities can't be read
     * @throws IllegalArgumentException if such a file says something else than it should, with a sentence for the operator
     */
    public static OtlpTraces start(TracingConfig config, Source source, CurrentSpan current, MeterRegistry meters)
            throws IOException {
        SDK_LOGGER.setLevel(Level.OFF);
        SpanQueue queue = new SpanQueue(exporter(config), config.endpoint().toString(), config.queue(), meters);
        return new OtlpTraces(config.sample().fraction(), queue, resource(config, source), current);
    }

    private static SpanExporter exporter(TracingConfig config) throws IOException {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setCompression("gzip")
                .setConnectTimeout(PATIENCE)
                .setTimeout(PATIENCE);
        for (Map.Entry<String, String> field : fields(config).entrySet()) {
            builder.addHeader(field.getKey(), field.getValue());
        }
        Path ca = config.ca().orElse(null);
        if (ca != null) {
            builder.setTrustedCertificates(Files.readAllBytes(ca));
        }
        return builder.build();
    }

    private static Map<String, String> fields(TracingConfig config) throws IOException {
        Path file = config.headersFile().orElse(null);
        return file == null ? Map.of() : CollectorFields.parse(Files.readString(file));
    }

    private static Resource resource(TracingConfig config, Source source) {
        ResourceBuilder facts = Resource.getDefault().toBuilder()
                .put("service.name", config.serviceName())
                .put("service.version", source.version())
                .put("service.instance.id", source.node());
        if (!source.cluster().isEmpty()) {
            facts.put("service.namespace", source.cluster());
        }
        return facts.build();
    }

    @Override
    public boolean sample() {
        return ThreadLocalRandom.current().nextDouble() < share;
    }

    @Override
    public Span request(@Nullable TraceParent caller, String state) {
        Context parent = caller == null ? Context.root() : Context.root().with(remote(caller, state));
        return new Recorded(
                tracer,
                tracer.spanBuilder("HTTP")
                        .setSpanKind(SpanKind.SERVER)
                        .setParent(parent)
                        .startSpan());
    }

    private static io.opentelemetry.api.trace.Span remote(TraceParent caller, String state) {
        SpanContext context = SpanContext.createFromRemoteParent(
                caller.traceId(), caller.spanId(), TraceFlags.fromByte((byte) caller.flags()), state(state));
        return io.opentelemetry.api.trace.Span.wrap(context);
    }

    /** What of it makes no sense is no part of the span; the field itself goes on as it came. */
    private static TraceState state(String text) {
        TraceStateBuilder state = TraceState.builder();
        String[] entries = text.split(",");
        // Deliberate: from the end, because the builder puts each entry before those that it has.
        for (int i = entries.length - 1; i >= 0; i--) {
            int equals = entries[i].indexOf('=');
            if (equals > 0) {
                state.put(
                        entries[i].substring(0, equals).strip(),
                        entries[i].substring(equals + 1).strip());
            }
        }
        return state.build();
    }

    @Override
    public void measuring(@Nullable Span span) {
        current.set(span == null ? null : span.context());
    }

    /** What somebody should look at; empty for nothing. */
    public List<String> warnings() {
        return queue.warnings();
    }

    /** Sends what waits, for a moment. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS);
        queue.close();
    }

    /** A span of the SDK. */
    private record Recorded(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {
        private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

        @Override
        public TraceParent context() {
            SpanContext own = span.getSpanContext();
            return new TraceParent(
                    Long.parseUnsignedLong(own.getTraceId(), 0, 16, 16),
                    Long.parseUnsignedLong(own.getTraceId(), 16, 32, 16),
                    Long.parseUnsignedLong(own.getSpanId(), 16),
                    own.getTraceFlags().asByte() & 0xff);
        }

        @Override
        public Span attempt(String name) {
            return new Recorded(
                    tracer,
                    tracer.spanBuilder(name)
                            .setSpanKind(SpanKind.CLIENT)
                            .setParent(Context.root().with(span))
                            .startSpan());
        }

        @Override
        public void rename(String name) {
            span.updateName(name);
        }

        @Override
        public Span note(String attribute, String value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public Span note(String attribute, long value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public void failed(String kind) {
            if (span instanceof ReadableSpan read && read.getAttribute(ERROR_TYPE) == null) {
                span.setAttribute(ERROR_TYPE, kind);
                span.setStatus(StatusCode.ERROR);
            }
        }

        @Override
        public void end() {
            span.end();
        }
    }
}
