package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.config.Weight;
import tandem.core.count.Count;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.SharedState;
import tandem.core.setting.SettingKey;
import tandem.core.share.NodeReport;
import tandem.core.status.Role;

/** Two nodes, of which the old one gives its addresses to the new one. */
final class SuccessionTest {
    private final Side old = new Side();
    private final Side fresh = new Side("lb2");

    /** A node's part in it, its members weighted 37 to 63 so that its sequence repeats after a hundred choices only. */
    private static final class Side {
        final Bench bench = new Bench();
        final AtomicReference<Role> role = new AtomicReference<>(Role.STANDBY);
        final NodeVoice voice;
        final List<String> notes = new ArrayList<>();
        final Succession word;

        Side() {
            this("lb1");
        }

        Side(String node) {
            Foundation base = new Foundation(
                    node, bench.table, bench.base.counters(), bench.events, bench.clock, bench.base.hash());
            voice = new NodeVoice(base, Role.STANDBY, bench.commands());
            voice.role(role::get);
            word = new Succession(voice, new ScheduleFollower(bench.table, bench.clock), this::shared, notes::add);
            weigh("a", 37);
            weigh("b", 63);
        }

        private SharedState shared() {
            return bench.sent;
        }

        private void weigh(String member, int weight) {
            bench.commands()
                    .change(
                            new SettingKey("app", member),
                            MemberCommand.weight(new Weight(weight * 100)),
                            new Order("ann", "", Duration.ZERO, OptionalLong.empty()),
                            bench.sent);
        }

        Map<String, Integer> vector() {
            return bench.table.current().balancers().get("app").schedule().snapshot();
        }

        String chosen(int count) {
            StringBuilder names = new StringBuilder();
            Balancer balancer = bench.table.current().balancers().get("app");
            for (int i = 0; i < count; i++) {
                Choice.Chosen choice = (Choice.Chosen) balancer.choose(null, 0, List.of(), 0);
                names.append(choice.member().config().name());
            }
            return names.toString();
        }
    }

    @Test
    void members_are_chosen_on_exactly_where_the_old_owner_stopped() {
        String uninterrupted = new Side().chosen(250);

        String before = old.chosen(58);
        fresh.word.hear("lb1", old.word.say());
        String after = fresh.chosen(192);

        assertThat(before + after).isEqualTo(uninterrupted);
        assertThat(new Side().chosen(192)).as("without a word").isNotEqualTo(after);
        assertThat(fresh.notes).isEmpty();
    }

    @Test
    void counters_are_known_at_once() {
        old.bench.base.counters().shard().row("app/a").add(Count.REQUESTS, 214);

        fresh.word.hear("lb1", old.word.say());

        assertThat(fresh.bench.sent.heard)
                .singleElement()
                .extracting(NodeReport::counters)
                .satisfies(counters -> assertThat(counters.get("app/a")[Count.REQUESTS.ordinal()])
                        .isEqualTo(214));
    }

    @Test
    void node_that_serves_other_addresses_already_keeps_its_own_schedule() {
        fresh.role.set(Role.ACTIVE);
        String own = new Side().chosen(100);

        old.chosen(58);
        fresh.word.hear("lb1", old.word.say());

        assertThat(fresh.chosen(100)).isEqualTo(own);
        assertThat(fresh.bench.sent.heard).hasSize(1);
    }

    @Test
    void second_group_of_the_same_owner_goes_on_where_it_stopped() {
        String uninterrupted = new Side().chosen(250);

        String before = old.chosen(58);
        fresh.word.hear("lb1", old.word.say());
        fresh.role.set(Role.ACTIVE);
        String between = old.chosen(20);
        fresh.word.hear("lb1", old.word.say());
        String after = fresh.chosen(172);

        assertThat(before + between + after).isEqualTo(uninterrupted);
    }

    @Test
    void what_both_chose_between_the_words_of_two_groups_counts_once() {
        Side once = new Side();
        String both = once.chosen(58);
        fresh.word.hear("lb1", once.word.say());
        fresh.role.set(Role.ACTIVE);
        both += fresh.chosen(23) + once.chosen(31);

        fresh.word.hear("lb1", once.word.say());
        both += fresh.chosen(88);

        assertThat(share(both)).as("of 200 choices on two nodes, those of a").isEqualTo(2 * 37);
        assertThat(fresh.vector()).isEqualTo(new Side().vector());
    }

    @Test
    void words_of_two_groups_may_come_in_either_order() {
        old.chosen(58);
        byte[] first = old.word.say();
        old.chosen(20);
        byte[] second = old.word.say();

        fresh.word.hear("lb1", second);
        fresh.word.hear("lb1", first);

        assertThat(fresh.vector()).isEqualTo(old.vector());
    }

    @Test
    void addresses_that_come_back_soon_count_no_choice_twice() {
        old.chosen(58);
        fresh.word.hear("lb1", old.word.say());
        fresh.chosen(23);
        old.word.hear("lb2", fresh.word.say());
        old.chosen(31);

        fresh.word.hear("lb1", old.word.say());

        assertThat(fresh.vector()).isEqualTo(old.vector());
    }

    private static long share(String chosen) {
        return chosen.chars().filter(name -> name == 'a').count();
    }

    @Test
    void words_that_make_no_sense_change_nothing_and_are_told() {
        String own = new Side().chosen(100);

        fresh.word.hear("lb1", new byte[] {9, 9});
        fresh.word.hear("lb3", old.word.say());

        assertThat(fresh.chosen(100)).isEqualTo(own);
        assertThat(fresh.bench.sent.heard).isEmpty();
        assertThat(fresh.notes)
                .satisfiesExactly(
                        note -> assertThat(note)
                                .startsWith("lb1's schedule and counters came with the addresses but cannot be read"),
                        note -> assertThat(note)
                                .isEqualTo("lb3 sent schedule and counters of lb1 with the addresses; going on from"
                                        + " lb3's last report"));
    }
}
