package tandem.admin.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.admin.Golden;
import tandem.admin.Statuses;
import tandem.core.status.BalancerStatus;
import tandem.core.status.GroupStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.LeaseStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Verdict;
import tandem.core.status.VipStatus;

class StatusTableTest {
    @Test
    void a_pair_is_shown_with_warnings_on_top() throws IOException {
        String table = StatusTable.render(Statuses.healthy());

        Golden.check(Path.of("src/test/resources/tandem/admin/status.txt"), table);
    }

    @Test
    void no_line_is_wider_than_a_hundred_columns() {
        String table = StatusTable.render(Statuses.healthy());

        assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void several_groups_are_told_apart_by_owner_preference_and_term() {
        PairStatus healthy = Statuses.healthy();
        GroupStatus main = healthy.groups().getFirst();
        GroupStatus second = new GroupStatus(
                "second",
                "lb2",
                "lb2",
                new LeaseStatus(12, "lb2", 300, 0),
                "never two owners",
                "",
                main.nodes(),
                HandoverStatus.NONE);
        VipStatus vip = new VipStatus("198.51.100.101", "netlink", "eth0", "lb2", "second", "held by lb2");

        String table = StatusTable.render(new PairStatus(
                healthy.node(),
                healthy.version(),
                healthy.cluster(),
                healthy.atEpochMillis(),
                healthy.nodes(),
                List.of(healthy.vips().getFirst(), vip),
                healthy.guarantee(),
                List.of(main, second),
                healthy.balancers(),
                healthy.sharing(),
                healthy.events(),
                healthy.warnings()));

        assertThat(table.lines().map(line -> line.replaceAll(" +", " ")))
                .contains("VIP GROUP HOLDER DEVICE PROVIDER STATE", "GROUP HOLDER PREFERS TERM GUARANTEE")
                .anyMatch(line -> line.startsWith("198.51.100.100 main lb1 eth0 netlink "))
                .contains("198.51.100.101 second lb2 eth0 netlink held by lb2")
                .anyMatch(line -> line.startsWith("second lb2 lb2 12 never two owners"));
        assertThat(StatusTable.render(healthy)).doesNotContain("GROUP");
    }

    @Test
    void what_operators_set_of_a_balancer_is_shown_with_its_author() {
        BalancerStatus balancer = new BalancerStatus(
                "app",
                "bybusyness",
                "",
                false,
                "policy bybusyness",
                "anna on lb1 at 2026-11-26T10:00:00Z",
                Optional.empty(),
                List.of());

        assertThat(StatusTable.render(Statuses.with(balancer)))
                .contains("balancer app: bybusyness\nset: policy bybusyness, by anna on lb1 at 2026-11-26T10:00:00Z\n");
    }

    @Test
    void hostile_names_reach_no_terminal() {
        String hostile = "a\u001b[2J\u0007\r\nb\u009b1m\u202ec\u2028d1";

        String table = StatusTable.render(
                Statuses.with(List.of(Statuses.member("app/" + hostile, hostile, hostile, Verdict.DOWN, hostile, 1))));

        assertThat(table).contains("app/a[2Jb1mcd1");
        assertThat(table.codePoints()
                        .filter(c -> c != '\n' && Character.isISOControl(c) || c == 0x202e || c == 0x2028)
                        .toArray())
                .isEmpty();
    }

    @Test
    void colours_are_only_used_when_asked_for() {
        String plain = StatusTable.render(Statuses.healthy());
        String coloured = StatusTable.render(Statuses.healthy(), true);

        assertThat(plain).doesNotContain("\u001b");
        assertThat(coloured).contains("\u001b[31mdown\u001b[0m", "\u001b[33mWARNING\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59999, 59s", "60000, 1m", "5700000, 1h35m", "93600000, 1d2h", "-5, 0s"})
    void spans_are_short(long millis, String text) {
        assertThat(StatusTable.span(millis)).isEqualTo(text);
    }
}
