package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.SharingStatus;

final class ReadinessTest {
    private static final SharingStatus JOINED = new SharingStatus("joined", "", 180);

    @Test
    void sharing_is_ready_while_it_is_joined_and_not_far_behind() {
        assertThat(Readiness.sharing(JOINED, 180))
                .isEqualTo(new ReadinessCheck("sharing", true, "joined, 180 ms behind"));
        assertThat(Readiness.sharing(JOINED, 5_001).ok()).isFalse();
        assertThat(Readiness.sharing(JOINED, Long.MAX_VALUE))
                .isEqualTo(new ReadinessCheck("sharing", false, "joined, nothing has come from a peer yet"));
        assertThat(Readiness.sharing(new SharingStatus("alone", "", -1), Long.MAX_VALUE))
                .isEqualTo(new ReadinessCheck("sharing", false, "alone"));
    }

    @Test
    void what_a_peer_said_long_ago_of_sharing_is_not_believed() {
        List<ReadinessCheck> said =
                List.of(new ReadinessCheck("warm", true, "warmed up"), Readiness.sharing(JOINED, 180));

        assertThat(Readiness.told(said, 5_000)).isEqualTo(said);
        assertThat(Readiness.told(said, 7_100))
                .containsExactly(said.getFirst(), new ReadinessCheck("sharing", false, "its last report came 8 s ago"));
    }

    @Test
    void too_few_free_descriptors_are_named_with_the_remedy() {
        assertThat(Readiness.descriptors(100, 1024))
                .isEqualTo(new ReadinessCheck("descriptors", true, "100 of 1024 used"));
        assertThat(Readiness.descriptors(600, 1024).sentence()).contains("600 of 1024 used", "LimitNOFILE");
        assertThat(Readiness.descriptors(600, 1024).ok()).isFalse();
    }

    @Test
    void the_limit_is_the_soft_one_of_open_files() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             96000                96000                processes
                Max open files            1024                 1048576              files
                """;

        assertThat(Readiness.limit(limits)).isEqualTo(1024);
        assertThat(Readiness.limit(limits.replace("1024 ", "unlimited "))).isEqualTo(Long.MAX_VALUE);
        assertThat(Readiness.limit("")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_peer_with_another_configuration_is_not_ready() {
        assertThat(Readiness.configuration("cafe", "cafe", "lb1").ok()).isTrue();
        assertThat(Readiness.configuration("cafe", "babe", "lb1"))
                .isEqualTo(new ReadinessCheck("configuration", false, "cafe, but babe on lb1"));
    }

    @Test
    void members_that_do_not_answer_are_named_up_to_three() {
        assertThat(MemberReach.found(2, List.of()).sentence()).isEqualTo("2 of 2 answer from here");
        assertThat(MemberReach.found(6, List.of("a/1", "a/2", "a/3", "a/4")))
                .isEqualTo(new ReadinessCheck(
                        "members",
                        false,
                        "2 of 6 answer from here; these do not: a/1, a/2, a/3 and 1 more",
                        List.of("a/1", "a/2", "a/3", "a/4")));
    }
}
