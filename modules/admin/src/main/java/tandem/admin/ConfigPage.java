package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import tandem.admin.json.ConfigJson;
import tandem.core.port.NodeControl;
import tandem.core.status.PairStatus;

/** {@code /api/v1/config}: what is in force, its hash as entity tag, beside what the file says now. */
final class ConfigPage {
    private final NodeControl control;

    ConfigPage(NodeControl control) {
        this.control = control;
    }

    /** Adds the path. */
    Router addTo(Router router) {
        return router.at("GET", "/api/v1/config", Router.onWorker(this::answer));
    }

    private void answer(HttpServerExchange exchange) {
        PairStatus status = control.status();
        EntityTag.show(exchange, Api.configHash(status));
        Responses.send(
                exchange, StatusCodes.OK, Responses.JSON, ConfigJson.write(status.node(), control.configuration()));
    }
}
