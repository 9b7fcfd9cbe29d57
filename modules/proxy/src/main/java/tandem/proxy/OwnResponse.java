package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import tandem.core.config.RuleConfig.ErrorPageConfig;
import tandem.proxy.http.ResponseHead;

/** A page of our own on its way to the client. One I/O thread. */
final class OwnResponse {
    private final int status;
    private final BodySink sink;
    private final ByteBuffer rest;

    /**
     * Begins the response.
     *
     * @param name a further field; not sent if its value is empty
     */
    OwnResponse(ClientExchange exchange, AppliedRules rules, int status, String sentence, String name, String value) {
        boolean toHead = exchange.head().methodIs("HEAD");
        ResponseHead response = new ResponseHead();
        ErrorPageConfig own = status < 400 ? null : rules.errorPage(status);
        int shown = own != null && own.location().isPresent() ? 302 : status;
        byte[] page = ErrorPage.make(response, shown, sentence, own == null ? "" : own.text(), toHead);
        if (own != null) {
            own.location().ifPresent(location -> response.fields().add("Location", location));
        }
        rules.ownAnswer(response, shown);
        if (!value.isEmpty()) {
            response.fields().add(name, value);
        }
        if (!exchange.bodyComplete()) {
            exchange.lastOnConnection();
        }
        this.status = shown;
        this.rest = ByteBuffer.wrap(toHead ? new byte[0] : page);
        this.sink = exchange.respond(response);
    }

    int status() {
        return status;
    }

    /** Pushes it out; false if the client takes no more now and will say when. */
    boolean send() throws IOException {
        if (rest.hasRemaining()) {
            sink.write(rest);
        }
        if (!rest.hasRemaining() && sink.end()) {
            return true;
        }
        sink.resume();
        return false;
    }
}
