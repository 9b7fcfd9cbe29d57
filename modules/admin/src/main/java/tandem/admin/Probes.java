package tandem.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import tandem.admin.json.ReportJson;
import tandem.core.port.NodeControl;
import tandem.core.status.NodeStatus;

/**
 * {@code /metrics}, {@code /live}, {@code /ready}, {@code /active} and the reports of takeovers: what monitoring systems, other
 * balancers and a drill on another node ask.
 */
final class Probes {
    static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final String node;
    private final NodeControl control;
    private final PrometheusMeterRegistry registry;

    Probes(String node, NodeControl control, PrometheusMeterRegistry registry) {
        this.node = node;
        this.control = control;
        this.registry = registry;
    }

    /** Adds the paths. */
    Router addTo(Router router) {
        return router.at("GET", "/metrics", Router.onWorker(this::metrics))
                .at("GET", "/live", exchange -> Responses.line(exchange, StatusCodes.OK, node + " is alive"))
                .at("GET", "/ready", Router.onWorker(exchange -> answer(exchange, control::ready, "ready")))
                .at("GET", "/api/v1/reports", Router.onWorker(this::reports))
                .at("GET", "/active", Router.onWorker(this::active));
    }

    /** Of one group with {@code ?group=NAME}, else of any. */
    private void active(HttpServerExchange exchange) {
        Deque<String> groups = exchange.getQueryParameters().getOrDefault("group", new ArrayDeque<>());
        if (groups.isEmpty()) {
            answer(exchange, control::active, "active");
        } else {
            answer(exchange, () -> control.active(groups.getFirst()), "active for group " + groups.getFirst());
        }
    }

    private void metrics(HttpServerExchange exchange) {
        String type = contentType(exchange.getRequestHeaders().get(Headers.ACCEPT));
        Responses.send(exchange, StatusCodes.OK, type, registry.scrape(type));
    }

    private void reports(HttpServerExchange exchange) {
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, ReportJson.write(control.reports()));
    }

    private static String contentType(HeaderValues accept) {
        return accept != null && accept.stream().anyMatch(value -> value.contains("application/openmetrics-text"))
                ? OPEN_METRICS
                : PROMETHEUS_TEXT;
    }

    private void answer(HttpServerExchange exchange, BooleanSupplier fact, String word) {
        if (fact.getAsBoolean()) {
            Responses.line(exchange, StatusCodes.OK, node + " is " + word);
            return;
        }
        Responses.line(
                exchange,
                StatusCodes.SERVICE_UNAVAILABLE,
                node + " is not " + word + (Caller.stranger(exchange) ? "" : why()));
    }

    private String why() {
        return control.status().nodes().stream()
                .filter(NodeStatus::self)
                .findFirst()
                .map(self -> ": it is " + self.role().word() + " (" + self.reason() + ")")
                .orElse("");
    }
}
