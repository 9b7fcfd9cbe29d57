package tandem.identity.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.acme.AcmeMessage.Show;
import tandem.core.acme.Challenge;
import tandem.core.config.ChallengeType;
import tandem.core.tls.KeyedCertificate;

class PendingChallengesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Challenge BY_HTTP = new Challenge(ChallengeType.HTTP_01, "shop.example", "token", "token.key");
    private static final Challenge BY_TLS =
            new Challenge(ChallengeType.TLS_ALPN_01, "www.shop.example", "other", "other.key");

    private final PendingChallenges challenges = new PendingChallenges();

    @Test
    void challenges_are_answered_until_their_node_names_others() {
        assertThat(challenges.pending()).isFalse();

        challenges.show(new Show("lb1", 1, List.of(BY_HTTP)), NOW);
        assertThat(challenges.pending()).isTrue();
        assertThat(challenges.byTls()).isFalse();
        assertThat(challenges.http("token")).isEqualTo("token.key");
        assertThat(challenges.http("another")).isNull();

        challenges.show(new Show("lb1", 2, List.of()), NOW);
        assertThat(challenges.pending()).isFalse();
        assertThat(challenges.http("token")).isNull();
    }

    @Test
    void what_one_node_says_does_not_end_what_another_said() {
        challenges.show(new Show("lb1", 1, List.of(BY_HTTP)), NOW);
        challenges.show(new Show("lb2", 9, List.of()), NOW);

        assertThat(challenges.http("token")).isEqualTo("token.key");
    }

    @Test
    void older_word_of_a_node_changes_nothing() {
        assertThat(challenges.show(new Show("lb1", 2, List.of()), NOW)).isTrue();

        assertThat(challenges.show(new Show("lb1", 1, List.of(BY_HTTP)), NOW)).isFalse();
        assertThat(challenges.pending()).isFalse();
    }

    @Test
    void challenges_of_a_node_that_says_nothing_more_are_forgotten() {
        challenges.show(new Show("lb1", 1, List.of(BY_HTTP, BY_TLS)), NOW);

        challenges.look(NOW.plus(PendingChallenges.LONGEST));
        assertThat(challenges.pending()).isTrue();
        challenges.look(NOW.plus(PendingChallenges.LONGEST).plusMillis(1));
        assertThat(challenges.pending()).isFalse();
        assertThat(challenges.byTls()).isFalse();
    }

    /** RFC 8737 section 3: the name alone, and a critical extension with the digest of the key authorization. */
    @Test
    void proof_by_tls_is_the_certificate_that_the_standard_wants() throws Exception {
        challenges.show(new Show("lb1", 1, List.of(BY_TLS)), NOW);

        KeyedCertificate proof = challenges.tls("www.shop.example");

        assertThat(challenges.pending()).as("by HTTP").isFalse();
        assertThat(challenges.byTls()).isTrue();
        assertThat(challenges.tls("shop.example")).isNull();
        assertThat(KeyedCertificate.namesOf(proof.certificate())).containsExactly("www.shop.example");
        assertThat(proof.certificate().getCriticalExtensionOIDs()).containsExactly("1.3.6.1.5.5.7.1.31");
        byte[] extension = proof.certificate().getExtensionValue("1.3.6.1.5.5.7.1.31");
        assertThat(Arrays.copyOfRange(extension, extension.length - 32, extension.length))
                .isEqualTo(
                        MessageDigest.getInstance("SHA-256").digest("other.key".getBytes(StandardCharsets.US_ASCII)));
    }
}
