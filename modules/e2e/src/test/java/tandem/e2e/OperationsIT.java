package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
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

/** What docs/operations.md says that operators do with nodes, whatever carries the address. The tests share the pair; the last replaces a node. */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final String NODE1 = "mycluster/node1";
    private static final String NODE2 = "mycluster/node2";
    /** A sequence of these weights repeats after a hundred choices only, so that a choice lost or counted twice shows. */
    private static final int WEIGHT1 = 37;

    private static final int WEIGHT2 = 63;
    private static final int VISITS = 60;
    /** The longest promise, after which a stopped voter's memory may be lost or old. */
    private static final Duration PROMISE = Duration.ofSeconds(3);

    private Path directory;
    private LoopbackPair pair;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path given) throws IOException {
        directory = given;
        pair = LoopbackPair.start(directory);
    }

    @AfterAll
    void stop() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    @Order(1)
    void members_are_chosen_in_the_exact_order_of_byrequests_over_three_switchovers() {
        pair.ask("lb1", "member", NODE1, "set", "weight=" + WEIGHT1).demand();
        pair.ask("lb1", "member", NODE2, "set", "weight=" + WEIGHT2).demand();
        LoopbackPair.NODES.forEach(node -> {
            eventually("node1's weight on " + node, node, "node1", "weight", String.valueOf(WEIGHT1));
            eventually("node2's weight on " + node, node, "node2", "weight", String.valueOf(WEIGHT2));
        });

        StringBuilder chosen = visits();
        for (int i = 0; i < 3; i++) {
            String owner = pair.active();
            awaitReady(owner, LoopbackPair.peerOf(owner));
            pair.ask(owner, "switchover").demand();
            chosen.append(visits());
        }

        assertThat(byRequests(100 + chosen.length())).contains(chosen);
        pair.ask("lb1", "member", NODE1, "clear").demand();
        pair.ask("lb1", "member", NODE2, "clear").demand();
    }

    private StringBuilder visits() {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < VISITS; i++) {
            members.append(pair.visit("").member().charAt("node".length()));
        }
        return members;
    }

    /** Apache's arithmetic: each gains its weight, the winner pays the sum. */
    private static String byRequests(int count) {
        StringBuilder members = new StringBuilder();
        int status1 = 0;
        int status2 = 0;
        for (int i = 0; i < count; i++) {
            status1 += WEIGHT1;
            status2 += WEIGHT2;
            boolean first = status1 >= status2;
            members.append(first ? '1' : '2');
            status1 -= first ? WEIGHT1 + WEIGHT2 : 0;
            status2 -= first ? 0 : WEIGHT1 + WEIGHT2;
        }
        return members.toString();
    }

    @Test
    @Order(2)
    void standby_that_balances_by_another_configuration_is_shown_and_takes_the_address_by_force_alone() {
        String owner = pair.active();
        String target = LoopbackPair.peerOf(owner);
        awaitReady(owner, target);
        String before = Distribution.read(pair.balancing());
        Distribution.write(pair.balancing(), before.replace("route=node1\n", "route=node1 loadfactor=2\n"));
        pair.ask(target, "reload").demand();
        Awaitility.await("the new hash of " + target)
                .atMost(READY)
                .until(() -> check(owner, target).statusCode() != 200);

        Command refused = pair.ask(owner, "switchover", "--to", target);
        HttpResponse<String> answer = pair.post(target, "/api/v1/switchover", "{\"to\":\"" + target + "\"}");

        assertThat(pair.ask(owner, "status").demand().out()).contains(target + " balances by another configuration");
        assertThat(refused.code()).isEqualTo(69);
        assertThat(refused.err())
                .contains(target + " is not ready to take 127.0.211.100: configuration: ")
                .contains(" on " + owner + ". Nothing was moved; mend that, or add --force");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"objections\":[{\"node\":\"" + target + "\",\"check\":\"configuration\"");
        assertThat(pair.active()).isEqualTo(owner);

        pair.ask(owner, "switchover", "--to", target, "--force").demand();
        assertThat(pair.active()).isEqualTo(target);

        pair.ask(owner, "reload").demand();
        awaitReady(target, owner);
        assertThat(pair.ask(target, "switchover", "--wait").demand().out())
                .contains("switched over from " + target + " to " + owner)
                .contains("handed over to " + owner + ": 0 of ");
        assertThat(pair.active()).isEqualTo(owner);
    }

    @Test
    @Order(3)
    void old_backup_of_a_state_directory_undoes_nothing() throws IOException {
        String owner = pair.active();
        String other = LoopbackPair.peerOf(owner);
        pair.ask(owner, "member", NODE2, "drain", "--comment", "before the backup")
                .demand();
        eventually("the drain on " + other, other, "node2", "setting", "draining");
        Path backup = copy(pair.state(other), directory.resolve("backup"));
        pair.ask(owner, "member", NODE2, "enable", "--comment", "after the backup")
                .demand();
        eventually("the member back on " + other, other, "node2", "setting", "enabled");
        long term = term(owner);

        pair.stop(other);
        Trials.pause(PROMISE);
        copy(backup, pair.state(other));
        pair.launchNode(other);
        pair.settle();

        assertThat(pair.active()).isEqualTo(owner);
        assertThat(term(owner)).as("term after the backup").isGreaterThanOrEqualTo(term);
        for (String node : LoopbackPair.NODES) {
            eventually("the newest setting on " + node, node, "node2", "setting", "enabled");
            assertThat(pair.member(node, "node2").path("settingSource").asText())
                    .endsWith("after the backup");
        }
        awaitReady(owner, other);
        pair.ask(owner, "switchover", "--to", other).demand();
        assertThat(term(other)).as("term of the next owner").isGreaterThan(term);
    }

    @Test
    @Order(4)
    void dead_node_is_replaced_by_a_machine_with_another_address() {
        if (!pair.active().equals("lb1")) {
            awaitReady("lb2", "lb1");
            pair.ask("lb2", "switchover", "--to", "lb1").demand();
        }
        pair.ask("lb1", "member", NODE1, "drain", "--comment", "known to lb1 alone")
                .demand();
        pair.kill("lb2");
        pair.move("lb2", "127.0.211.14");
        pair.forget("lb2");

        pair.launchNode("lb2");
        eventually("lb1's settings on the new lb2", "lb2", "node1", "setting", "draining");
        Awaitility.await("pre-flight that asks for nothing but the file that lb1 has not read; logs in " + directory)
                .atMost(READY)
                .until(() -> objections("lb1", "lb2"), List.of("configuration")::equals);
        pair.ask("lb1", "switchover", "--to", "lb2", "--force", "--wait").demand();
        assertThat(pair.visit("").member()).isEqualTo("node2");
        assertThat(pair.node("lb1").log()).contains("lb2 is at 127.0.211.14 and not at 127.0.211.12");
        pair.stop("lb1");
        pair.launchNode("lb1");
        pair.settle();

        awaitReady("lb2", "lb1");
        pair.ask("lb2", "switchover", "--to", "lb1").demand();
        assertThat(pair.visit("").member()).isEqualTo("node2");
        assertThat(pair.node("lb1").log()).doesNotContain("and not at");
    }

    /** Names of the checks that speak against a switchover. */
    private List<String> objections(String asked, String to) {
        return Pattern.compile("\"check\":\"(\\w+)\"")
                .matcher(check(asked, to).body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private HttpResponse<String> check(String asked, String to) {
        return pair.post(asked, "/api/v1/switchover", "{\"to\":\"" + to + "\",\"check\":true}");
    }

    private void awaitReady(String owner, String target) {
        Awaitility.await(target + " to be ready; logs in " + directory)
                .atMost(READY)
                .until(() -> check(owner, target).statusCode() == 200);
    }

    private void eventually(String what, String node, String member, String field, String value) {
        Awaitility.await(what + "; logs in " + directory)
                .atMost(READY)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> pair.member(node, member).path(field).asText(), value::equals);
    }

    private long term(String node) {
        return pair.self(node).path("term").asLong();
    }

    /** Copies the files of a directory over those of another. */
    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }
}
