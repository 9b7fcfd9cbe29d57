package tandem.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Objection;

/** Sends whole answers. A HEAD gets the headers of its GET; Undertow leaves the body out. */
final class Responses {
    /** RFC 9110 §15.5.20; Undertow does not name it. */
    static final int MISDIRECTED_REQUEST = 421;

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";
    static final String TEXT = "text/plain; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);
    private static final AttachmentKey<Consumer<Idempotency.Answered>> LISTENER = AttachmentKey.create(Consumer.class);

    private Responses() {}

    /** Has this hear the answer, whole, before it is sent. */
    static void listen(HttpServerExchange exchange, Consumer<Idempotency.Answered> listener) {
        exchange.putAttachment(LISTENER, listener);
    }

    /** Who asks, where the request names nobody. */
    static String caller(HttpServerExchange exchange) {
        return Caller.of(exchange).name();
    }

    /** Answers with what came of a command, and logs who asked for it. */
    static void outcome(HttpServerExchange exchange, String command, String author, Outcome outcome) {
        String refused = outcome instanceof Outcome.Refused ? " refused" : "";
        LOG.info("{} by {}{}: {}", command, author, refused, outcome.sentence());
        outcome(exchange, outcome);
    }

    /** Answers with what came of a question. */
    static void outcome(HttpServerExchange exchange, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done done -> done(exchange, done.sentence());
            case Outcome.Refused refused ->
                problem(exchange, StatusCodes.CONFLICT, refused.sentence(), refused.objections());
        }
    }

    static void send(HttpServerExchange exchange, int code, String contentType, byte[] body) {
        Consumer<Idempotency.Answered> listener = exchange.getAttachment(LISTENER);
        if (listener != null) {
            listener.accept(new Idempotency.Answered(code, contentType, body));
        }
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
        problem(exchange, code, sentence, List.of());
    }

    /** The same with the facts that led to it, as {@code objections}; left out if there are none. */
    static void problem(HttpServerExchange exchange, int code, String sentence, List<Objection> objections) {
        ObjectNode body = object();
        body.put("type", "about:blank");
        body.put("title", code == MISDIRECTED_REQUEST ? "Misdirected Request" : StatusCodes.getReason(code));
        body.put("status", code);
        body.put("detail", sentence);
        for (Objection objection : objections) {
            body.withArray("objections")
                    .addObject()
                    .put("node", objection.node())
                    .put("check", objection.check())
                    .put("sentence", objection.sentence());
        }
        send(exchange, code, PROBLEM, body + "\n");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
