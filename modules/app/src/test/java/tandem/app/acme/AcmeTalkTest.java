package tandem.app.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.acme.Challenge;
import tandem.core.acme.Kept;
import tandem.core.acme.KeptNames;
import tandem.core.config.ChallengeType;

class AcmeTalkTest {
    private static final Challenge CHALLENGE = new Challenge(ChallengeType.HTTP_01, "shop.example", "token", "answer");
    private static final String NAME = KeptNames.certificate(AcmePair.NAMES);

    @TempDir
    Path directory;

    private AcmePair pair;

    @BeforeEach
    void prepare() {
        pair = new AcmePair(directory);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void peer_answers_the_challenges_before_the_authority_may_look_however_often_messages_are_lost()
            throws InterruptedException {
        pair.start();
        pair.lost.set(5);

        pair.lb1().talk.show(List.of(CHALLENGE), () -> List.of("lb2"));

        assertThat(pair.lb1().challenges.http("token")).isEqualTo("answer");
        assertThat(pair.lb2().challenges.http("token")).isEqualTo("answer");
        pair.lb1().talk.show(List.of(), () -> List.of("lb2"));
        assertThat(pair.lb1().challenges.pending()).isFalse();
        await().until(() -> !pair.lb2().challenges.pending());
    }

    @Test
    @Timeout(4)
    void peer_that_goes_is_not_waited_for() throws InterruptedException {
        pair.start();
        pair.cut = true;
        int[] asked = {0};

        pair.lb1().talk.show(List.of(CHALLENGE), () -> asked[0]++ < 3 ? List.of("lb2") : List.of());

        assertThat(pair.lb1().challenges.http("token")).isEqualTo("answer");
    }

    @Test
    void what_one_node_has_another_gets_though_it_was_not_there_when_it_was_made() {
        pair.lb1().shelf.keep(new Kept(NAME, 5, AcmePair.text()));

        pair.start();

        await().until(() -> pair.lb2().shelf.kept(NAME).isPresent());
        assertThat(pair.lb2().shelf.of(AcmePair.NAMES).ordered()).isTrue();
        assertThat(AcmePair.files(pair.lb2().state)).isEqualTo(AcmePair.files(pair.lb1().state));
        await().untilAsserted(() -> assertThat(pair.lb2().said).containsExactly(NAME + " from lb1"));
        assertThat(pair.lb1().talk.hasMet(List.of("lb2"))).isTrue();
    }

    @Test
    void node_that_orders_nothing_is_given_no_keys() throws InterruptedException {
        pair.wanted = false;
        pair.start();

        pair.lb1().talk.tell(new Kept(NAME, 5, AcmePair.text()));
        pair.lb1().talk.show(List.of(CHALLENGE), () -> List.of("lb2"));

        assertThat(pair.lb2().challenges.http("token")).as("what came later").isEqualTo("answer");
        assertThat(pair.lb2().shelf.kept(NAME)).isEmpty();
    }

    @Test
    void what_cannot_be_used_is_told_and_not_kept() {
        pair.start();

        pair.lb1().talk.tell(new Kept(NAME, 5, "nonsense"));

        await().until(() -> !pair.lb2().said.isEmpty());
        assertThat(pair.lb2().said.getFirst()).contains("cannot be used", "no certificate");
        assertThat(pair.lb2().shelf.kept(NAME)).isEmpty();
    }
}
