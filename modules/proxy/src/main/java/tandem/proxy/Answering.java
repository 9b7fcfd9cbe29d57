package tandem.proxy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.log.RequestEnd;
import tandem.core.port.OperatorPages;

/** This node's own answer to a request, on its way to the client. Reused; one I/O thread. */
final class Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private final Forwarding forwarding;
    private @Nullable OwnResponse response;

    Answering(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    /** Forgets the request before. */
    void begin() {
        response = null;
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
        begin(new OwnResponse(forwarding.exchange(), forwarding.destination().rules(), fit));
    }

    /** Answers with a page that is made already. */
    void show(OperatorPages.Answer page) {
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
