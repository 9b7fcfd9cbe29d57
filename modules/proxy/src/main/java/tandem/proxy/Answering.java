package tandem.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.log.RequestEnd;
import tandem.core.port.ChallengeAnswers;
import tandem.core.port.OperatorPages;
import tandem.core.routing.Routed;

/** This node's own answer to a request, on its way to the client. Reused; one I/O thread. */
final class Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private final Forwarding forwarding;
    private final IoLoop loop;
    private @Nullable OwnResponse response;
    private @Nullable PageVisit visiting;

    Answering(Forwarding forwarding, IoLoop loop) {
        this.forwarding = forwarding;
        this.loop = loop;
    }

    /** Forgets the request before. */
    void begin() {
        response = null;
        visiting = null;
    }

    /** The page that is being asked for; null without one. */
    @Nullable
    PageVisit visiting() {
        return visiting;
    }

    /** Has a page made, and answers with it. */
    void visit(Routed.Manager found) {
        OperatorPages pages = forwarding.plane().pages();
        PageVisit visit =
                new PageVisit(pages, found.page(), forwarding.exchange(), forwarding.facts(), loop, this::paged);
        visiting = visit;
        forwarding.awaitClient();
        visit.readable();
    }

    /** More of the request is there; nobody but a page wants it. */
    void bodyReadable() {
        if (visiting == null) {
            forwarding.exchange().body().suspend();
        } else {
            visiting.readable();
        }
    }

    /** The client sent nothing more for the page, if there is one. */
    void visitLate() {
        if (visiting != null) {
            answer(visiting.late(), RequestEnd.CLIENT_LATE);
        }
    }

    /**
     * Answers an authority that looks whether a certificate is ordered by who controls its name.
     *
     * @return whether it does: the path has a token of an order that is under way
     */
    boolean proof(String path) {
        if (!path.startsWith(ChallengeAnswers.HTTP_PATH)) {
            return false;
        }
        String proof = forwarding.plane().challenges().http(path.substring(ChallengeAnswers.HTTP_PATH.length()));
        if (proof == null) {
            return false;
        }
        show(new OperatorPages.Answer(200, "application/octet-stream", proof.getBytes(US_ASCII), Map.of()));
        return true;
    }

    private void paged(OperatorPages.Answer page) {
        if (!forwarding.over() && !begun()) {
            show(page);
        }
    }

    /** Whether there is such an answer. */
    boolean begun() {
        return response != null;
    }

    /** The status of the answer; 0 without one. */
    int status() {
        return response == null ? 0 : response.status();
    }

    /** Bytes of its body that went out. */
    long sent() {
        return response == null ? 0 : response.sent();
    }

    void answer(OwnAnswers.Answer answer, RequestEnd reason) {
        forwarding.measured().because(reason);
        OwnAnswers.Answer fit = looksOpen(answer.status()) ? OwnAnswers.NO_WEB_SOCKET : answer;
        begin(new OwnResponse(forwarding.exchange(), forwarding.destination(), fit));
    }

    private void show(OperatorPages.Answer page) {
        if (looksOpen(page.status())) {
            answer(OwnAnswers.NO_WEB_SOCKET, RequestEnd.ANSWERED_HERE);
            return;
        }
        forwarding.measured().because(RequestEnd.ANSWERED_HERE);
        begin(new OwnResponse(forwarding.exchange(), forwarding.destination().rules(), page));
    }

    /** Whether the client would take the answer for an open WebSocket. */
    private boolean looksOpen(int status) {
        return status < WebSocketHandshake.NO_SUCCESS
                && forwarding.exchange().head().webSocket();
    }

    private void begin(OwnResponse own) {
        response = own;
        forwarding.measured().answered(own.head());
        send();
    }

    /** Pushes out what the client takes. */
    void send() {
        OwnResponse own = response;
        if (own == null) {
            return;
        }
        try {
            if (own.send()) {
                forwarding.complete(own.status());
            } else {
                forwarding.awaitClient();
            }
        } catch (IOException e) {
            LOG.debug("client {} went away: {}", forwarding.exchange().client().addressText(), e.getMessage());
            forwarding.clientGone();
        }
    }
}
