package tandem.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector that reads OTLP over HTTP as the specification has it, and keeps every span. */
final class StubCollector implements AutoCloseable {
    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<Resource> resources = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<String> flaws = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    StubCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            boolean right = exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getPath().equals("/v1/traces")
                    && type.equals("application/x-protobuf");
            if (!right) {
                flaws.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + type);
            }
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Token")));
            try (InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
                keep(ExportTraceServiceRequest.parseFrom(body));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void keep(ExportTraceServiceRequest request) {
        for (ResourceSpans resource : request.getResourceSpansList()) {
            resources.add(resource.getResource());
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                spans.addAll(scope.getSpansList());
            }
        }
    }

    /** Attributes by name, as text. */
    static Map<String, String> facts(List<KeyValue> attributes) {
        Map<String, String> facts = new TreeMap<>();
        attributes.forEach(fact -> facts.put(
                fact.getKey(),
                fact.getValue().hasIntValue()
                        ? String.valueOf(fact.getValue().getIntValue())
                        : fact.getValue().getStringValue()));
        return facts;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
