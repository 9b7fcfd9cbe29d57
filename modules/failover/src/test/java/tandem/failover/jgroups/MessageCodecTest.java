package tandem.failover.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.status.Role;
import tandem.failover.election.Claim;
import tandem.failover.election.Message;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.Station;

class MessageCodecTest {
    /** Bytes of what a hello says of connections that its sender keeps: none, so an empty text and a number. */
    private static final int KEPT = 6;

    private static final Hello HELLO = new Hello(
                    -5, 7, 3, Claim.HANDING, "lb2", Role.ACTIVE, "unfit", "weak", "because", 1234)
            .from(Map.of("198.51.100.100", "02:00:00:00:00:0a", "2001:db8::64", "02:00:00:00:00:0b"));

    static List<Message> messages() {
        return List.of(
                HELLO,
                new Message.SwitchoverAsk(1, "", true),
                new Message.SwitchoverAsk(1, "lb2", false),
                new Message.Prepare(
                        7,
                        65_000_000_000L,
                        List.of(new Station("198.51.100.100", "198.51.100.11", "02:00:00:00:00:01"))),
                new Message.Prepared(7, List.of(), "nft is missing"),
                new Message.SwitchoverResult(1, true, "switched over"),
                new Message.Release(9, "5ec3e7"),
                new Message.Release(9, "5ec3e7").with(new byte[70_000]),
                new Message.Declined(9, "eth0 is down"),
                new Message.ConfirmAsk(77),
                new Message.Confirm(77, List.of("lb1", "lb2")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_is_written_is_read_again(Message message) {
        assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void what_a_later_version_appends_is_ignored(Message message) {
        byte[] bytes = MessageCodec.encode(message);

        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);

        assertThat(MessageCodec.decode(longer)).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_cut_short_is_refused(Message message) {
        byte[] bytes = MessageCodec.encode(message);

        assertThatThrownBy(() -> MessageCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut short");
    }

    @Test
    void hello_of_a_version_that_did_not_say_from_where_it_answers_is_read() {
        Hello without = HELLO.from(Map.of());
        byte[] bytes = MessageCodec.encode(without);

        assertThat(MessageCodec.decode(Arrays.copyOf(bytes, bytes.length - 1 - KEPT)))
                .isEqualTo(without);
    }

    @Test
    void bytes_of_a_release_stay_as_they_are() {
        assertThat(HexFormat.of().formatHex(MessageCodec.encode(new Message.Release(9, "5ec3e7"))))
                .isEqualTo("01040000000000000009000635656333653700000000");
    }

    @Test
    void release_of_a_version_that_handed_no_word_on_is_read() {
        Message.Release without = new Message.Release(9, "5ec3e7");
        byte[] bytes = MessageCodec.encode(without);

        assertThat(MessageCodec.decode(Arrays.copyOf(bytes, bytes.length - Integer.BYTES)))
                .isEqualTo(without);
    }

    @Test
    void release_whose_word_is_longer_than_the_message_is_refused() {
        byte[] bytes = MessageCodec.encode(new Message.Release(9, "5ec3e7"));
        bytes[bytes.length - 4] = 0x7F;

        assertThatThrownBy(() -> MessageCodec.decode(bytes)).hasMessageContaining("cut short");
    }

    @Test
    void unknown_version_kind_and_constant_are_named() {
        byte[] odd = MessageCodec.encode(HELLO);
        odd[26] = 99;

        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {2, 4}))
                .hasMessage("election message of version 2, expected 1; run the same version of Tandem on every node");
        assertThatThrownBy(() -> MessageCodec.decode(new byte[] {1, 42}))
                .hasMessage("election message of unknown kind 42");
        assertThatThrownBy(() -> MessageCodec.decode(odd))
                .hasMessage("election message with unknown constant 99 of Claim");
    }

    @Test
    void overlong_sentence_is_cut() {
        Message message = new Message.Declined(1, "x".repeat(100_000));

        assertThat(MessageCodec.encode(message)).hasSizeLessThan(600);
    }
}
