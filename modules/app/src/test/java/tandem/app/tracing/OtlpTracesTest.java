package tandem.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.CollectorUrl;
import tandem.core.config.Share;
import tandem.core.config.TracingConfig;
import tandem.core.port.Traces;
import tandem.core.trace.TraceParent;

class OtlpTracesTest {
    private static final TraceParent CALLER =
            TraceParent.read("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final OtlpTraces.Source SOURCE = new OtlpTraces.Source("shop", "lb1", "1.0");

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CurrentSpan current = new CurrentSpan();

    private static TracingConfig config(String url, String sample, Optional<Path> fields, int queue) {
        return new TracingConfig(
                CollectorUrl.parse(url), Share.parse(sample), "balancer", fields, Optional.empty(), queue);
    }

    private OtlpTraces start(StubCollector collector) throws IOException {
        return OtlpTraces.start(config(collector.url(), "100%", Optional.empty(), 100), SOURCE, current, meters);
    }

    private double spans(String outcome) {
        return meters.get("tandem.trace.spans")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void spans_reach_the_collector_with_what_was_noted() throws IOException {
        Path fields = Files.writeString(directory.resolve("fields"), "X-Scope-OrgID: shop");
        try (StubCollector collector = new StubCollector();
                OtlpTraces traces = OtlpTraces.start(
                        config(collector.url(), "100%", Optional.of(fields), 100), SOURCE, current, meters)) {
            Traces.Span request = traces.request(CALLER, "vendor=1,other=2");
            request.attempt("GET").note("http.response.status_code", 200).end();
            request.note("url.path", "/cart").rename("GET /cart");
            request.end();

            Awaitility.await().until(() -> spans("sent") == 2);
            assertThat(String.join("", collector.bodies))
                    .contains("GET /cart", "url.path", "service.name", "balancer", "shop", "lb1")
                    .contains("vendor=1,other=2")
                    .contains("http.response.status_code");
            assertThat(collector.heads).allMatch(head -> head.toLowerCase().contains("x-scope-orgid=[shop]"));
        }
    }

    @Test
    void a_span_belongs_to_its_caller_and_an_attempt_to_its_span() throws IOException {
        try (StubCollector collector = new StubCollector();
                OtlpTraces traces = start(collector)) {
            Traces.Span request = traces.request(CALLER, "");
            Traces.Span attempt = request.attempt("GET");

            assertThat(request.context().traceId()).isEqualTo(CALLER.traceId());
            assertThat(request.context().sampled()).isTrue();
            assertThat(attempt.context().traceId()).isEqualTo(CALLER.traceId());
            assertThat(attempt.context().span()).isNotEqualTo(request.context().span());
            assertThat(traces.request(null, "").context().traceId()).isNotEqualTo(CALLER.traceId());
        }
    }

    @Test
    void what_the_collector_does_not_keep_up_with_is_dropped_and_nobody_waits() throws IOException {
        try (StubCollector collector = new StubCollector()) {
            collector.gate = new CountDownLatch(1);
            try (OtlpTraces traces = start(collector)) {
                for (int i = 0; i < 1000; i++) {
                    traces.request(null, "").end();
                }

                assertThat(spans("dropped")).isEqualTo(900);
                assertThat(meters.get("tandem.trace.queue.length").gauge().value())
                        .isEqualTo(100);
                collector.gate.countDown();
                Awaitility.await().until(() -> spans("sent") == 100);
                Awaitility.await()
                        .until(() ->
                                meters.get("tandem.trace.queue.length").gauge().value() == 0);
            }
        }
    }

    @Test
    void what_the_collector_refuses_is_counted() throws IOException {
        try (StubCollector collector = new StubCollector();
                OtlpTraces traces = start(collector)) {
            collector.status = 400;
            traces.request(null, "").end();
            Awaitility.await().until(() -> spans("failed") == 1);
            Awaitility.await().until(() -> !traces.warnings().isEmpty());
            assertThat(traces.warnings())
                    .containsExactly("the collector of traces at " + collector.url()
                            + "/v1/traces takes no spans; look whether it runs");

            collector.status = 200;
            traces.request(null, "").end();
            Awaitility.await().until(() -> spans("sent") == 1);
            Awaitility.await().until(() -> traces.warnings().isEmpty());
        }
    }

    @Test
    void what_waits_is_sent_before_the_end() throws IOException {
        try (StubCollector collector = new StubCollector()) {
            try (OtlpTraces traces = start(collector)) {
                Traces.Span last = traces.request(null, "");
                last.rename("the last");
                last.end();
            }

            assertThat(String.join("", collector.bodies)).contains("the last");
            assertThat(meters.find("tandem.trace.spans").counters()).isEmpty();
        }
    }

    @Test
    void a_share_of_nothing_or_all_leaves_nothing_to_chance() throws IOException {
        TracingConfig none = config("http://127.0.0.1:1", "0%", Optional.empty(), 100);
        TracingConfig all = config("http://127.0.0.1:1", "100%", Optional.empty(), 100);
        try (OtlpTraces never = OtlpTraces.start(none, SOURCE, current, new SimpleMeterRegistry());
                OtlpTraces always = OtlpTraces.start(all, SOURCE, current, new SimpleMeterRegistry())) {
            for (int i = 0; i < 1000; i++) {
                assertThat(never.sample()).isFalse();
                assertThat(always.sample()).isTrue();
            }
        }
    }

    @Test
    void a_thread_measures_in_the_span_that_it_was_told() throws IOException {
        try (StubCollector collector = new StubCollector();
                OtlpTraces traces = start(collector)) {
            Traces.Span span = traces.request(CALLER, "");

            traces.measuring(span);
            assertThat(current.getCurrentTraceId()).isEqualTo(CALLER.traceId());
            assertThat(current.getCurrentSpanId()).isEqualTo(span.context().spanId());
            assertThat(current.isCurrentSpanSampled()).isTrue();
            traces.measuring(null);
            assertThat(current.getCurrentTraceId()).isNull();
            assertThat(current.isCurrentSpanSampled()).isFalse();
        }
    }

    @Test
    void a_file_that_is_not_there_is_said() {
        Path gone = directory.resolve("gone");

        assertThatThrownBy(() -> OtlpTraces.start(
                        config("http://127.0.0.1:1", "1%", Optional.of(gone), 100), SOURCE, current, meters))
                .isInstanceOf(NoSuchFileException.class);
    }
}
