package tandem.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.ManagerPageConfig;
import tandem.core.port.OperatorPages;
import tandem.core.port.OperatorPages.Answer;
import tandem.core.port.OperatorPages.Ask;
import tandem.core.port.OperatorPages.Caller;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.rule.RequestFacts;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.ResponseHead;

/**
 * One request for a page of this node: collects its body on the I/O thread, has the page made on the worker thread, and hands it
 * back to the I/O thread. One I/O thread.
 */
final class PageVisit {
    private static final Logger LOG = LoggerFactory.getLogger(PageVisit.class);
    private static final int CHUNK = 4096;

    private final OperatorPages pages;
    private final ManagerPageConfig page;
    private final ClientExchange exchange;
    private final IoLoop loop;
    private final Consumer<Answer> then;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String method;
    private final String target;
    private final Caller caller;
    private boolean asked;
    private boolean invited;

    /** @param then takes the page, on the I/O thread */
    PageVisit(
            OperatorPages pages,
            ManagerPageConfig page,
            ClientExchange exchange,
            RequestFacts facts,
            IoLoop loop,
            Consumer<Answer> then) {
        this.pages = pages;
        this.page = page;
        this.exchange = exchange;
        this.loop = loop;
        this.then = then;
        this.method = facts.method();
        this.target = facts.target();
        this.caller = new Caller(
                facts.client(),
                facts.secure(),
                facts.authority(),
                text(facts, "Referer"),
                text(facts, "Origin"),
                text(facts, "Sec-Fetch-Site"));
    }

    private static String text(RequestFacts facts, String field) {
        String value = facts.field(field);
        return value == null ? "" : value;
    }

    /** What to say when nothing has come for too long: of the body, or of the page. */
    OwnAnswers.Answer late() {
        return asked
                ? new OwnAnswers.Answer(504, "The page could not be made in time.", "", "", true)
                : new OwnAnswers.Answer(408, "The body did not come in time.", "", "", true);
    }

    /** Reads what is there of the body; once it is whole, the page is asked for. */
    void readable() {
        if (asked) {
            exchange.body().suspend();
            return;
        }
        if (exchange.head().length() > OperatorPages.MAX_BODY) {
            tooLarge();
            return;
        }
        try {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            int read = exchange.body().read(chunk);
            while (read > 0 && body.size() + read <= OperatorPages.MAX_BODY) {
                body.write(chunk.array(), 0, read);
                read = exchange.body().read(chunk.clear());
            }
            if (read > 0) {
                tooLarge();
            } else if (read < 0) {
                ask();
            } else {
                invite();
                exchange.body().resume();
            }
        } catch (BadMessage e) {
            answer(400, "The request's body is malformed.");
        } catch (IOException e) {
            LOG.debug("client {} went away: {}", exchange.client().addressText(), e.getMessage());
            exchange.abort();
        }
    }

    /** Has the body sent by a client that waits to be told; RFC 9110 section 10.1.1. */
    private void invite() throws IOException {
        if (!invited && body.size() == 0 && MemberHead.expectsContinue(exchange.head())) {
            invited = true;
            ResponseHead goOn = new ResponseHead();
            goOn.begin(100, "Continue", true);
            exchange.interim(goOn);
        }
    }

    private void tooLarge() {
        answer(413, "The body is larger than " + OperatorPages.MAX_BODY + " bytes.");
    }

    private void answer(int status, String sentence) {
        asked = true;
        exchange.body().suspend();
        exchange.lastOnConnection();
        then.accept(said(status, sentence));
    }

    private void ask() {
        asked = true;
        exchange.body().suspend();
        Ask ask = new Ask(method, target, body.toByteArray(), caller);
        try {
            loop.thread().getWorker().execute(() -> make(ask));
        } catch (RejectedExecutionException e) {
            then.accept(said(503, "This node is stopping."));
        }
    }

    @RunsOn(Lane.ADMIN)
    private void make(Ask ask) {
        Answer made;
        try {
            made = pages.answer(page, ask);
        } catch (RuntimeException e) {
            LOG.error("the page {} could not be made; please report this as a bug", ask.target(), e);
            made = said(500, "This is a bug in Tandem; the node's log has it.");
        }
        Answer answer = made;
        try {
            loop.thread().execute(() -> then.accept(answer));
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody gets the page {}: the I/O threads end", ask.target());
        }
    }

    /** An answer without a page. */
    static Answer said(int status, String sentence) {
        return new Answer(
                status,
                "text/plain; charset=us-ascii",
                (sentence + "\n").getBytes(StandardCharsets.US_ASCII),
                Map.of());
    }
}
