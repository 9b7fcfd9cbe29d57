package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.RetryConfig;
import tandem.core.config.StatusCode;
import tandem.core.trace.TraceParent;
import tandem.proxy.RecordedTraces.Recorded;

/** The spans of requests, and what members are told of them. */
class RequestTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String RECORDED = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String NOT_RECORDED = "00-" + TRACE + "-b7ad6b7169203331-00";
    private static final Pattern TOLD = Pattern.compile("(?im)^traceparent: (\\S+)\r?$");

    private final RecordedTraces traces = new RecordedTraces();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private StubMember member(String response) throws IOException {
        return StubMember.scripted(talk -> {
            String request = talk.readRequest();
            while (request != null) {
                requests.add(request);
                talk.send(response);
                request = talk.readRequest();
            }
        });
    }

    private static String ok() {
        return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    }

    private static String get(String... fields) {
        StringBuilder text = new StringBuilder("GET /shop/cart?token=secret HTTP/1.1\r\nHost: www.example.com\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        return text + "\r\n";
    }

    private static String ask(Bench bench, String request) throws IOException {
        try (RawClient client = bench.client()) {
            return client.ask(request).head();
        }
    }

    private List<Recorded> spans(int count) {
        Awaitility.await().until(() -> traces.ended.size() >= count);
        assertThat(traces.ended).hasSize(count);
        return traces.requestsFirst();
    }

    private List<String> told(String request) {
        return TOLD.matcher(request).results().map(found -> found.group(1)).toList();
    }

    @Test
    void a_request_that_begins_a_trace_has_a_span_and_one_of_its_attempt() throws IOException {
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).traced(traces).start()) {
            ask(bench, get("User-Agent: curl/8"));

            List<Recorded> spans = spans(2);
            Recorded request = spans.get(0);
            Recorded attempt = spans.get(1);
            assertThat(request.parent).isNull();
            assertThat(request.name).isEqualTo("GET /");
            assertThat(request.facts)
                    .containsAllEntriesOf(Map.of(
                            "http.request.method", "GET",
                            "url.scheme", "http",
                            "url.path", "/shop/cart",
                            "http.route", "/",
                            "http.response.status_code", 200L,
                            "server.address", "www.example.com",
                            "server.port", 80L,
                            "client.address", "127.0.0.1",
                            "network.protocol.version", "1.1",
                            "user_agent.original", "curl/8"))
                    .containsEntry("tandem.balancer", "app")
                    .containsEntry("tandem.member", "a")
                    .containsEntry("tandem.reason", "done");
            assertThat(request.failure).isEmpty();
            assertThat(attempt.parent).isEqualTo(request.own);
            assertThat(attempt.name).isEqualTo("GET");
            assertThat(attempt.facts)
                    .containsEntry("url.full", "http://127.0.0.1:" + a.port() + "/shop/cart")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", (long) a.port())
                    .containsEntry("http.response.status_code", 200L)
                    .containsEntry("tandem.outcome", "answered")
                    .doesNotContainKey("http.request.resend_count");
            assertThat(told(requests.getFirst())).containsExactly(attempt.own.text());
            assertThat(traces.measured).containsExactly(request.own);
            assertThat(spans.toString()).doesNotContain("secret");
        }
    }

    @Test
    void a_request_of_a_trace_that_is_recorded_goes_on_in_it_with_its_state() throws IOException {
        traces.sample = false;
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).traced(traces).start()) {
            ask(bench, get("traceparent: " + RECORDED, "tracestate: vendor=1,other=2"));

            List<Recorded> spans = spans(2);
            assertThat(spans.get(0).parent).isEqualTo(TraceParent.read(RECORDED));
            assertThat(spans.get(0).state).isEqualTo("vendor=1,other=2");
            assertThat(told(requests.getFirst()))
                    .containsExactly(spans.get(1).own.text());
            assertThat(spans.get(1).own.traceId()).isEqualTo(TRACE);
            assertThat(requests.getFirst()).contains("tracestate: vendor=1,other=2\r\n");
        }
    }

    @Test
    void a_request_of_a_trace_that_is_not_recorded_passes_as_it_is() throws IOException {
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).traced(traces).start()) {
            ask(bench, get("traceparent: " + NOT_RECORDED, "tracestate: vendor=1"));

            assertThat(told(requests.getFirst())).containsExactly(NOT_RECORDED);
            assertThat(requests.getFirst()).contains("tracestate: vendor=1\r\n");
            assertThat(traces.ended).isEmpty();
        }
    }

    @Test
    void members_hear_that_a_request_was_not_chosen() throws IOException {
        traces.sample = false;
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).traced(traces).start()) {
            ask(bench, get());

            Matcher told = TOLD.matcher(requests.getFirst());
            assertThat(told.find()).isTrue();
            TraceParent context = TraceParent.read(told.group(1));
            assertThat(context).isNotNull();
            assertThat(context.sampled()).isFalse();
            assertThat(traces.ended).isEmpty();
        }
    }

    @Test
    void what_makes_no_sense_or_is_there_twice_begins_a_trace_of_its_own() throws IOException {
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).traced(traces).start()) {
            ask(bench, get("traceparent: nonsense", "tracestate: vendor=1"));
            ask(bench, get("traceparent: " + RECORDED, "traceparent: " + RECORDED));

            List<Recorded> spans = spans(4);
            assertThat(spans).filteredOn(span -> span.parent == null).hasSize(2);
            assertThat(requests)
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(told(request))
                            .singleElement()
                            .satisfies(text -> assertThat(text).doesNotContain(TRACE)))
                    .noneMatch(request -> request.contains("tracestate"));
        }
    }

    @Test
    void every_attempt_has_a_span_and_its_member_is_told_of_that_one() throws IOException {
        RetryConfig retries = new RetryConfig(Set.of(new StatusCode(503)), 1, Duration.ZERO, 100, 100);
        try (StubMember a = member("HTTP/1.1 503 Not Now\r\nContent-Length: 0\r\n\r\n");
                StubMember b = member(ok());
                Bench bench = Bench.with(a, b)
                        .rules(balancer ->
                                balancer.edit().retries(Optional.of(retries)).done())
                        .traced(traces)
                        .start()) {
            ask(bench, get());

            List<Recorded> spans = spans(3);
            assertThat(spans.get(0).failure).isEmpty();
            assertThat(spans.get(0).facts).containsEntry("tandem.tries", 2L);
            assertThat(spans.get(1).failure).isEqualTo("503");
            assertThat(spans.get(2).facts).containsEntry("http.request.resend_count", 1L);
            assertThat(requests.stream().flatMap(request -> told(request).stream()))
                    .containsExactly(spans.get(1).own.text(), spans.get(2).own.text());
        }
    }

    @Test
    void a_member_that_cannot_be_reached_is_what_failed() throws IOException {
        StubMember gone = member(ok());
        gone.close();
        try (Bench bench = Bench.with(gone).traced(traces).start()) {
            assertThat(ask(bench, get())).startsWith("HTTP/1.1 503");

            List<Recorded> spans = spans(2);
            assertThat(spans.get(0).failure).isEqualTo("no-member");
            assertThat(spans.get(0).facts).containsEntry("http.response.status_code", 503L);
            assertThat(spans.get(1).failure).isEqualTo("unreachable");
            assertThat(spans.get(1).facts).containsEntry("tandem.outcome", "failed");
        }
    }

    @Test
    void what_this_node_answers_has_a_span_and_no_attempt() throws IOException {
        try (StubMember a = member(ok());
                Bench bench =
                        Bench.with(a).replacing("/shop/", "/").traced(traces).start()) {
            ask(bench, "GET /nowhere HTTP/1.1\r\nHost: www.example.com\r\n\r\n");

            Recorded request = spans(1).getFirst();
            assertThat(request.name).isEqualTo("GET");
            assertThat(request.facts)
                    .containsEntry("http.response.status_code", 404L)
                    .doesNotContainKey("http.route");
            assertThat(request.failure).isEmpty();
        }
    }

    @Test
    void a_method_that_nobody_knows_is_not_a_name() throws IOException {
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).traced(traces).start()) {
            ask(bench, "BREW /pot HTTP/1.1\r\nHost: www.example.com\r\n\r\n");

            assertThat(spans(2).getFirst().facts)
                    .containsEntry("http.request.method", "_OTHER")
                    .containsEntry("http.request.method_original", "BREW");
            assertThat(spans(2).getFirst().name).isEqualTo("HTTP /");
        }
    }

    @Test
    void without_tracing_the_fields_pass_as_they_are() throws IOException {
        try (StubMember a = member(ok());
                Bench bench = Bench.with(a).start()) {
            ask(bench, get("traceparent: nonsense", "tracestate: vendor=1"));
            ask(bench, get());

            assertThat(requests.get(0)).contains("traceparent: nonsense\r\n", "tracestate: vendor=1\r\n");
            assertThat(told(requests.get(1))).isEmpty();
        }
    }
}
