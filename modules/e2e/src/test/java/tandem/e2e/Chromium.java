package tandem.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine's own Chromium, without a window, driven by Playwright. One thread. */
final class Chromium implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/chromium");

    private final Playwright playwright;
    private final Browser browser;

    /** How a person looks at a page. */
    enum Look {
        LIGHT(1280, ColorScheme.LIGHT),
        DARK(1280, ColorScheme.DARK),
        NARROW(320, ColorScheme.LIGHT),
        NARROW_DARK(320, ColorScheme.DARK);

        final int width;
        private final ColorScheme colours;

        Look(int width, ColorScheme colours) {
            this.width = width;
            this.colours = colours;
        }
    }

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** What is lacking to open it; empty if nothing is. */
    static Optional<String> missing() {
        return Files.isExecutable(BINARY) ? Optional.empty() : Optional.of("needs " + BINARY + " (package chromium)");
    }

    static Chromium open() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        // Deliberate: no sandbox, since tests may run as root, where Chromium has none; it opens our own page alone.
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(BINARY)
                        .setArgs(List.of("--no-sandbox")));
        return new Chromium(playwright, browser);
    }

    /** A node's page in a profile of its own. */
    OperatorPage look(String url, Look look) {
        return OperatorPage.open(context(look), url);
    }

    /** A fresh profile. */
    BrowserContext context(Look look) {
        return browser.newContext(options(look));
    }

    /** A fresh profile of somebody who goes on although nobody he knows has signed the certificate. */
    BrowserContext strangersContext(Look look) {
        return browser.newContext(options(look).setIgnoreHTTPSErrors(true));
    }

    private static Browser.NewContextOptions options(Look look) {
        return new Browser.NewContextOptions()
                .setViewportSize(look.width, 900)
                .setColorScheme(look.colours)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en-GB")
                .setTimezoneId("UTC");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
