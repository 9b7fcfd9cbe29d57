package tandem.core.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.status.BalancerStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.status.Verdict;

class ApplyWatchTest {
    private static final Set<String> BOTH = Set.of("lb1", "lb2");
    private static final ReadinessCheck REACHES = new ReadinessCheck("members", true, "2 of 2 answer from here");
    private static final ReadinessCheck REACHES_NONE =
            new ReadinessCheck("members", false, "0 of 2 answer from here", List.of("app/a", "app/b"));
    private static final ReadinessCheck REACHES_ONE =
            new ReadinessCheck("members", false, "1 of 2 answer from here", List.of("app/a"));

    @Test
    void pair_that_is_as_it_was_gives_no_reason() {
        PairStatus status = status(balancer("app", Verdict.UP, Verdict.DOWN), node("lb2", true, "", REACHES));

        assertThat(ApplyWatch.objection(status, status, BOTH)).isEmpty();
    }

    @Test
    void node_that_turned_unfit_or_is_gone_is_named_with_its_reason() {
        BalancerStatus app = balancer("app", Verdict.UP);
        PairStatus before = status(app, node("lb2", true, ""));

        assertThat(ApplyWatch.objection(before, status(app, node("lb2", true, "eth0 is down")), BOTH))
                .contains("lb2 turned unfit: eth0 is down");
        assertThat(ApplyWatch.objection(before, status(app, node("lb2", false, "")), BOTH))
                .contains("lb2 is not reachable any more: as told");
        assertThat(ApplyWatch.objection(before, status(app, node("lb2", false, "")), Set.of("lb1")))
                .as("another node's matter")
                .isEmpty();
    }

    @Test
    void check_that_failed_before_or_changes_by_itself_is_no_reason_and_a_new_failure_is() {
        BalancerStatus app = balancer("app", Verdict.UP);
        ReadinessCheck full = new ReadinessCheck("descriptors", false, "9 of 10 used");
        PairStatus now = status(app, node("lb2", true, "", full));

        assertThat(ApplyWatch.objection(status(app, node("lb2", true, "")), now, BOTH))
                .contains("lb2 turned unfit: descriptors: 9 of 10 used");
        assertThat(ApplyWatch.objection(now, now, BOTH)).isEmpty();
        for (String name : List.of("configuration", "sharing", "warm", "addresses")) {
            ReadinessCheck check = new ReadinessCheck(name, false, "x");
            assertThat(ApplyWatch.objection(
                            status(app, node("lb2", true, "")), status(app, node("lb2", true, "", check)), BOTH))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void standby_that_reaches_none_of_a_balancer_any_more_or_of_a_new_one_is_unfit() {
        BalancerStatus app = balancer("app", Verdict.UNKNOWN, Verdict.UNKNOWN);
        PairStatus now = status(app, node("lb2", true, "", REACHES_NONE));
        PairStatus without = status(balancer("old", Verdict.UP), node("lb2", true, "", REACHES));

        assertThat(ApplyWatch.objection(status(app, node("lb2", true, "", REACHES)), now, BOTH))
                .contains("lb2 turned unfit: it reaches no member of balancer app");
        assertThat(ApplyWatch.objection(without, now, BOTH)).isPresent();
        assertThat(ApplyWatch.objection(now, now, BOTH)).as("as before").isEmpty();
        assertThat(ApplyWatch.objection(without, status(app, node("lb2", true, "", REACHES_ONE)), BOTH))
                .as("one member serves")
                .isEmpty();
    }

    @Test
    void balancer_whose_members_all_went_down_is_a_reason_unless_they_were() {
        PairStatus dead = status(balancer("app", Verdict.DOWN, Verdict.DOWN), node("lb2", true, ""));
        PairStatus half = status(balancer("app", Verdict.DOWN, Verdict.UNKNOWN), node("lb2", true, ""));

        assertThat(ApplyWatch.objection(half, dead, BOTH)).contains("every member of balancer app is down on lb1");
        assertThat(ApplyWatch.objection(dead, dead, BOTH)).isEmpty();
        assertThat(ApplyWatch.objection(dead, half, BOTH)).isEmpty();
        assertThat(ApplyWatch.objection(half, status(balancer("app"), node("lb2", true, "")), BOTH))
                .as("no members are none that are down")
                .isEmpty();
    }

    private static PairStatus status(BalancerStatus balancer, NodeStatus peer) {
        return new PairStatus(
                "lb1",
                "1",
                "shop",
                0,
                List.of(node("lb1", true, ""), peer),
                List.of(),
                List.of(balancer),
                new SharingStatus("joined", "", 0, Map.of()),
                List.of(),
                List.of());
    }

    private static NodeStatus node(String name, boolean reachable, String unfit, ReadinessCheck... checks) {
        return new NodeStatus(
                name,
                name.equals("lb1"),
                reachable,
                Role.STANDBY,
                "as told",
                0,
                1,
                unfit,
                "1",
                "3f1c09ab",
                Arrays.asList(checks));
    }

    private static BalancerStatus balancer(String name, Verdict... verdicts) {
        List<MemberStatus> members = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            String member = String.valueOf((char) ('a' + members.size()));
            members.add(new MemberStatus(
                    name + "/" + member, member, "", "", "1", "enabled", "file", verdict, "", Map.of(), Map.of()));
        }
        return new BalancerStatus(name, "byrequests", "", false, members);
    }
}
