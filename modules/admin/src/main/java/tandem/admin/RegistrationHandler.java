package tandem.admin;

import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Registrar;
import tandem.core.registration.McmpDesk;
import tandem.core.registration.McmpReply;
import tandem.core.registration.McmpRequest;

/** Reads messages of MCMP and sends the replies: 200 with a text, or 500 with what went wrong in headers, as the protocol has it. */
record RegistrationHandler(Predicate<InetAddress> allowed, Registrar registrar) implements HttpHandler {
    /** The most that a message may have. */
    static final int MOST_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationHandler.class);
    private static final HttpString VERSION = new HttpString("Version");
    private static final HttpString TYPE = new HttpString("Type");
    private static final HttpString MESSAGE = new HttpString("Mess");
    private static final String TEXT = "text/plain";

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        InetAddress client = exchange.getSourceAddress().getAddress();
        if (!allowed.test(client)) {
            LOG.warn(
                    "{} may not register members here; add its network to registration.allow", client.getHostAddress());
            Responses.problem(
                    exchange,
                    StatusCodes.FORBIDDEN,
                    client.getHostAddress() + " may not register members here; add its network to registration.allow");
            return;
        }
        Receiver receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(MOST_BYTES);
        receiver.receiveFullBytes(
                (same, body) -> same.dispatch(() -> answer(same, new String(body, StandardCharsets.UTF_8), client)),
                (same, e) -> {
                    if (e instanceof Receiver.RequestToLargeException) {
                        send(
                                same,
                                McmpReply.refused(
                                        McmpReply.Kind.SYNTAX, "the message has more than " + MOST_BYTES + " bytes"));
                    } else {
                        same.endExchange();
                    }
                });
    }

    private void answer(HttpServerExchange exchange, String body, InetAddress client) {
        String command = exchange.getRequestMethod().toString();
        McmpReply reply;
        try {
            reply = registrar.answer(McmpRequest.parse(command, exchange.getRequestURI(), body, client));
        } catch (IllegalArgumentException e) {
            reply = McmpReply.refused(McmpReply.Kind.SYNTAX, String.valueOf(e.getMessage()));
        }
        reply.fault()
                .ifPresent(fault ->
                        LOG.warn("{} of {} was refused: {}", command, client.getHostAddress(), fault.sentence()));
        send(exchange, reply);
    }

    private static void send(HttpServerExchange exchange, McmpReply reply) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, TEXT);
        reply.fault().ifPresent(fault -> {
            exchange.setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
            exchange.getResponseHeaders().put(VERSION, McmpDesk.PROTOCOL);
            exchange.getResponseHeaders().put(TYPE, fault.kind().name());
            exchange.getResponseHeaders().put(MESSAGE, fault.kind() + ": " + ascii(fault.sentence()));
        });
        exchange.getResponseSender().send(reply.text(), StandardCharsets.UTF_8);
    }

    private static String ascii(String sentence) {
        return sentence.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
