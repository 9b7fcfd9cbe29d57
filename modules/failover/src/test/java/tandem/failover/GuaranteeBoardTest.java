package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.LeaseStatus;
import tandem.core.status.VoterStatus;
import tandem.failover.GuaranteeBoard.Heard;

class GuaranteeBoardTest {
    private static final Voters THREE = new Voters(
            Map.of("lb1", List.of("198.51.100.11"), "lb2", List.of("198.51.100.12")),
            Map.of("w1", List.of("198.51.100.13")));

    private static GuaranteeStatus seen(Consent consent, Map<String, Heard> heard, String without) {
        return new GuaranteeBoard(THREE, consent, "lb1", 550, voter -> heard.getOrDefault(voter, Heard.NEVER))
                .status(LeaseStatus.NONE, "kernel", without);
    }

    private static Consent consent(Quorum quorum, OnQuorumLoss onLoss) {
        return new Consent(quorum, onLoss, Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        10  | 10  | never two owners, whatever is cut: 3 of 3 voters answer, 2 are needed
        551 | 10  | never two owners, whatever is cut: 2 of 3 voters answer, 2 are needed; silent: lb2; the loss of one more stops the service
        -1  | 551 | no majority: 1 of 3 voters answers, 2 are needed; silent: lb2, w1; nobody can hold or take the addresses from here
        """)
    void a_majority_promises_as_much_as_answers(long lb2, long w1, String sentence) {
        Map<String, Heard> heard = Map.of("lb2", new Heard(lb2, List.of()), "w1", new Heard(w1, List.of()));

        GuaranteeStatus status = seen(consent(Quorum.MAJORITY, OnQuorumLoss.RELEASE), heard, "");

        assertThat(status.sentence().replace("w1, lb2", "lb2, w1")).isEqualTo(sentence);
        assertThat(status.quorum()).isEqualTo("majority");
    }

    @Test
    void holding_without_a_majority_is_said_loudly() {
        GuaranteeStatus status =
                seen(consent(Quorum.MAJORITY, OnQuorumLoss.HOLD), Map.of(), "lb2 did not answer; w1 did not answer");

        assertThat(status.sentence())
                .isEqualTo("held without a majority, so a cut may leave two owners (on-quorum-loss: hold): lb2 did not"
                        + " answer; w1 did not answer");
    }

    @Test
    void the_weaker_modes_say_what_they_do_not_promise() {
        Consent strict = new Consent(
                Quorum.STRICT,
                OnQuorumLoss.HOLD,
                Optional.empty(),
                Optional.of(new Consent.FenceCommand(List.of("/bin/fence"), Duration.ofSeconds(1))));

        assertThat(GuaranteeBoard.sentence(consent(Quorum.PROBE, OnQuorumLoss.HOLD), List.of(), ""))
                .isEqualTo("no two owners as long as the nodes share one segment with the clients; a witness makes it"
                        + " never");
        assertThat(GuaranteeBoard.sentence(consent(Quorum.NONE, OnQuorumLoss.HOLD), List.of(), ""))
                .contains("leaves two owners until it heals");
        assertThat(GuaranteeBoard.sentence(strict, List.of(), ""))
                .endsWith("before the fence command confirms that it is dead");
    }

    @Test
    void every_voter_is_listed_with_its_paths() {
        GuaranteeStatus status = seen(
                consent(Quorum.MAJORITY, OnQuorumLoss.RELEASE), Map.of("lb2", new Heard(20, List.of(20L, -1L))), "");

        assertThat(status.voters())
                .containsExactlyInAnyOrder(
                        new VoterStatus("lb1", "node", "198.51.100.11", true, 0, List.of()),
                        new VoterStatus("lb2", "node", "198.51.100.12", true, 20, List.of(20L, -1L)),
                        new VoterStatus("w1", "witness", "198.51.100.13", false, -1, List.of()));
    }
}
