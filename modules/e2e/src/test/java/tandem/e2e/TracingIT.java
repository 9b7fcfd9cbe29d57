package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node of the distribution that sends the spans of its requests to a collector. */
@Tag(Tags.UNTIMED)
class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    @TempDir
    Path directory;

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Span only(StubCollector collector, SpanKind kind, String trace) {
        return collector.spans.stream()
                .filter(span -> span.getKind() == kind)
                .filter(span -> hex(span.getTraceId()).equals(trace))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void spans_of_requests_reach_a_collector_and_histograms_name_their_traces() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "X-Token: abc\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        try (StubCollector collector = new StubCollector();
                LoneNode node = LoneNode.prepare(directory, "http");
                HttpClient client = HttpClient.newHttpClient()) {
            Path yaml = node.yaml(node.admin);
            Files.writeString(yaml, Files.readString(yaml) + """
                    tracing: {endpoint: "%s", sample: 0%%, service-name: shop-front, headers-file: %s}
                    """.formatted(collector.url(), token));
            RunningProcess running = node.start(yaml);

            HttpResponse<String> answer = ask(client, node, "/cart?token=secret");
            HttpResponse<String> untraced = node.get("/");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(untraced.statusCode()).isEqualTo(200);
            Awaitility.await().until(() -> collector.spans.size() >= 2);
            Span server = only(collector, SpanKind.SPAN_KIND_SERVER, TRACE);
            Span attempt = only(collector, SpanKind.SPAN_KIND_CLIENT, TRACE);
            assertThat(hex(server.getParentSpanId())).isEqualTo(CALLER);
            assertThat(attempt.getParentSpanId()).isEqualTo(server.getSpanId());
            assertThat(server.getTraceState()).isEqualTo("vendor=1,other=2");
            assertThat(server.getEndTimeUnixNano()).isGreaterThanOrEqualTo(attempt.getEndTimeUnixNano());
            assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
            Map<String, String> facts = StubCollector.facts(server.getAttributesList());
            assertThat(facts)
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("url.path", "/cart")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("tandem.balancer", "mycluster");
            assertThat(collector.spans.toString()).doesNotContain("secret");
            assertThat(StubCollector.facts(collector.resources.getFirst().getAttributesList()))
                    .containsEntry("service.name", "shop-front")
                    .containsEntry("service.instance.id", "lb1");
            assertThat(collector.tokens).containsOnly("abc");
            assertThat(collector.flaws).isEmpty();

            Awaitility.await("the collector's answer is counted")
                    .untilAsserted(() -> assertThat(openMetrics(client, node))
                            .contains("tandem_trace_spans_total{outcome=\"sent\"} 2.0"));
            assertThat(openMetrics(client, node))
                    .containsPattern(
                            "tandem_proxy_request_duration_seconds_bucket\\{balancer=\"mycluster\",le=\"[^\"]+\"\\} \\d+"
                                    + " # \\{span_id=\"" + hex(server.getSpanId()) + "\",trace_id=\"" + TRACE
                                    + "\"\\}");
            assertThat(collector.spans).hasSize(2);
            assertThat(running.alive()).isTrue();
        }
    }

    private static HttpResponse<String> ask(HttpClient client, LoneNode node, String target)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + LoneNode.HOST + ":" + node.port + target))
                        .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                        .header("tracestate", "vendor=1,other=2")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String openMetrics(HttpClient client, LoneNode node) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + LoneNode.HOST + ":" + node.admin + "/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void without_a_collector_requests_go_on_and_it_is_said_once() throws Exception {
        try (LoneNode node = LoneNode.prepare(directory, "http")) {
            Path yaml = node.yaml(node.admin);
            Files.writeString(yaml, Files.readString(yaml) + """
                    tracing: {endpoint: "http://127.0.0.1:%d", sample: 100%%}
                    """.formatted(Distribution.freePort()));
            RunningProcess running = node.start(yaml);

            for (int i = 0; i < 20; i++) {
                assertThat(node.get("/").statusCode()).isEqualTo(200);
            }

            Awaitility.await().until(() -> running.log().contains("took no spans"));
            assertThat(running.log().lines().filter(line -> line.contains("took no spans")))
                    .hasSize(1);
            assertThat(List.of(running.log())).noneMatch(text -> text.contains("io.opentelemetry"));
        }
    }
}
