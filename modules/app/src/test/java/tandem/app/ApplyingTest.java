package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyStatus.Phase;
import tandem.core.apply.Proposal;
import tandem.core.port.NodeControl.Apply;
import tandem.core.port.Outcome;
import tandem.core.status.Event;

class ApplyingTest {
    private static final String AFTER = PairInMemory.text(8002);
    private static final Duration TRIAL = Duration.ofSeconds(30);

    private PairInMemory pair;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        pair = new PairInMemory(directory);
    }

    @Test
    void what_all_nodes_take_is_in_force_on_trial_then_kept_and_there_again_after_a_restart() {
        Outcome applied = pair.lb1().applying.apply(asked(AFTER));

        assertThat(applied)
                .isEqualTo(new Outcome.Done("revision 1 by anna is in force on lb2, lb1, on trial for 30 s"));
        assertThat(pair.order).as("who holds addresses comes last").containsExactly("lb2", "lb1");
        pair.nodes.values().forEach(node -> {
            assertThat(node.port()).isEqualTo(8002);
            assertThat(node.applying.status().phase()).isEqualTo(Phase.TRIAL);
        });
        assertThat(pair.lb2().restarted()).as("a restart ends the trial").isEqualTo(8001);

        pair.pass(TRIAL);

        pair.nodes.values().forEach(node -> {
            assertThat(node.applying.status().phase()).isEqualTo(Phase.APPLIED);
            assertThat(node.applying.status().revision()).isEqualTo(1);
            assertThat(node.restarted()).isEqualTo(8002);
            assertThat(node.applying.warnings(List.of()))
                    .singleElement()
                    .asString()
                    .contains("revision 1, applied by anna (more room), is in force instead of ", "tandem apply clear");
        });
        assertThat(told("lb1")).contains("applied").doesNotContain("rolled-back");
    }

    @Test
    void file_that_one_node_cannot_read_changes_nothing_on_either() {
        Outcome refused = pair.lb1().applying.apply(asked("balancers: {app: {polcy: byrequests}}\n"));

        assertThat(refused.sentence()).contains("nothing was changed on any node", "lb2: ", "did you mean policy?");
        assertThat(pair.order).isEmpty();
        pair.nodes.values().forEach(node -> assertThat(node.port()).isEqualTo(8001));
    }

    @Test
    void node_that_cannot_carry_it_out_leaves_both_as_they_were() {
        pair.lb1().refusal = "listener web could not listen on 0.0.0.0:80";

        Outcome refused = pair.lb2().applying.apply(asked(AFTER));

        assertThat(refused.sentence())
                .isEqualTo("all nodes are as they were: lb1: listener web could not listen on 0.0.0.0:80");
        assertThat(pair.order).as("lb2 had it and went back").containsExactly("lb2", "lb2");
        pair.nodes.values().forEach(node -> {
            assertThat(node.port()).isEqualTo(8001);
            assertThat(node.applying.status().phase()).isNotEqualTo(Phase.TRIAL);
        });
    }

    @Test
    void node_that_turns_unfit_within_the_time_takes_it_back_everywhere() {
        pair.lb1().applying.apply(asked(AFTER));
        pair.pass(Duration.ofSeconds(29));
        pair.lb2().unfit = "eth0 is down";

        pair.pass(Duration.ZERO);

        pair.nodes.values().forEach(node -> {
            assertThat(node.port()).isEqualTo(8001);
            assertThat(node.applying.status().phase()).isEqualTo(Phase.ROLLED_BACK);
            assertThat(node.applying.status().sentence())
                    .isEqualTo("revision 1 by anna is rolled back: lb2 turned unfit: eth0 is down");
            assertThat(node.restarted()).isEqualTo(8001);
        });
        assertThat(told("lb1")).contains("rolled-back").doesNotContain("applied");
    }

    @Test
    void node_that_was_unfit_before_is_no_reason() {
        pair.lb2().unfit = "eth0 is down";
        pair.lb1().applying.apply(asked(AFTER));

        pair.pass(TRIAL);

        pair.nodes.values().forEach(node -> assertThat(node.port()).isEqualTo(8002));
    }

    @Test
    void peer_that_hears_no_more_goes_back_by_itself_and_so_does_the_node_that_asked() {
        pair.lb1().applying.apply(asked(AFTER));
        pair.nodes.values().forEach(node -> node.cut = true);

        pair.pass(Duration.ofSeconds(1));

        assertThat(pair.lb1().port()).as("its peer is gone").isEqualTo(8001);
        assertThat(pair.lb1().applying.status().sentence()).contains("lb2 is not reachable any more");
        pair.pass(Duration.ofSeconds(60));
        assertThat(pair.lb2().port()).isEqualTo(8001);
        assertThat(pair.lb2().applying.status().sentence()).contains("the node that applied it said nothing more");
    }

    @Test
    void answer_that_is_lost_when_it_is_to_be_kept_takes_it_back_everywhere() {
        pair.lb1().applying.apply(asked(AFTER));
        pair.lb2().deafTo = Step.KEEP;

        pair.pass(TRIAL);

        pair.nodes.values().forEach(node -> assertThat(node.port()).isEqualTo(8001));
        assertThat(pair.lb1().applying.status().sentence()).contains("lb2: it did not answer in time");
    }

    @Test
    void peer_that_heard_nothing_of_the_end_goes_back_when_its_time_is_over() {
        pair.lb1().applying.apply(asked(AFTER));
        pair.lb1().silent = true;
        pair.lb2().beat(TRIAL.plusSeconds(11));
        assertThat(pair.lb2().port()).isEqualTo(8002);

        pair.lb2().beat(Duration.ofSeconds(2));

        assertThat(pair.lb2().port()).isEqualTo(8001);
        assertThat(pair.lb2().applying.status().sentence()).contains("the node that applied it said nothing more");
    }

    @Test
    void peer_that_was_restarted_meanwhile_takes_it_back_everywhere() {
        pair.lb1().applying.apply(asked(AFTER));
        pair.pass(Duration.ofSeconds(1));
        pair.lb2().restart();

        pair.pass(Duration.ofSeconds(1));

        assertThat(pair.lb1().port()).isEqualTo(8001);
        assertThat(pair.lb1().applying.status().sentence()).contains("lb2 is at revision 0 again");
    }

    @Test
    void whoever_confirms_ends_the_trial_on_all_and_by_hand_nothing_else_does() {
        Apply byHand = new Apply(
                new Proposal(Proposal.Target.MAIN, AFTER), "anna", "", TRIAL, true, false, false, Optional.empty());
        pair.lb1().applying.apply(byHand);
        pair.pass(TRIAL);
        pair.nodes.values().forEach(node -> assertThat(node.port()).isEqualTo(8001));
        assertThat(pair.lb1().applying.status().sentence()).endsWith("nobody confirmed it in time");

        pair.lb1().applying.apply(byHand);
        assertThat(pair.lb2().applying.end(true, "bert").sentence()).contains("is kept: confirmed by bert");
        pair.pass(TRIAL.multipliedBy(3));

        pair.nodes.values().forEach(node -> {
            assertThat(node.port()).isEqualTo(8002);
            assertThat(node.applying.status().phase()).isEqualTo(Phase.APPLIED);
        });
    }

    @Test
    void rollback_by_an_operator_ends_it_on_all() {
        pair.lb1().applying.apply(asked(AFTER));

        assertThat(pair.lb2().applying.end(false, "bert")).isInstanceOf(Outcome.Done.class);

        pair.nodes.values().forEach(node -> assertThat(node.port()).isEqualTo(8001));
        assertThat(pair.lb1().applying.end(true, "anna").sentence()).startsWith("no configuration is on trial");
    }

    @Test
    void changed_file_counts_again_and_clear_lets_it_count_at_once() throws IOException {
        keep(AFTER);
        Files.writeString(pair.lb2().file, PairInMemory.text(8003));

        assertThat(pair.lb1().reload()).isEqualTo(8002);
        assertThat(pair.lb2().reload()).isEqualTo(8003);
        assertThat(pair.lb2().applying.status().phase()).isEqualTo(Phase.FILE);
        assertThat(pair.lb2().applying.warnings(List.of())).isEmpty();

        assertThat(pair.lb1().applying.clear("anna")).isInstanceOf(Outcome.Done.class);
        assertThat(pair.lb1().port()).isEqualTo(8001);
        assertThat(pair.lb1().restarted()).isEqualTo(8001);
        assertThat(pair.lb1().applying.status().revision()).isZero();
    }

    @Test
    void revisions_go_on_counting_and_a_file_that_says_the_same_is_in_force_itself() throws IOException {
        keep(AFTER);
        for (PairInMemory.TestNode node : pair.nodes.values()) {
            Files.writeString(node.file, PairInMemory.text(8004));
        }

        keep(PairInMemory.text(8004));

        pair.nodes.values().forEach(node -> {
            assertThat(node.port()).isEqualTo(8004);
            assertThat(node.applying.status().phase()).isEqualTo(Phase.FILE);
            assertThat(node.source.applied().orElseThrow().revision()).isEqualTo(2);
        });
    }

    @Test
    void another_node_that_is_away_is_a_reason_unless_forced() {
        pair.nodes.values().forEach(node -> node.cut = true);

        Outcome refused = pair.lb1().applying.apply(asked(AFTER));
        assertThat(refused.sentence()).contains("lb2: it is not reachable", "--force");
        assertThat(((Outcome.Refused) refused).objections()).hasSize(1);

        Apply forced = new Apply(
                new Proposal(Proposal.Target.MAIN, AFTER), "anna", "", TRIAL, false, true, false, Optional.empty());
        assertThat(pair.lb1().applying.apply(forced)).isInstanceOf(Outcome.Done.class);
        pair.pass(TRIAL);
        assertThat(pair.lb1().port()).isEqualTo(8002);
        assertThat(pair.lb2().port()).isEqualTo(8001);

        assertThat(pair.lb1().applying.clear("anna").sentence())
                .endsWith(", on lb1; not reachable, so not on lb2: `tandem apply clear` there when it is back");
    }

    @Test
    void check_alone_a_stale_hash_and_a_second_one_change_nothing() {
        Proposal after = new Proposal(Proposal.Target.MAIN, AFTER);
        Apply check = new Apply(after, "anna", "", TRIAL, false, false, true, Optional.empty());
        Apply stale = new Apply(after, "anna", "", TRIAL, false, false, false, Optional.of("00000000"));

        assertThat(pair.lb1().applying.apply(check))
                .isEqualTo(new Outcome.Done("it can be applied as revision 1 on lb2, lb1"));
        assertThat(pair.lb1().applying.apply(stale).sentence()).contains("is in force by now, not 00000000");
        assertThat(pair.order).isEmpty();
        pair.lb1().applying.apply(asked(AFTER));
        assertThat(pair.lb2().applying.apply(asked(PairInMemory.text(8005))).sentence())
                .contains("revision 1 by anna is on trial until");
        assertThat(pair.lb2().applying.reload(() -> new Outcome.Done("read")).sentence())
                .contains("is on trial until");
    }

    @Test
    void what_takes_a_restart_is_named_and_refused() {
        Outcome refused = pair.lb1().applying.apply(asked(AFTER + "server-name: other\n"));

        assertThat(refused.sentence()).contains("server-name would change, which takes a restart");
    }

    private void keep(String text) {
        assertThat(pair.lb1().applying.apply(asked(text))).isInstanceOf(Outcome.Done.class);
        pair.pass(TRIAL);
    }

    private static Apply asked(String text) {
        return new Apply(
                new Proposal(Proposal.Target.MAIN, text),
                "anna",
                "more room",
                TRIAL,
                false,
                false,
                false,
                Optional.empty());
    }

    private List<String> told(String node) {
        return pair.nodes.get(node).events.newest().stream()
                .map(Event::facts)
                .map(facts -> facts.getOrDefault("outcome", ""))
                .toList();
    }
}
