package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;
import tandem.failover.lease.Lease.Stage;
import tandem.failover.lease.LeaseEffect.Denied;
import tandem.failover.lease.LeaseEffect.Lost;
import tandem.failover.lease.LeaseEffect.Renewed;
import tandem.failover.lease.LeaseEffect.Won;

/** What each quorum mode takes, and what each keeps without it. */
class ClaimantModesTest {
    @Test
    void holder_that_is_told_to_hold_keeps_the_addresses_without_a_majority() {
        ClaimScene scene = ClaimScene.of(Quorum.MAJORITY, OnQuorumLoss.HOLD, "lb1", "lb2", "w")
                .holds(3)
                .after(100)
                .granted("lb1")
                .forget();

        scene.after(34).after(33);
        assertThat(scene.did(Renewed.class)).isEmpty();
        scene.after(1);

        assertThat(scene.did(Renewed.class)).hasSize(1);
        assertThat(((Stage.Held) scene.lease.stage()).without())
                .isEqualTo("no majority of the voters granted: lb2 did not answer; w did not answer");
    }

    @Test
    void holder_that_is_told_to_hold_lets_go_when_it_is_isolated_or_a_rival_is_known() {
        ClaimScene isolated = ClaimScene.of(Quorum.MAJORITY, OnQuorumLoss.HOLD, "lb1", "lb2", "w")
                .holds(3);
        isolated.hearing = new Hearing(Set.of(), Set.of(), false);
        ClaimScene rival = ClaimScene.of(Quorum.MAJORITY, OnQuorumLoss.HOLD, "lb1", "lb2", "w")
                .holds(3);

        for (int i = 0; i < 4; i++) {
            isolated.after(100).granted("lb1").after(34).after(34);
            rival.after(100).granted("lb1").refused("w", "lb2", 300, "has promised to lb2 under term 4");
            rival.after(34).after(34);
        }

        assertThat(isolated.did(Lost.class)).hasSize(1);
        assertThat(isolated.did(Renewed.class)).isEmpty();
        assertThat(rival.did(Lost.class)).hasSize(1);
        assertThat(rival.did(Renewed.class)).isEmpty();
    }

    @Test
    void pair_that_probes_takes_with_both_grants_or_with_a_silent_peer() {
        ClaimScene both = ClaimScene.of(Quorum.PROBE, OnQuorumLoss.RELEASE, "lb1", "lb2")
                .asks(3)
                .granted("lb1");
        assertThat(both.did(Won.class)).isEmpty();
        assertThat(both.granted("lb2").did(Won.class)).hasSize(1);

        ClaimScene silent =
                ClaimScene.of(Quorum.PROBE, OnQuorumLoss.RELEASE, "lb1", "lb2").asks(3);
        silent.hearing = new Hearing(Set.of("lb2"), Set.of(), true);
        assertThat(silent.granted("lb1").did(Won.class)).hasSize(1);

        ClaimScene dead =
                ClaimScene.of(Quorum.PROBE, OnQuorumLoss.RELEASE, "lb1", "lb2").asks(3);
        dead.hearing = new Hearing(Set.of(), Set.of("lb2"), true);
        assertThat(dead.granted("lb1").did(Won.class)).hasSize(1);
    }

    @Test
    void pair_that_probes_does_not_take_from_a_peer_that_refuses() {
        ClaimScene scene = ClaimScene.of(Quorum.PROBE, OnQuorumLoss.RELEASE, "lb1", "lb2")
                .asks(3)
                .granted("lb1")
                .refused("lb2", "lb2", 400, "has promised to lb2 under term 2")
                .after(1);

        assertThat(scene.did(Won.class)).isEmpty();
        assertThat(scene.did(Denied.class)).hasSize(1);
    }

    @Test
    void pair_that_probes_keeps_the_addresses_by_its_own_promise() {
        ClaimScene scene = ClaimScene.of(Quorum.PROBE, OnQuorumLoss.RELEASE, "lb1", "lb2")
                .holds(3)
                .after(100)
                .forget();

        scene.granted("lb1");

        assertThat(scene.did(Renewed.class)).hasSize(1);
    }

    @Test
    void strict_pair_takes_from_a_silent_peer_only_when_it_is_confirmed_dead() {
        ClaimScene silent =
                ClaimScene.of(Quorum.STRICT, OnQuorumLoss.RELEASE, "lb1", "lb2").asks(3);
        silent.hearing = new Hearing(Set.of("lb2"), Set.of(), true);
        ClaimScene dead =
                ClaimScene.of(Quorum.STRICT, OnQuorumLoss.RELEASE, "lb1", "lb2").asks(3);
        dead.hearing = new Hearing(Set.of("lb2"), Set.of("lb2"), true);

        silent.granted("lb1").after(50);
        dead.granted("lb1").after(50);

        assertThat(silent.did(Won.class)).isEmpty();
        assertThat(dead.did(Won.class)).hasSize(1);
    }
}
