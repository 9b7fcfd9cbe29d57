package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import tandem.admin.json.ExplanationJson;
import tandem.core.port.NodeControl;
import tandem.core.routing.Explanation;
import tandem.core.text.IpAddress;

/** {@code /api/v1/explain?url=…}: where a request would go now, and why. */
final class Explain {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final NodeControl control;

    Explain(NodeControl control) {
        this.control = control;
    }

    /** Adds the path. */
    Router addTo(Router router) {
        return router.at("GET", "/api/v1/explain", Router.onWorker(this::answer));
    }

    private void answer(HttpServerExchange exchange) {
        try {
            Explanation explanation = control.explain(question(exchange));
            Responses.send(exchange, StatusCodes.OK, Responses.JSON, ExplanationJson.write(explanation));
        } catch (IllegalArgumentException e) {
            Responses.problem(exchange, StatusCodes.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static Explanation.Question question(HttpServerExchange exchange) {
        URI url = url(Query.parameter(exchange, "url"));
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String client = Query.parameter(exchange, "client");
        if (!client.isEmpty() && !IpAddress.valid(client)) {
            throw new IllegalArgumentException("'" + client + "' is not the IP address of a client");
        }
        return new Explanation.Question(
                secure,
                url.getHost(),
                url.getPort() < 0 ? (secure ? HTTPS : HTTP) : url.getPort(),
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                Query.parameter(exchange, "cookie"),
                client.isEmpty() ? InetAddress.getLoopbackAddress() : IpAddress.parse(client));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not a URL: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("'" + text + "' is not a URL such as http://www.example.com/path");
    }
}
