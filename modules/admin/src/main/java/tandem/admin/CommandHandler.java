package tandem.admin;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a command's whole body, JSON alone, then runs it on a worker thread. A command with an {@code Idempotency-Key} that was done
 * already is answered as it was, and not done again. Any thread.
 */
final class CommandHandler {
    static final HttpString KEY = new HttpString("Idempotency-Key");
    static final HttpString REPLAYED = new HttpString("Idempotency-Replayed");

    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);
    private static final int LONGEST_KEY = 200;

    private final Idempotency idempotency = new Idempotency();

    /** Something that a client asks for with a body; runs on a worker thread. */
    interface Command {
        void run(HttpServerExchange exchange, byte[] body) throws JsonBody.BadBody;
    }

    HttpHandler of(Command command) {
        return of(command, JsonBody.MAX_BYTES, true);
    }

    /** The same for a body of up to this many bytes. */
    HttpHandler of(Command command, int mostBytes) {
        return of(command, mostBytes, true);
    }

    /** The same for what is done again however often it is asked for, and whose answer is nobody else's. */
    HttpHandler unrepeated(Command command) {
        return of(command, JsonBody.MAX_BYTES, false);
    }

    private HttpHandler of(Command command, int mostBytes, boolean repeatable) {
        HttpHandler read = exchange -> {
            if (!json(exchange)) {
                Responses.problem(
                        exchange,
                        StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                        "send the field Content-Type: application/json; it keeps other web pages from doing this");
                return;
            }
            Receiver receiver = exchange.getRequestReceiver();
            whole(
                    receiver,
                    mostBytes,
                    (whole, bytes) ->
                            whole.dispatch(() -> Router.guarded(ex -> run(command, repeatable, ex, bytes), whole)));
        };
        return new HttpContinueReadHandler(read);
    }

    private void run(Command command, boolean repeatable, HttpServerExchange exchange, byte[] bytes) {
        try {
            Optional<String> key = repeatable ? key(exchange) : Optional.empty();
            if (key.isEmpty() || first(exchange, key.get(), bytes)) {
                command.run(exchange, bytes);
            }
        } catch (JsonBody.BadBody e) {
            Responses.problem(exchange, StatusCodes.BAD_REQUEST, e.sentence());
        }
    }

    private static Optional<String> key(HttpServerExchange exchange) throws JsonBody.BadBody {
        String key = exchange.getRequestHeaders().getFirst(KEY);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new JsonBody.BadBody("Idempotency-Key has " + key.length() + " characters; give 1 to " + LONGEST_KEY
                    + " that no other command has, such as a UUID");
        }
        return Optional.ofNullable(key);
    }

    /** Whether the command is to be run; answers it otherwise. */
    private boolean first(HttpServerExchange exchange, String key, byte[] bytes) {
        switch (idempotency.begin(key, fingerprint(exchange, bytes), System.nanoTime())) {
            case Idempotency.Turn.First _ -> {
                Responses.listen(exchange, answer -> idempotency.end(key, answer));
                return true;
            }
            case Idempotency.Turn.Again(Idempotency.Answered answer) -> {
                exchange.getResponseHeaders().put(REPLAYED, "true");
                Responses.send(exchange, answer.code(), answer.contentType(), answer.body());
            }
            case Idempotency.Turn.Running _ ->
                Responses.problem(
                        exchange,
                        StatusCodes.CONFLICT,
                        "the command with this Idempotency-Key is still being carried out; ask again for its answer");
            case Idempotency.Turn.Misused _ ->
                Responses.problem(
                        exchange,
                        StatusCodes.UNPROCESSABLE_ENTITY,
                        "this Idempotency-Key was used for another command; take a new one");
        }
        return false;
    }

    private static byte[] fingerprint(HttpServerExchange exchange, byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n" + Caller.of(exchange) + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            return digest.digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean json(HttpServerExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals(Responses.JSON);
    }

    /** Hands a body on once it is there; a larger one is refused. */
    static void whole(Receiver receiver, int maxBytes, Receiver.FullBytesCallback next) {
        receiver.setMaxBufferSize(maxBytes);
        receiver.receiveFullBytes(
                (exchange, bytes) -> {
                    // Undertow hands on what it has just refused if that came in chunks.
                    if (bytes.length <= maxBytes) {
                        next.handle(exchange, bytes);
                    }
                },
                CommandHandler::unreadable);
    }

    /** Answers a body that is too large, or gives a client up that went away. */
    private static void unreadable(HttpServerExchange exchange, IOException cause) {
        if (JsonBody.tooLarge(cause)) {
            Responses.problem(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, "the body is larger than is read here");
            return;
        }
        exchange.setPersistent(false);
        LOG.debug("{} went away while sending a body", Responses.caller(exchange), cause);
        exchange.endExchange();
    }
}
