package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.core.status.Event;
import tandem.core.status.MemberStatus;

/** What operators did and what happened, as a pair of the distribution keeps it over crashes of one node and of both. */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class OperatorStateIT {
    private LoopbackPair pair;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        pair = LoopbackPair.startIssuing(directory);
    }

    @AfterAll
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    /** Both in one test: each crash costs a start, and what it does to one it may do to the other. */
    @Test
    void history_and_settings_are_the_same_on_both_nodes_after_a_takeover_and_after_both_were_killed() {
        String before = pair.active();
        String after = LoopbackPair.peerOf(before);
        tandem(before, "member", "mycluster/node1", "drain", "--comment", "patch <b>day</b>", "--author", "anna");
        eventuallyShown(after, "node1", "draining", "anna on " + before + " at");

        pair.kill(before);
        assertThat(member(after, "node1").orElseThrow().setting()).isEqualTo("draining");
        Event takeover = eventually(
                "the takeover by " + after,
                () -> history(after).stream()
                        .filter(event -> event.kind().equals("takeover")
                                && before.equals(event.facts().get("from")))
                        .findFirst());
        assertThat(takeover.facts())
                .containsEntry("to", after)
                .containsEntry("how", "peer_lost")
                .containsKeys("reason", "tookMillis", "requestsInProgress", "announcements", "term");
        pair.launchNode(before);
        pair.settle();
        eventuallyEqual();
        assertThat(history(before)).contains(takeover);

        LoopbackPair.NODES.forEach(pair::kill);
        LoopbackPair.NODES.forEach(pair::launchNode);
        pair.settle();
        eventuallyEqual();
        for (String node : LoopbackPair.NODES) {
            assertThat(history(node)).contains(takeover);
            MemberStatus drained = member(node, "node1").orElseThrow();
            assertThat(drained.setting()).isEqualTo("draining");
            assertThat(drained.settingSource())
                    .startsWith("anna on " + before + " at")
                    .endsWith(": patch <b>day</b>");
        }
        clear(after, "node1");
    }

    @Test
    void issued_cookie_leads_to_its_member_and_settings_from_the_manager_hold_after_a_takeover() {
        String before = pair.active();
        String after = LoopbackPair.peerOf(before);
        Visit first = pair.visit("");
        String cookie = first.cookie("TANDEMID");
        String other = first.member().equals("node1") ? "node2" : "node1";
        String forged = cookie.replace(first.member(), other);
        String whole = "b=mycluster&w=" + pair.memberUrl(other);
        pair.manage(before, whole, "w_lf=4&w_status_I=1");
        eventuallyShown(after, other, "ignore-errors", "(balancer-manager) on " + before);

        pair.kill(before);
        eventually(after + " serves", () -> Optional.of(after).filter(pair::isActive));

        for (int i = 0; i < 6; i++) {
            assertThat(pair.visit(cookie).member())
                    .as("member of the old owner's cookie")
                    .isEqualTo(first.member());
        }
        assertThat(pair.visit(forged).cookie("TANDEMID"))
                .as("a cookie for another member that no node signed is replaced")
                .isNotEqualTo(forged);
        MemberStatus managed = member(after, other).orElseThrow();
        assertThat(managed.setting()).isEqualTo("ignore-errors");
        assertThat(managed.weight()).isEqualTo("4");
        pair.manage(after, whole, "w_lf=1&w_status_I=0");
        pair.launchNode(before);
        pair.settle();
        eventually(
                "the new owner's change on " + before,
                () -> member(before, other).filter(shown -> shown.weight().equals("1")));
        clear(after, other);
    }

    private void clear(String node, String member) {
        tandem(node, "member", "mycluster/" + member, "clear");
        LoopbackPair.NODES.forEach(each -> eventuallyShown(each, member, "enabled", "file"));
    }

    @Test
    void clients_that_are_shifted_at_one_node_are_shifted_at_the_other_until_it_is_off() {
        String standby = LoopbackPair.peerOf(pair.active());
        String cookie = pair.visit("").cookie("TANDEMID");
        String member = pair.visit(cookie).member();
        tandem(standby, "balancer", "mycluster", "shift", "canary", "100%", "--author", "anna");

        eventually("all new clients at canary", () -> Optional.of(newClients()).filter(shiftedTo("node2")));
        assertThat(pair.visit(cookie).member()).as("a session stays").isEqualTo(member);
        Command explained = pair.ask(standby, "explain", pair.service() + "/");
        assertThat(explained.out()).contains("balancer mycluster shifts a part of its clients to canary");

        tandem(standby, "balancer", "mycluster", "shift", "off", "--author", "anna");
        eventually(
                "both members",
                () -> Optional.of(newClients()).filter(shiftedTo("node2").negate()));
        tandem(standby, "member", "mycluster/node2", "shift", "node1", "100%", "--author", "anna");
        eventually("all new clients at node1", () -> Optional.of(newClients()).filter(shiftedTo("node1")));
        clear(standby, "node2");
    }

    private List<String> newClients() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            members.add(pair.visit("").member());
        }
        return members;
    }

    private static Predicate<List<String>> shiftedTo(String member) {
        return members -> members.stream().allMatch(member::equals);
    }

    @Test
    void setting_ends_on_both_nodes_when_its_time_is_over() {
        tandem("lb2", "member", "mycluster/node2", "spare", "--for", "8s", "--author", "bert");

        eventuallyShown("lb1", "node2", "spare", " until ");
        LoopbackPair.NODES.forEach(node -> eventuallyShown(node, "node2", "enabled", "file"));
    }

    @Test
    void two_changes_made_apart_end_as_the_newer_one_on_both_and_the_history_has_both() {
        pair.kill("lb2");
        tandem("lb1", "member", "mycluster/node1", "enable", "--author", "bert");
        pair.kill("lb1");
        pair.launchNode("lb2");
        eventually("lb2's answer", () -> member("lb2", "node1"));
        tandem("lb2", "member", "mycluster/node1", "set", "weight=3", "--author", "carla");
        pair.launchNode("lb1");
        pair.settle();

        for (String node : LoopbackPair.NODES) {
            eventuallyShown(node, "node1", "", "carla on lb2 at");
            assertThat(member(node, "node1").orElseThrow().weight()).isEqualTo("3");
            eventually(
                    "both changes in the history of " + node,
                    () -> Optional.of(history(node)).filter(events -> told(events, "bert") && told(events, "carla")));
        }
    }

    private static boolean told(List<Event> events, String author) {
        return events.stream().anyMatch(event -> author.equals(event.facts().get("author")));
    }

    private void tandem(String node, String... words) {
        List<String> line = new ArrayList<>(List.of(Distribution.tandem()));
        line.addAll(List.of(words));
        line.addAll(List.of("--admin", pair.admin(node).toString()));
        Command.run(line.toArray(String[]::new)).demand();
    }

    private void eventuallyShown(String node, String member, String setting, String source) {
        eventually(
                member + " as " + setting + " by " + source + " on " + node,
                () -> member(node, member)
                        .filter(shown -> shown.setting().contains(setting)
                                && shown.settingSource().contains(source)));
    }

    private Optional<MemberStatus> member(String node, String name) {
        try (AdminClient client = new AdminClient(pair.admin(node))) {
            return client.status() instanceof Reply.Answer<AdminClient.Snapshot>(AdminClient.Snapshot snapshot)
                    ? snapshot.status().balancers().stream()
                            .flatMap(balancer -> balancer.members().stream())
                            .filter(member -> member.name().equals(name))
                            .findFirst()
                    : Optional.empty();
        }
    }

    private void eventuallyEqual() {
        eventually(
                "the same history on both nodes",
                () -> history("lb1").equals(history("lb2")) ? Optional.of(true) : Optional.empty());
    }

    private List<Event> history(String node) {
        try (AdminClient client = new AdminClient(pair.admin(node))) {
            return client.events("") instanceof Reply.Answer<AdminClient.Events>(AdminClient.Events events)
                    ? events.page().events()
                    : List.of();
        }
    }

    private static <T> T eventually(String what, Callable<Optional<T>> question) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(question, Optional::isPresent)
                .orElseThrow();
    }
}
