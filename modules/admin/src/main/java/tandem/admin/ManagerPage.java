package tandem.admin;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.admin.manager.BalancerManager;
import tandem.core.port.OperatorPages;
import tandem.core.port.OperatorPages.Answer;
import tandem.core.port.OperatorPages.Ask;
import tandem.core.port.OperatorPages.Caller;

/** The balancer-manager on the admin listener; 404 where the configuration does not ask for it. */
final class ManagerPage {
    private static final List<String> PATHS = List.of("/balancer-manager", "/balancer-manager/");

    private final BalancerManager manager;

    ManagerPage(BalancerManager manager) {
        this.manager = manager;
    }

    /** Adds its path, with and without a final slash: scripts use both. */
    Router addTo(Router router) {
        HttpHandler whole = new HttpContinueReadHandler(this::read);
        PATHS.forEach(path -> router.at("GET", path, whole).at("POST", path, whole));
        return router;
    }

    private void read(HttpServerExchange exchange) {
        if (!manager.onAdminListener()) {
            Responses.problem(
                    exchange,
                    StatusCodes.NOT_FOUND,
                    "the balancer-manager is off; the configuration switches it on with balancer-manager: {compatible: true}");
            return;
        }
        Receiver receiver = exchange.getRequestReceiver();
        CommandHandler.whole(
                receiver,
                OperatorPages.MAX_BODY,
                (same, body) -> same.dispatch(() -> Router.guarded(ex -> answer(ex, body), same)));
    }

    private void answer(HttpServerExchange exchange, byte[] body) {
        String query = exchange.getQueryString();
        String target = exchange.getRequestPath() + (query.isEmpty() ? "" : "?" + query);
        Answer answer = manager.answer(
                new Ask(exchange.getRequestMethod().toString(), target, body, caller(exchange)),
                Responses.caller(exchange));
        answer.fields().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        Responses.send(exchange, answer.status(), answer.contentType(), answer.body());
    }

    private static Caller caller(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        return new Caller(
                exchange.getSourceAddress().getAddress(),
                exchange.isSecure(),
                text(headers.getFirst(Headers.HOST)),
                text(headers.getFirst(Headers.REFERER)),
                text(headers.getFirst(Headers.ORIGIN)),
                text(headers.getFirst(BrowserGuard.FETCH_SITE)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
