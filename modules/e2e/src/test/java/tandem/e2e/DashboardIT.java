package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The dashboard of a live pair in a real browser: what is clicked happens, and everybody can use it. */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {
    private static final String NODE2 = "mycluster/node2";
    /** A node that just started on a busy machine may not be warm yet. */
    private static final String REFUSED = "Refused unless forced: warm";

    private static final int MOST_STOPS = 200;

    private LoopbackPair pair;
    private Chromium chromium;

    @BeforeAll
    void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        Optional<String> missing = Chromium.missing();
        assumeTrue(missing.isEmpty(), () -> "the dashboard in a browser: " + missing.orElseThrow());
        pair = LoopbackPair.start(directory);
        chromium = Chromium.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void drain_with_a_comment_clicked_on_one_node_is_in_force_on_the_other() {
        try (OperatorPage lb1 = look("lb1");
                OperatorPage lb2 = look("lb2")) {
            lb1.button("Drain… " + NODE2).click();
            lb1.page().locator("#dialog-comment").fill("patch <b>day</b>");

            assertThat(lb1.page().locator("#dialog-command").innerText())
                    .isEqualTo("tandem member mycluster/node2 drain --comment 'patch <b>day</b>' --admin "
                            + pair.admin("lb1").toString());
            assertThat(lb1.dialog().innerText()).contains("1 other member takes new clients");
            assertThat(lb1.confirm("patch <b>day</b>", "anna")).contains("node2");

            await("the drain on lb2")
                    .until(() -> pair.member("lb2", "node2").path("setting").asText(), "draining"::equals);
            assertThat(pair.member("lb2", "node2").path("settingSource").asText())
                    .contains("anna on lb1", "patch <b>day</b>");
            await("the drain on lb2's page")
                    .until(() -> lb2.member(NODE2).innerText(), text -> text.contains("by anna on lb1"));
            assertThat(lb2.member(NODE2).innerText()).contains("draining", "patch <b>day</b>");
            assertThat(lb2.page().locator("main b").count())
                    .as("markup made of the comment")
                    .isZero();

            holdsOverCrashes();
            await("lb2's page, fed again")
                    .until(() -> lb2.member(NODE2).innerText(), text -> text.contains("by anna on lb1"));

            lb2.button("Return to the file… " + NODE2).click();
            lb2.confirm("done", "anna");
            await("the file's value on lb1")
                    .until(() -> pair.member("lb1", "node2").path("setting").asText(), "enabled"::equals);
        }
    }

    /** What was clicked on lb1 is in force on lb2 without lb1, and on both after both were gone. */
    private void holdsOverCrashes() {
        pair.kill("lb1");
        assertThat(pair.member("lb2", "node2").path("setting").asText()).isEqualTo("draining");
        pair.launchNode("lb1");
        pair.settle();
        LoopbackPair.NODES.forEach(pair::kill);
        LoopbackPair.NODES.forEach(pair::launchNode);
        pair.settle();
        for (String node : LoopbackPair.NODES) {
            assertThat(pair.member(node, "node2").path("setting").asText())
                    .as("on %s", node)
                    .isEqualTo("draining");
            assertThat(pair.member(node, "node2").path("settingSource").asText())
                    .as("on %s", node)
                    .contains("anna on lb1", "patch <b>day</b>");
        }
    }

    @Test
    void weight_is_changed_by_the_dialog_and_nothing_is_sent_without_a_change() {
        try (OperatorPage lb1 = look("lb1")) {
            lb1.button("Change… " + NODE2).click();
            lb1.page().locator("#dialog-confirm").click();

            assertThat(lb1.page().locator("#dialog-result").innerText()).contains("Nothing is changed yet");

            lb1.page().locator("#dialog-weight").fill("0");
            lb1.page().locator("#dialog-confirm").click();
            Locator refused = lb1.page().locator("#dialog-result");
            await("the node's refusal").until(refused::innerText, text -> text.contains("1..100"));

            lb1.page().locator("#dialog-weight").fill("2.5");
            assertThat(lb1.page().locator("#dialog-command").innerText()).contains("set weight=2.5");
            lb1.confirm();
            await("the weight on lb2")
                    .until(() -> pair.member("lb2", "node2").path("weight").asText(), "2.5"::equals);

            lb1.button("Return to the file… " + NODE2).click();
            lb1.confirm();
        }
    }

    @Test
    void switchover_clicked_moves_the_addresses() {
        String before = active();
        String after = LoopbackPair.peerOf(before);
        await("a standby that is ready").until(() -> ready(before, after));
        try (OperatorPage page = look(before)) {
            page.button("Switch over to " + after + "…").click();

            assertThat(page.dialog().innerText()).contains(after + " is heard", "warm:", "configuration: the same");
            await("pre-flight")
                    .until(page.dialog()::innerText, text -> text.contains("Pre-flight: ") || text.contains(REFUSED));
            if (page.dialog().innerText().contains(REFUSED)) {
                page.page().locator("input[name=force]").check();
            }
            assertThat(page.page().locator("#dialog-command").innerText())
                    .startsWith("tandem switchover --to " + after);
            page.confirm();

            await("the other node to be active").until(this::active, after::equals);
            await("the page to say so")
                    .until(
                            () -> page.page()
                                    .locator("article[data-key=" + after + "]")
                                    .innerText(),
                            text -> text.contains("Active"));
            assertThat(pair.serves()).isTrue();
        }
    }

    @Test
    void everything_can_be_done_by_keyboard_and_the_focus_is_always_seen() {
        try (OperatorPage page = look("lb1")) {
            Set<String> visited = new LinkedHashSet<>();
            for (int stop = 0; stop < MOST_STOPS && !visited.contains("Metrics"); stop++) {
                page.page().keyboard().press("Tab");
                Map<?, ?> focus = page.focused();
                visited.add(String.valueOf(focus.get("name")));
                assertThat(focus.get("seen")).as("visible focus on " + focus).isEqualTo(true);
            }

            assertThat(visited)
                    .contains("Skip to content", "Pause", "theme", "find", "Drain… " + NODE2, "Change… " + NODE2)
                    .contains("Maintenance…", "Compare the file with what is in force", "Verdict", "Metrics");

            page.button("Drain… " + NODE2).focus();
            page.page().keyboard().press("Enter");
            assertThat(page.dialog().count()).as("the dialog opened by Enter").isOne();
            page.page().keyboard().press("Escape");
            assertThat(page.dialog().count()).as("the dialog closed by Escape").isZero();
            assertThat(page.focused().get("name")).isEqualTo("Drain… " + NODE2);

            page.page().keyboard().press("Enter");
            page.page().keyboard().type("by keyboard");
            page.page().keyboard().press("Enter");
            await("the drain")
                    .until(() -> pair.member("lb1", "node2").path("setting").asText(), "draining"::equals);
            await("the focus on what was done").until(() -> page.focused().get("id"), "note"::equals);

            page.button("Enable… " + NODE2).focus();
            page.page().keyboard().press("Space");
            page.page().keyboard().press("Enter");
            await("the member back")
                    .until(() -> pair.member("lb1", "node2").path("setting").asText(), "enabled"::equals);
        }
    }

    @ParameterizedTest
    @EnumSource(Chromium.Look.class)
    void axe_finds_nothing_and_nothing_scrolls_sideways(Chromium.Look look) {
        JsonNode worst = StatusVariants.worst(pair.status("lb1"));
        try (OperatorPage live = chromium.look(pair.admin("lb1").toString(), look);
                OperatorPage bad = OperatorPage.showing(
                        chromium.context(look), pair.admin("lb1").toString(), worst)) {
            assertThat(live.violations()).isEmpty();
            assertThat(bad.violations()).as("a pair in trouble").isEmpty();
            assertThat(live.overflow()).isZero();
            assertThat(bad.overflow()).as("a pair in trouble").isZero();

            live.button("Change… " + NODE2).click();
            assertThat(live.violations()).as("the dialog").isEmpty();
            assertThat(live.overflow()).as("the dialog").isZero();
        }
    }

    @Test
    void axe_would_find_something() {
        try (OperatorPage page = look("lb1")) {
            page.page()
                    .evaluate(
                            "() => document.querySelector('.find').replaceWith(document.querySelector('.find input'))");

            assertThat(page.violations()).anyMatch(text -> text.startsWith("label: "));
        }
    }

    @Test
    void the_page_keeps_its_content_security_policy() {
        try (OperatorPage page = look("lb1")) {
            page.button("Change… " + NODE2).click();
            page.page().keyboard().press("Escape");
            page.button("Compare the file with what is in force").click();
            page.page().locator("#comparison .banner").waitFor();

            assertThat(page.refusals()).isEmpty();

            page.page().evaluate("() => document.body.setAttribute('style', 'color: red')");
            assertThat(page.refusals())
                    .as("what a style in the markup leads to")
                    .anyMatch(text -> text.startsWith("style-src"));
        }
    }

    @Test
    void changed_file_is_compared_and_reloaded() {
        String file = Distribution.read(pair.balancing());
        try (OperatorPage page = look("lb1")) {
            Distribution.write(pair.balancing(), file.replace("lbmethod=byrequests", "lbmethod=bybusyness"));
            page.button("Compare the file with what is in force").click();
            page.page().locator("#comparison ins").waitFor();

            assertThat(page.page().locator("#comparison ins").allInnerTexts())
                    .anyMatch(text -> text.contains("bybusyness"));
            page.button("Reload…").click();
            assertThat(page.confirm()).contains("reloaded");
            await("the difference to be seen").until(page::reasons, text -> text.contains("Nodes differ"));
        } finally {
            Distribution.write(pair.balancing(), file);
            pair.ask("lb1", "reload").demand();
        }
    }

    @Test
    void verdict_is_in_words_with_reason_and_advice() {
        JsonNode live = pair.status("lb1");
        SoftAssertions verdicts = new SoftAssertions();
        try (OperatorPage page = showing(live)) {
            for (StatusVariants.Story story : StatusVariants.Story.values()) {
                page.show(story.of(live));

                verdicts.assertThat(page.verdict()).as(story.name()).isEqualTo(story.words);
                verdicts.assertThat(page.reasons()).as(story.name()).contains(story.reasons);
                verdicts.assertThat(page.page().title()).as(story.name()).startsWith(story.words);
            }
        }
        verdicts.assertAll();
    }

    @Test
    void traffic_shows_as_rates_percentiles_and_load() {
        try (OperatorPage page = look("lb1")) {
            Locator median = page.page().locator("[data-key=p50] .value");

            await("a percentile")
                    .until(() -> pair.serves() ? median.innerText() : "", text -> text.matches("(< )?[0-9.]+ ms"));

            assertThat(page.page().locator("[data-key=requests] .value").innerText())
                    .doesNotContain("–");
            assertThat(page.member(NODE2).innerText())
                    .containsPattern("[0-9.]+/s")
                    .contains("p95");
        }
    }

    @Test
    void of_two_thousand_members_some_are_shown_and_each_is_found() {
        JsonNode status = StatusVariants.crowded(pair.status("lb1"), 2000);

        try (OperatorPage page = showing(status)) {
            assertThat(page.page().locator("#balancers tbody tr").count()).isEqualTo(100);

            page.page().locator("#find").fill("crowd1777");
            assertThat(page.page().locator("#balancers tbody tr").count()).isOne();
            assertThat(page.member("mycluster/crowd1777").innerText()).contains("up");

            page.page().locator("#find").fill("");
            page.button("Show all 2,000 members").click();
            assertThat(page.page().locator("#balancers tbody tr").count()).isEqualTo(2000);
        }
    }

    @Test
    void names_and_reasons_never_become_markup() {
        JsonNode status = StatusVariants.hostile(pair.status("lb1"));

        try (OperatorPage page = showing(status)) {
            assertThat(page.page().locator("main img, main script, main b").count())
                    .isZero();
            assertThat(page.page().locator("#balancers").innerText()).contains(StatusVariants.MARKUP);
            assertThat(page.refusals()).isEmpty();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void page_whose_node_died_says_so_and_recovers_and_the_other_page_tells_who_is_missing() {
        String active = active();
        String other = LoopbackPair.peerOf(active);
        try (OperatorPage dying = look(active);
                OperatorPage living = look(other)) {
            pair.node(active).signal("KILL");

            Locator stale = dying.page().locator("#stale");
            await("the page to say that its node does not answer").until(stale::isVisible);
            assertThat(stale.innerText()).contains(active + " has not answered since", "no connection");
            await("the other page's verdict").until(living::verdict, "No standby"::equals);
            assertThat(living.reasons()).contains(active + " is not heard", "systemctl status tandem");

            pair.launchNode(active);
            await("the page to recover").until(stale::isHidden);
            await("the other page to see it").until(living::verdict, words -> !words.equals("No standby"));
        }
    }

    /** lb1's page with a status that we made. */
    private OperatorPage showing(JsonNode status) {
        return OperatorPage.showing(
                chromium.context(Chromium.Look.LIGHT), pair.admin("lb1").toString(), status);
    }

    private OperatorPage look(String node) {
        return chromium.look(pair.admin(node).toString(), Chromium.Look.LIGHT);
    }

    /** The active node; on a busy machine there may be none for a moment. */
    private String active() {
        return await("an active node")
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(pair::active, node -> true);
    }

    private boolean ready(String asked, String node) {
        for (JsonNode one : pair.status(asked).path("nodes")) {
            if (one.path("name").asText().equals(node)) {
                return one.path("unfit").asText().isEmpty()
                        && one.path("reachable").asBoolean();
            }
        }
        return false;
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(100))
                .pollInSameThread();
    }
}
