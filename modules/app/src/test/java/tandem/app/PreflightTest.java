package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Objection;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.BalancerStatus;
import tandem.core.status.CheckStatus;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.status.Verdict;
import tandem.core.status.VipStatus;

/** lb1 holds 198.51.100.100; the status is lb1's unless a test says otherwise. */
final class PreflightTest {
    private static final ReadinessCheck WARM = new ReadinessCheck("warm", true, "warmed up");
    private static final ReadinessCheck COLD = new ReadinessCheck("warm", false, "not warmed up yet");

    private final List<NodeStatus> nodes = new ArrayList<>(List.of(node("lb1", "cafe", WARM)));
    private final List<MemberStatus> members = new ArrayList<>();
    private String seenFrom = "lb1";

    @Test
    void ready_node_takes_them() {
        nodes.add(node("lb2", "cafe", WARM));

        assertThat(to("lb2")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb2")));
        assertThat(Preflight.answer(status(), Switchover.to(Optional.of("lb2"))))
                .isEqualTo(new Outcome.Done("nothing speaks against lb2 taking 198.51.100.100"));
    }

    @Test
    void everything_that_speaks_against_it_is_told_at_once() {
        nodes.add(node(
                "lb2",
                "babe",
                COLD,
                new ReadinessCheck("descriptors", false, "900 of 1024 used"),
                new ReadinessCheck("sharing", false, "joined, 8000 ms behind")));

        Outcome.Refused refused = blocked("lb2");

        assertThat(refused.objections())
                .containsExactly(
                        new Objection("lb2", "configuration", "babe, but cafe on lb1"),
                        new Objection("lb2", "warm", "not warmed up yet"),
                        new Objection("lb2", "descriptors", "900 of 1024 used"),
                        new Objection("lb2", "sharing", "joined, 8000 ms behind"));
        assertThat(refused.sentence())
                .isEqualTo("lb2 is not ready to take 198.51.100.100: configuration: babe, but cafe on lb1; "
                        + "warm: not warmed up yet; descriptors: 900 of 1024 used; sharing: joined, 8000 ms behind. "
                        + "Nothing was moved; mend that, or add --force to move them all the same");
    }

    @Test
    void who_only_asks_is_told_when_nothing_would_move() {
        assertThat(Preflight.answer(status(), Switchover.to(Optional.of("lb1"))))
                .isEqualTo(new Outcome.Refused("nothing would move: no other node is known to hold a virtual address"));
    }

    @Test
    void who_only_asks_is_told_of_a_node_that_cannot_take_them() {
        nodes.add(new NodeStatus("lb2", false, false, Role.STANDBY, "", 0, 0, "", "", "", List.of()));

        assertThat(Preflight.answer(status(), Switchover.to(Optional.of("lb2"))))
                .isEqualTo(new Outcome.Refused("lb2 cannot take 198.51.100.100: it is not heard"));
        assertThat(Preflight.answer(status(), Switchover.to(Optional.of("lb9"))))
                .isEqualTo(new Outcome.Refused("lb9 cannot take 198.51.100.100: there is no such node"));
    }

    @Test
    void force_looks_at_nothing() {
        nodes.add(node("lb2", "babe", COLD));

        assertThat(Preflight.of(status(), new Switchover(Optional.empty(), Optional.of("lb2"), true)))
                .isEqualTo(new Preflight.Result.Clear(Optional.of("lb2")));
    }

    @Test
    void the_first_ready_node_is_chosen_where_none_is_named() {
        nodes.add(node("lb2", "cafe", COLD));
        nodes.add(node("lb3", "cafe", WARM));

        assertThat(Preflight.of(status(), Switchover.to(Optional.empty())))
                .isEqualTo(new Preflight.Result.Clear(Optional.of("lb3")));
    }

    @Test
    void a_node_of_which_nothing_is_known_is_not_ready() {
        nodes.add(node("lb2", ""));

        assertThat(blocked("lb2").objections())
                .containsExactly(new Objection("lb2", "sharing", "nothing is known of its readiness yet"));
    }

    @Test
    void configurations_are_compared_with_the_holders_wherever_it_is_asked() {
        nodes.add(node("lb2", "cafe", WARM, new ReadinessCheck("configuration", false, "cafe, but babe on lb3")));
        nodes.add(node("lb3", "babe", WARM));
        seenFrom = "lb3";

        assertThat(to("lb2")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb2")));
        assertThat(blocked("lb3").objections())
                .containsExactly(new Objection("lb3", "configuration", "babe, but cafe on lb1"));
    }

    @Test
    void a_member_that_nobody_reaches_is_no_reason_to_stay() {
        nodes.add(node("lb2", "cafe", unreached("app/a", "app/b")));
        members.add(member("app/a", Verdict.DOWN));
        members.add(member("app/b", Verdict.UP));

        assertThat(blocked("lb2").objections())
                .containsExactly(
                        new Objection("lb2", "members", "does not reach app/b, which lb1 may be serving from"));

        members.set(1, member("app/b", Verdict.DOWN));
        assertThat(to("lb2")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb2")));
    }

    @Test
    void the_targets_own_finding_is_no_proof_that_the_holder_does_not_reach_a_member_either() {
        nodes.add(node("lb2", "cafe", unreached("app/a")));
        members.add(member("app/a", Verdict.DOWN));
        seenFrom = "lb2";

        assertThat(blocked("lb2").objections()).hasSize(1);

        members.set(0, member("app/a", Verdict.DOWN, new CheckStatus("lb1", Verdict.DOWN, "refused", 0, 0)));
        assertThat(to("lb2")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb2")));
    }

    @Test
    void what_the_holder_has_to_say_is_left_to_it() {
        nodes.add(node("lb2", "cafe", new ReadinessCheck("addresses", false, "does not reach the gateway")));
        nodes.add(new NodeStatus("lb3", false, false, Role.STANDBY, "", 0, 0, "does not answer", "", "", List.of()));

        assertThat(to("lb2")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb2")));
        assertThat(to("lb3")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb3")));
        assertThat(to("lb1")).isEqualTo(new Preflight.Result.Clear(Optional.of("lb1")));
    }

    private Preflight.Result to(String node) {
        return Preflight.of(status(), Switchover.to(Optional.of(node)));
    }

    private Outcome.Refused blocked(String to) {
        assertThat(to(to)).isInstanceOf(Preflight.Result.Blocked.class);
        return ((Preflight.Result.Blocked) to(to)).refused();
    }

    private static ReadinessCheck unreached(String... ids) {
        return new ReadinessCheck("members", false, "these do not answer", List.of(ids));
    }

    private static NodeStatus node(String name, String hash, ReadinessCheck... checks) {
        Role role = name.equals("lb1") ? Role.ACTIVE : Role.STANDBY;
        return new NodeStatus(name, name.equals("lb1"), true, role, "", 0, 1, "", "0.1.0", hash, List.of(checks));
    }

    private static MemberStatus member(String id, Verdict verdict, CheckStatus... checks) {
        return new MemberStatus(
                id,
                id,
                "",
                "",
                "1",
                "enabled",
                "file",
                Optional.empty(),
                verdict,
                "",
                false,
                Map.of(),
                Map.of(),
                List.of(checks));
    }

    private PairStatus status() {
        List<Standing> standings = nodes.stream()
                .map(node -> new Standing(node.name(), node.role(), "", 0, 1, node.unfit()))
                .toList();
        GroupStatus main = new GroupStatus(
                "main", "", "lb1", GuaranteeStatus.NONE.lease(), "", "", standings, HandoverStatus.NONE);
        return new PairStatus(
                seenFrom,
                "0.1.0",
                "shop",
                0,
                nodes,
                List.of(new VipStatus("198.51.100.100", "netlink", "eth0", "lb1", "main", "")),
                GuaranteeStatus.NONE,
                List.of(main),
                List.of(new BalancerStatus("app", "byrequests", "", false, members)),
                new SharingStatus("joined", "", 0),
                List.of(),
                List.of());
    }
}
