package tandem.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the handler of a path and method: 404 and 405 as problem details otherwise. HEAD goes wherever GET goes.
 * Filled before it serves, then read by any thread.
 */
final class Router implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";

    private final Map<String, Map<String, HttpHandler>> exact = new LinkedHashMap<>();
    private final Map<String, Map<String, HttpHandler>> below = new LinkedHashMap<>();

    /** Handles exactly this path. */
    Router at(String method, String path, HttpHandler handler) {
        exact.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(method, handler);
        return this;
    }

    /** Handles every path that goes on after this prefix. */
    Router under(String method, String prefix, HttpHandler handler) {
        below.computeIfAbsent(prefix, p -> new LinkedHashMap<>()).put(method, handler);
        return this;
    }

    /** Everything that is handled, as {@code METHOD PATH}; what goes on after a prefix ends with it. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        exact.forEach((path, methods) -> methods.keySet().forEach(method -> routes.add(method + " " + path)));
        below.forEach((path, methods) -> methods.keySet().forEach(method -> routes.add(method + " " + path)));
        return routes;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Map<String, HttpHandler> methods = methods(exchange.getRequestPath());
        if (methods == null) {
            Responses.problem(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    exchange.getRequestPath() + " does not exist here; there is " + String.join(", ", exact.keySet()));
            return;
        }
        String method = exchange.getRequestMethod().toString();
        HttpHandler handler = methods.get(method.equals(HEAD) ? GET : method);
        if (handler == null) {
            exchange.getResponseHeaders().put(Headers.ALLOW, allow(methods));
            Responses.problem(
                    exchange,
                    StatusCodes.METHOD_NOT_ALLOWED,
                    method + " is not possible on " + exchange.getRequestPath() + "; use " + allow(methods));
            return;
        }
        guarded(handler, exchange);
    }

    private @Nullable Map<String, HttpHandler> methods(String path) {
        Map<String, HttpHandler> methods = exact.get(path);
        if (methods != null) {
            return methods;
        }
        for (Map.Entry<String, Map<String, HttpHandler>> entry : below.entrySet()) {
            if (path.startsWith(entry.getKey())
                    && path.length() > entry.getKey().length()) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static String allow(Map<String, HttpHandler> methods) {
        List<String> allowed = new ArrayList<>(methods.keySet());
        if (allowed.contains(GET)) {
            allowed.add(allowed.indexOf(GET) + 1, HEAD);
        }
        return String.join(", ", allowed);
    }

    /** Runs the handler; what it throws is a bug, told to log and client. */
    static void guarded(HttpHandler handler, HttpServerExchange exchange) {
        try {
            handler.handleRequest(exchange);
        } catch (Exception e) {
            failed(exchange, e);
        }
    }

    /** Answers 500 after a bug. */
    static void failed(HttpServerExchange exchange, Throwable cause) {
        LOG.error(
                "{} {} failed; please report this as a bug",
                exchange.getRequestMethod(),
                exchange.getRequestPath(),
                cause);
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
            return;
        }
        Responses.problem(
                exchange, StatusCodes.INTERNAL_SERVER_ERROR, "this is a bug in Tandem; the node's log has it");
    }

    /** The handler on a worker thread, where it may block. */
    static HttpHandler onWorker(HttpHandler handler) {
        return exchange -> exchange.dispatch(() -> guarded(handler, exchange));
    }
}
