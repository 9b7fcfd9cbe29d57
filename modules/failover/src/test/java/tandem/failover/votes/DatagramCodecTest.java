package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.failover.lease.LeaseMessage;

class DatagramCodecTest {
    private static final String HASH = "0f".repeat(32);
    private static final LeaseMessage VOTE = new LeaseMessage.Vote(-5, 7, 9, true, 550, HASH, "e1");
    private static final LeaseMessage ANSWER = new LeaseMessage.Answer(-5, 7, 9, false, "lb2", 8, 410, "lb2 holds");
    private static final LeaseMessage RELEASE = new LeaseMessage.LeaseRelease(7, HASH);

    private final DatagramCodec codec = new DatagramCodec("shop", "lb1", "lb2");
    private final Seal seal = new Seal(new KeyRing(List.of(TestKeys.FIRST)));

    static List<Content> contents() {
        return List.of(
                new Content.Greet(-1, 2),
                new Content.Lease("main", VOTE),
                new Content.Lease("main", ANSWER),
                new Content.Lease("main", RELEASE),
                new Content.Lease("db", VOTE),
                new Content.Lease("db", ANSWER),
                new Content.Lease("db", RELEASE));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void what_is_written_is_read_again(Content content) {
        Datagram datagram = new Datagram(Long.MIN_VALUE, 3, 4, content);

        byte[] bytes = bytes(datagram);

        assertThat(codec.refuse(bytes, bytes.length)).isEmpty();
        assertThat(seal.signer(bytes, bytes.length)).contains(TestKeys.FIRST);
        assertThat(codec.decode(bytes, bytes.length)).contains(datagram);
    }

    @Test
    void format_of_version_1_stays_as_it_is() {
        String head = "04" + hex("shop") + "03" + hex("lb1") + "03" + hex("lb2") + "0000000000000002"
                + "0000000000000003" + "0000000000000004";

        assertThat(golden(new Content.Greet(5, 6)))
                .isEqualTo("01" + "00" + head + "0000000000000005" + "0000000000000006");
        assertThat(golden(new Content.Lease("main", VOTE)))
                .isEqualTo("01" + "01" + head + "fffffffffffffffb" + "0000000000000007" + "0000000000000009" + "01"
                        + "0000000000000226" + "40" + hex(HASH) + "02" + hex("e1"));
        assertThat(golden(new Content.Lease("main", ANSWER)))
                .isEqualTo("01" + "02" + head + "fffffffffffffffb" + "0000000000000007" + "0000000000000009" + "00"
                        + "03" + hex("lb2") + "0000000000000008" + "000000000000019a" + "09" + hex("lb2 holds"));
        assertThat(golden(new Content.Lease("main", RELEASE)))
                .isEqualTo("01" + "03" + head + "0000000000000007" + "40" + hex(HASH));
    }

    @Test
    void message_of_another_group_is_of_a_kind_that_voters_without_groups_drop() {
        String head = "04" + hex("shop") + "03" + hex("lb1") + "03" + hex("lb2") + "0000000000000002"
                + "0000000000000003" + "0000000000000004";

        assertThat(golden(new Content.Lease("db", RELEASE)))
                .isEqualTo("01" + "04" + head + "02" + hex("db") + "03" + "0000000000000007" + "40" + hex(HASH));
    }

    @Test
    void signature_is_hmac_sha256_of_all_that_is_before_it() {
        byte[] bytes = bytes(new Datagram(2, 3, 4, new Content.Greet(5, 6)));

        String signature = HexFormat.of().formatHex(bytes, bytes.length - Seal.BYTES, bytes.length);

        assertThat(signature).isEqualTo(TestKeys.hmac(TestKeys.FIRST, Arrays.copyOf(bytes, bytes.length - Seal.BYTES)));
    }

    @Test
    void change_of_any_byte_is_noticed() {
        byte[] bytes = bytes(new Datagram(2, 3, 4, new Content.Lease("main", VOTE)));

        int[] unnoticed = IntStream.range(0, bytes.length)
                .filter(at -> {
                    byte[] changed = bytes.clone();
                    changed[at] ^= 1;
                    return codec.refuse(changed, changed.length).isEmpty()
                            && seal.signer(changed, changed.length).isPresent();
                })
                .toArray();

        assertThat(unnoticed).isEmpty();
    }

    @Test
    void every_way_to_cut_it_short_is_refused() {
        byte[] bytes = bytes(new Datagram(2, 3, 4, new Content.Lease("main", ANSWER)));

        int[] accepted = IntStream.range(0, bytes.length)
                .filter(length -> codec.refuse(bytes, length).isEmpty()
                        && seal.signer(bytes, length).isPresent())
                .toArray();

        assertThat(accepted).isEmpty();
    }

    @Test
    void what_is_wrong_is_named() {
        byte[] bytes = bytes(new Datagram(2, 3, 4, new Content.Greet(5, 6)));
        byte[] version = bytes.clone();
        version[0] = 2;

        assertThat(codec.refuse(version, version.length)).contains(Drop.VERSION);
        assertThat(codec.refuse(bytes, 0)).contains(Drop.MALFORMED);
        assertThat(codec.refuse(bytes, 20)).contains(Drop.MALFORMED);
        assertThat(codec.refuse(new byte[] {1}, 1)).contains(Drop.MALFORMED);
        assertThat(codec.refuse(Arrays.copyOf(bytes, 2000), 1025)).contains(Drop.MALFORMED);
        assertThat(new DatagramCodec("shoe", "lb1", "lb2").refuse(bytes, bytes.length))
                .contains(Drop.CLUSTER);
        assertThat(new DatagramCodec("shop", "lb3", "lb2").refuse(bytes, bytes.length))
                .contains(Drop.NAMES);
        assertThat(new DatagramCodec("shop", "lb1", "lb3").refuse(bytes, bytes.length))
                .contains(Drop.NAMES);
    }

    @Test
    void fields_that_a_later_version_appends_are_ignored() {
        Datagram datagram = new Datagram(2, 3, 4, new Content.Greet(5, 6));
        byte[] bytes = bytes(datagram);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
        seal.sign(TestKeys.FIRST, longer, longer.length - Seal.BYTES);

        assertThat(codec.refuse(longer, longer.length)).isEmpty();
        assertThat(seal.signer(longer, longer.length)).contains(TestKeys.FIRST);
        assertThat(codec.decode(longer, longer.length)).contains(datagram);
    }

    @Test
    void signed_message_that_ends_too_early_or_is_of_an_unknown_kind_is_none() {
        byte[] bytes = bytes(new Datagram(2, 3, 4, new Content.Lease("main", RELEASE)));
        byte[] unknown = bytes.clone();
        unknown[1] = 9;

        assertThat(codec.decode(bytes, bytes.length - 1)).isEmpty();
        assertThat(codec.decode(unknown, unknown.length)).isEmpty();
    }

    @Test
    void text_that_is_too_long_is_cut_between_characters() {
        String why = "a" + "ü".repeat(200);
        LeaseMessage answer = new LeaseMessage.Answer(1, 1, 1, false, "", 1, 1, why);

        byte[] bytes = bytes(new Datagram(2, 3, 4, new Content.Lease("main", answer)));

        assertThat(codec.decode(bytes, bytes.length).orElseThrow().content())
                .isEqualTo(new Content.Lease(
                        "main", new LeaseMessage.Answer(1, 1, 1, false, "", 1, 1, "a" + "ü".repeat(124))));
    }

    private String golden(Content content) {
        byte[] bytes = bytes(new Datagram(2, 3, 4, content));
        return HexFormat.of().formatHex(bytes, 0, bytes.length - Seal.BYTES);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private byte[] bytes(Datagram datagram) {
        ByteBuffer encoded = codec.encode(datagram, seal, TestKeys.FIRST);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
