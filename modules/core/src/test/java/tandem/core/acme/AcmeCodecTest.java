package tandem.core.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.acme.AcmeMessage.Having;
import tandem.core.acme.AcmeMessage.Heard;
import tandem.core.acme.AcmeMessage.Keep;
import tandem.core.acme.AcmeMessage.Show;
import tandem.core.apply.ApplyCodec;
import tandem.core.config.ChallengeType;

class AcmeCodecTest {
    private static List<AcmeMessage> messages() {
        return List.of(
                new Show("lb1", 3, List.of()),
                new Show(
                        "lb1",
                        4,
                        List.of(
                                new Challenge(ChallengeType.HTTP_01, "shop.example", "t", "t.a"),
                                new Challenge(ChallengeType.TLS_ALPN_01, "www.shop.example", "u", "u.a"))),
                new Heard("lb2", "lb1", 4),
                new Having("lb2", Map.of("account-01234567", 5L, "certificate-shop.example-89abcdef", 6L)),
                new Keep("lb1", new Kept("certificate-shop.example-89abcdef", 6, "x".repeat(70_000))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_is_read_as_it_was_written(AcmeMessage message) {
        byte[] bytes = AcmeCodec.encode(message);

        assertThat(AcmeCodec.speaks(bytes)).isTrue();
        assertThat(AcmeCodec.decode(bytes)).contains(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_that_is_cut_short_is_none(AcmeMessage message) {
        byte[] bytes = AcmeCodec.encode(message);

        assertThat(AcmeCodec.decode(Arrays.copyOf(bytes, bytes.length - 1))).isEqualTo(Optional.empty());
    }

    @Test
    void messages_of_others_are_left_to_them() {
        assertThat(AcmeCodec.speaks(new byte[] {ApplyCodec.ASK, 1})).isFalse();
        assertThat(AcmeCodec.decode(new byte[] {1, 2, 3})).isEmpty();
        assertThat(AcmeCodec.decode(new byte[0])).isEmpty();
    }

    @Test
    void secret_is_never_shown() {
        Kept kept = new Kept("account-01234567", 6, "-----BEGIN PRIVATE KEY-----");

        assertThat(new Keep("lb1", kept)).asString().doesNotContain("PRIVATE");
    }

    @Test
    void name_that_leads_out_of_a_directory_is_refused() {
        assertThatThrownBy(() -> new Kept("../secret", 6, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void certificate_for_the_same_names_is_the_same_in_whatever_order() {
        assertThat(KeptNames.certificate(List.of("b.example", "a.example")))
                .startsWith("certificate-a.example-")
                .isEqualTo(KeptNames.certificate(List.of("a.example", "b.example")))
                .isNotEqualTo(KeptNames.certificate(List.of("a.example")));
    }
}
