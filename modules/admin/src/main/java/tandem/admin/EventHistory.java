package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import tandem.admin.json.EventJson;
import tandem.core.port.NodeControl;

/** {@code /api/v1/events?after=ID}: what happened on all nodes, as far as this one knows. */
final class EventHistory {
    private final NodeControl control;

    EventHistory(NodeControl control) {
        this.control = control;
    }

    /** Adds the path. */
    Router addTo(Router router) {
        return router.at("GET", "/api/v1/events", Router.onWorker(this::answer));
    }

    private void answer(HttpServerExchange exchange) {
        String after = Query.parameter(exchange, "after");
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, EventJson.write(control.events(after), after));
    }
}
