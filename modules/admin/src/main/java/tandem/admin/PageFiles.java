package tandem.admin;

import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The dashboard: static files from the jar, read once. */
final class PageFiles {
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    static final List<PageFile> FILES = List.of(
            new PageFile("/", "index.html", "text/html; charset=utf-8"),
            new PageFile("/page.css", "page.css", "text/css; charset=utf-8"),
            new PageFile("/page.js", "page.js", JAVASCRIPT),
            new PageFile("/feed.js", "feed.js", JAVASCRIPT),
            new PageFile("/verdict.js", "verdict.js", JAVASCRIPT),
            new PageFile("/nodes.js", "nodes.js", JAVASCRIPT),
            new PageFile("/figures.js", "figures.js", JAVASCRIPT),
            new PageFile("/members.js", "members.js", JAVASCRIPT),
            new PageFile("/configuration.js", "configuration.js", JAVASCRIPT),
            new PageFile("/events.js", "events.js", JAVASCRIPT),
            new PageFile("/dialog.js", "dialog.js", JAVASCRIPT),
            new PageFile("/actions.js", "actions.js", JAVASCRIPT),
            new PageFile("/ring.js", "ring.js", JAVASCRIPT),
            new PageFile("/diff.js", "diff.js", JAVASCRIPT),
            new PageFile("/words.js", "words.js", JAVASCRIPT),
            new PageFile("/dom.js", "dom.js", JAVASCRIPT),
            new PageFile("/session.js", "session.js", JAVASCRIPT),
            new PageFile("/login", "login.html", "text/html; charset=utf-8"),
            new PageFile("/login.js", "login.js", JAVASCRIPT),
            new PageFile("/icon.svg", "icon.svg", "image/svg+xml"));

    private PageFiles() {}

    /** Adds every file under its path. */
    static Router addTo(Router router) {
        for (PageFile file : FILES) {
            byte[] bytes = file.read();
            router.at("GET", file.path(), exchange -> Responses.send(exchange, StatusCodes.OK, file.type(), bytes));
        }
        return router;
    }

    record PageFile(String path, String resource, String type) {
        byte[] read() {
            try (InputStream in = PageFiles.class.getResourceAsStream("page/" + resource)) {
                if (in == null) {
                    throw new IllegalStateException("the jar of admin lacks page/" + resource);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("page/" + resource + " in the jar of admin could not be read", e);
            }
        }
    }
}
