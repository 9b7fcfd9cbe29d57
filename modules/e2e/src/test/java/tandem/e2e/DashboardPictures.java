package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of docs/dashboard.md from a live pair; run by deploy/soak pictures. */
class DashboardPictures {
    private static final Path PICTURES = Distribution.file("docs/dashboard");
    private static final int MOST_BYTES = 150_000;
    private static final Duration SEEN_BEFORE = Duration.ofSeconds(60);

    @Test
    void pictures_of_a_healthy_pair_of_a_takeover_and_of_a_pair_without_standby(@TempDir Path directory)
            throws IOException {
        Optional<String> missing = Chromium.missing();
        assumeTrue(missing.isEmpty(), () -> "pictures of the dashboard: " + missing.orElseThrow());
        Files.createDirectories(PICTURES);
        AtomicBoolean over = new AtomicBoolean();
        try (LoopbackPair pair = LoopbackPair.start(directory);
                Chromium chromium = Chromium.open()) {
            Thread clients = Thread.ofPlatform().start(() -> visit(pair, over));
            String active = pair.active();
            String other = LoopbackPair.peerOf(active);
            try (OperatorPage first = chromium.look(pair.admin(active).toString(), Chromium.Look.LIGHT);
                    OperatorPage second = chromium.look(pair.admin(other).toString(), Chromium.Look.LIGHT)) {
                await("curves").pollDelay(SEEN_BEFORE).until(first::verdict, "Healthy"::equals);
                take(first, "healthy", 0, true);
                first.button("Drain… mycluster/node2").click();
                first.page().locator("#dialog-comment").fill("patch day");
                first.page().locator("#dialog-author").fill("anna");
                take(first, "drain", 0, false);
                first.page().keyboard().press("Escape");

                pair.node(active).signal("KILL");
                await("the takeover").until(second::verdict, "No standby"::equals);
                await("its report")
                        .until(second.page().locator("#events")::innerText, text -> text.contains("takeover\n"));
                await("a picture of it, before anything else happens").until(() -> {
                    take(second, "takeover", 0, true);
                    return second.verdict().equals("No standby");
                });
                pair.launchNode(active);
                await("the pair").until(second::verdict, words -> words.equals("Healthy"));
            }
            maintained(pair, chromium, pair.active());
            over.set(true);
            clients.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the pictures were taken", e);
        } finally {
            over.set(true);
        }
    }

    private static void maintained(LoopbackPair pair, Chromium chromium, String active) throws IOException {
        String other = LoopbackPair.peerOf(active);
        pair.ask(other, "maintenance", "on", "--comment", "new memory").demand();
        try (OperatorPage dark = chromium.look(pair.admin(active).toString(), Chromium.Look.DARK);
                OperatorPage narrow = chromium.look(pair.admin(active).toString(), Chromium.Look.NARROW)) {
            await("maintenance").until(dark::verdict, "No standby: maintenance"::equals);
            take(dark, "no-standby", 8_000, true);
            take(narrow, "narrow", 0, false);
        }
    }

    private static void visit(LoopbackPair pair, AtomicBoolean over) {
        while (!over.get()) {
            try {
                pair.serves();
            } catch (IllegalStateException e) {
                // Deliberate: between two owners nobody answers.
            }
        }
    }

    private static void take(OperatorPage page, String name, int afterMillis, boolean whole) throws IOException {
        page.page().waitForTimeout(afterMillis);
        byte[] full = page.page().screenshot(new Page.ScreenshotOptions().setFullPage(whole));
        byte[] small = FewColours.of(full);
        Files.write(PICTURES.resolve(name + ".png"), small);
        assertThat(small.length).as("bytes of " + name + ".png").isLessThan(MOST_BYTES);
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(300))
                .pollInSameThread();
    }
}
