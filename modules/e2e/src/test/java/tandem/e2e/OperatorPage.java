package tandem.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node's page as a person uses it: by the words on it. */
final class OperatorPage implements AutoCloseable {
    /** A page of a busy machine takes its time. */
    private static final int PATIENCE_MILLIS = 40_000;

    /** Rules of WCAG 2.2, levels A and AA, and axe's best practices. */
    private static final String AXE = """
            () => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
              .then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary}`)))
            """;

    private static final String WATCH = """
            window.violations = [];
            document.addEventListener('securitypolicyviolation', (event) =>
              window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
            """;

    private final BrowserContext context;
    private final Page page;
    private volatile JsonNode told = MissingNode.getInstance();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private OperatorPage(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onPageError(errors::add);
        page.addInitScript(WATCH);
    }

    static OperatorPage open(BrowserContext context, String url) {
        OperatorPage opened = new OperatorPage(context);
        opened.navigate(url);
        return opened;
    }

    /** The page to log in, to which the node leads who is not. */
    static OperatorPage login(BrowserContext context, String url) {
        OperatorPage opened = new OperatorPage(context);
        opened.page.navigate(url);
        opened.page.locator("#user").waitFor();
        return opened;
    }

    /** A page that gets this status instead of the node's, at each question. */
    static OperatorPage showing(BrowserContext context, String url, JsonNode status) {
        OperatorPage opened = new OperatorPage(context);
        opened.told = status;
        opened.page.route("**/api/v1/stream", Route::abort);
        opened.page.route(
                "**/api/v1/status",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(opened.told.toString())));
        opened.navigate(url);
        return opened;
    }

    private void navigate(String url) {
        page.navigate(url);
        try {
            page.locator("#summary h1 .icon").waitFor();
        } catch (TimeoutError e) {
            throw new IllegalStateException(
                    url + " shows no status; it says: " + page.locator("body").innerText() + errors, e);
        }
    }

    /** Gets another status from now on, and shows it. */
    void show(JsonNode status) {
        told = status;
        page.waitForResponse("**/api/v1/status", () -> {
            button("Pause").click();
            button("Go on").click();
        });
        page.waitForFunction(
                "at => document.body.dataset.at === at",
                status.path("atEpochMillis").asText());
    }

    Page page() {
        return page;
    }

    /** The verdict in words. */
    String verdict() {
        return page.locator("#summary h1").innerText().strip();
    }

    /** Reason, what to do, and what else there is. */
    String reasons() {
        return page.locator("#summary").innerText();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** What the dialog has open. */
    Locator dialog() {
        return page.locator("dialog[open]");
    }

    /** Fills in the dialog and confirms it; returns what the page then says was done. */
    String confirm(String comment, String author) {
        page.locator("#dialog-comment").fill(comment);
        page.locator("#dialog-author").fill(author);
        return confirm();
    }

    String confirm() {
        page.locator("#dialog-confirm").click();
        Locator note = page.locator("#note");
        note.waitFor();
        return note.innerText();
    }

    /** The row of a member. */
    Locator member(String id) {
        return page.locator("tr[data-key='" + id + "']");
    }

    /** What axe finds wrong, a line each. */
    List<String> violations() {
        if (!Boolean.TRUE.equals(page.evaluate("() => 'axe' in window"))) {
            page.evaluate(axe());
        }
        return texts(page.evaluate(AXE));
    }

    /** What the page did against its content security policy, and errors of its scripts. */
    List<String> refusals() {
        List<String> all = new ArrayList<>(texts(page.evaluate("() => window.violations")));
        all.addAll(errors);
        return all;
    }

    /** By how many pixels the page is wider than the window. */
    int overflow() {
        Object pixels =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return ((Number) pixels).intValue();
    }

    /** The element that has the focus: its words, and whether one sees that it has it. */
    Map<?, ?> focused() {
        return (Map<?, ?>) page.evaluate("""
                () => {
                  const at = document.activeElement;
                  const style = getComputedStyle(at);
                  return {
                    name: at.getAttribute('aria-label') || (at.id && at.matches('input, select') ? at.id : at.textContent.trim()),
                    tag: at.tagName, id: at.id,
                    seen: at.tagName === 'BODY' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
                  };
                }
                """);
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream script = OperatorPage.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new IllegalStateException("axe.min.js is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Deliberate: a question asked while the page closes would be answered into nothing, which is an error
        page.unrouteAll();
        context.close();
    }
}
