package tandem.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends whole answers. A HEAD gets the headers of its GET; Undertow leaves the body out. */
final class Responses {
    /** RFC 9110 §15.5.20; Undertow does not name it. */
    static final int MISDIRECTED_REQUEST = 421;

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";
    static final String TEXT = "text/plain; charset=utf-8";

    private Responses() {}

    static void send(HttpServerExchange exchange, int code, String contentType, byte[] body) {
        exchange.setStatusCode(code);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    static void send(HttpServerExchange exchange, int code, String contentType, String body) {
        send(exchange, code, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** One line for people and scripts. */
    static void line(HttpServerExchange exchange, int code, String sentence) {
        send(exchange, code, TEXT, sentence + "\n");
    }

    /** {@code {"sentence": …}}: something was done. */
    static void done(HttpServerExchange exchange, String sentence) {
        send(exchange, StatusCodes.OK, JSON, object().put("sentence", sentence) + "\n");
    }

    /** Refuses with problem details (RFC 9457); the sentence says what is wrong and what to do. */
    static void problem(HttpServerExchange exchange, int code, String sentence) {
        ObjectNode body = object();
        body.put("type", "about:blank");
        body.put("title", code == MISDIRECTED_REQUEST ? "Misdirected Request" : StatusCodes.getReason(code));
        body.put("status", code);
        body.put("detail", sentence);
        send(exchange, code, PROBLEM, body + "\n");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
