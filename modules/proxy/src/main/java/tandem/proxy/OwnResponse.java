package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tandem.core.port.OperatorPages;
import tandem.core.rule.OwnPage;
import tandem.proxy.http.ResponseHead;

/** A page of our own on its way to the client. One I/O thread. */
final class OwnResponse {
    private static final byte[] CACHE_CONTROL = "cache-control".getBytes(StandardCharsets.US_ASCII);

    private final int status;
    private final BodySink sink;
    private final ByteBuffer rest;
    private final ResponseHead head;

    /** Begins the response. */
    OwnResponse(ClientExchange exchange, Destination destination, OwnAnswers.Answer answer) {
        AppliedRules rules = destination.rules();
        boolean toHead = exchange.head().methodIs("HEAD");
        this.head = new ResponseHead();
        byte[] page = new byte[0];
        if (answer.status() >= 300 && Grpc.reads(exchange.head())) {
            // logs and metrics have the status that others would have seen
            this.status = answer.status();
            Grpc.answer(head, status, answer.sentence());
            rules.ownAnswer(head, status);
        } else {
            OwnPage own = answer.status() < 400 ? null : answer.page();
            if (own == null && answer.status() >= 400) {
                own = destination.errorPage(answer.status());
            }
            this.status = own != null && own.location() != null ? 302 : answer.status();
            page = page(rules, answer, own, toHead);
        }
        if (answer.last() || !exchange.bodyComplete()) {
            exchange.lastOnConnection();
        }
        this.rest = ByteBuffer.wrap(toHead ? new byte[0] : page);
        this.sink = exchange.respond(head);
    }

    private byte[] page(AppliedRules rules, OwnAnswers.Answer answer, @Nullable OwnPage own, boolean toHead) {
        byte[] page = ErrorPage.make(head, status, answer.sentence(), own, toHead);
        String location = own == null ? null : own.location();
        if (location != null) {
            head.fields().add("Location", location);
        }
        rules.ownAnswer(head, status);
        if (own != null && own.noStore() && head.fields().find(CACHE_CONTROL, 0) < 0) {
            head.fields().add("Cache-Control", "no-store");
        }
        if (!answer.value().isEmpty()) {
            head.fields().add(answer.name(), answer.value());
        }
        return page;
    }

    /** Begins the response with a page that is made already. */
    OwnResponse(ClientExchange exchange, AppliedRules rules, OperatorPages.Answer page) {
        boolean toHead = exchange.head().methodIs("HEAD");
        ResponseHead response = new ResponseHead();
        ErrorPage.begin(response, page.status(), page.contentType(), page.body().length, toHead);
        page.fields().forEach(response.fields()::add);
        rules.ownAnswer(response, page.status());
        if (!exchange.bodyComplete()) {
            exchange.lastOnConnection();
        }
        this.status = page.status();
        this.head = response;
        this.rest = ByteBuffer.wrap(toHead ? new byte[0] : page.body());
        this.sink = exchange.respond(response);
    }

    int status() {
        return status;
    }

    ResponseHead head() {
        return head;
    }

    /** Bytes of the page that went out. */
    long sent() {
        return rest.position();
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
