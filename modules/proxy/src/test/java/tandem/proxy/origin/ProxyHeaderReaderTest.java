package tandem.proxy.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.proxy.origin.ProxyHeaderReader.State;

/** Headers of the PROXY protocol, good and bad, in pieces. */
class ProxyHeaderReaderTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What a reader made of some bytes, and what it left of them. */
    private record Read(State state, ProxyHeaderReader reader, ByteBuffer left) {
        String client() {
            var client = reader.origin().client();
            return client == null ? "sender" : client.getAddress().getHostAddress() + " " + client.getPort();
        }
    }

    private static Read read(byte[] bytes, int piece) {
        ByteBuffer wire = ByteBuffer.wrap(bytes);
        ProxyHeaderReader reader = new ProxyHeaderReader();
        State state = State.MORE;
        while (state == State.MORE && wire.hasRemaining()) {
            ByteBuffer room = reader.room();
            int taken = Math.min(piece, Math.min(room.remaining(), wire.remaining()));
            room.put(wire.slice().limit(taken));
            wire.position(wire.position() + taken);
            state = reader.came(taken);
        }
        return new Read(state, reader, wire);
    }

    private static byte[] followed(byte[] header) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header);
        all.writeBytes(REQUEST);
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443,203.0.113.7 4711",
        "PROXY TCP4 0.0.0.0 255.255.255.255 0 65535,0.0.0.0 0",
        "PROXY TCP4 1.1.1.1 1.1.1.1 1 1,1.1.1.1 1",
        "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443,2001:db8:0:0:0:0:0:7 4711",
        "PROXY TCP6 :: ::1 1 1,0:0:0:0:0:0:0:0 1",
        "PROXY TCP6 ::ffff:203.0.113.7 ::1 1 1,203.0.113.7 1",
        "PROXY UNKNOWN,sender",
        "PROXY UNKNOWN 1.1.1.1 whatever,sender",
        "PROXY UNKNOWN ,sender"
    })
    void line_is_read_to_its_end_and_no_further_in_pieces_of_any_size(String line, String client) {
        for (int piece = 1; piece < 60; piece++) {
            Read read = read(followed(ProxyHeaders.line(line)), piece);

            assertThat(read.state())
                    .as("%s in %s: %s", line, piece, read.reader().reason())
                    .isEqualTo(State.COMPLETE);
            assertThat(read.client()).isEqualTo(client);
            assertThat(read.left()).isEqualTo(ByteBuffer.wrap(REQUEST));
        }
    }

    @Test
    void binary_header_is_read_to_its_end_and_no_further_in_pieces_of_any_size() {
        byte[] ssl = ProxyHeaders.value(0x20, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        byte[] sum = ProxyHeaders.value(0x03, new byte[4]);
        byte[] summed = ProxyHeaders.summed(ProxyHeaders.ipv6(ssl, sum));
        for (int piece = 1; piece < 80; piece++) {
            Read four = read(followed(ProxyHeaders.ipv4(ssl)), piece);
            Read six = read(followed(summed), piece);

            assertThat(four.state()).isEqualTo(State.COMPLETE);
            assertThat(four.client()).isEqualTo("203.0.113.7 4711");
            assertThat(four.left()).isEqualTo(ByteBuffer.wrap(REQUEST));
            assertThat(six.state()).as(six.reader().reason()).isEqualTo(State.COMPLETE);
            assertThat(six.client()).isEqualTo("2001:db8:0:0:0:0:0:7 4711");
            assertThat(six.left()).isEqualTo(ByteBuffer.wrap(REQUEST));
        }
    }

    @Test
    void sender_speaks_for_itself_where_a_header_names_nobody_that_could_be_a_client() {
        byte[] unix = new byte[216];
        assertThat(read(ProxyHeaders.binary(0x20, 0x00, new byte[0]), 99).client())
                .isEqualTo("sender");
        assertThat(read(ProxyHeaders.binary(0x20, 0x11, new byte[12]), 99).client())
                .isEqualTo("sender");
        assertThat(read(ProxyHeaders.binary(0x21, 0x00, new byte[7]), 99).client())
                .isEqualTo("sender");
        assertThat(read(ProxyHeaders.binary(0x21, 0x31, unix), 999).client()).isEqualTo("sender");
        assertThat(read(ProxyHeaders.binary(0x21, 0x12, new byte[12]), 99).client())
                .isEqualTo("sender");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "PROXY",
                "PROXY ",
                "PROXY TCP4 ",
                "PROXY  TCP4 203.0.113.7 198.51.100.1 4711 443",
                "PROXY TCP4  203.0.113.7 198.51.100.1 4711 443",
                "PROXY tcp4 203.0.113.7 198.51.100.1 4711 443",
                "PROXY UDP4 203.0.113.7 198.51.100.1 4711 443",
                "PROXY UNKNOWNS",
                "PROXY TCP4 203.0.113.7 198.51.100.1 4711",
                "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443 ",
                "PROXY TCP4 203.0.113.7 198.51.100.1 4711 65536",
                "PROXY TCP4 203.0.113.7 198.51.100.1 04711 443",
                "PROXY TCP4 203.0.113.7 198.51.100.1 -1 443",
                "PROXY TCP4 203.0.113.07 198.51.100.1 4711 443",
                "PROXY TCP4 203.0.113 198.51.100.1 4711 443",
                "PROXY TCP4 203.0.113.256 198.51.100.1 4711 443",
                "PROXY TCP4 2001:db8::7 198.51.100.1 4711 443",
                "PROXY TCP4 localhost 198.51.100.1 4711 443",
                "PROXY TCP4 203.0.113.7 nowhere 4711 443",
                "PROXY TCP6 203.0.113.7 2001:db8::1 4711 443",
                "PROXY TCP6 2001:db8::7%eth0 2001:db8::1 4711 443",
                "PROXY TCP6 [2001:db8::7] 2001:db8::1 4711 443",
                "PROXY TCP6 2001:db8::7 2001:db8:::1 4711 443",
                "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r",
                "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r PROXY"
            })
    void line_that_is_not_quite_one_is_bad(String line) {
        assertThat(read(ProxyHeaders.line(line), 1).state()).as(line).isNotEqualTo(State.COMPLETE);
        Read whole = read(followed(followed(followed(followed(followed(followed(ProxyHeaders.line(line))))))), 999);
        assertThat(whole.state()).as(line).isEqualTo(State.BAD);
        assertThat(whole.reader().reason()).isNotEmpty();
    }

    @Test
    void line_ends_within_107_bytes_with_cr_and_lf() {
        String longest = "PROXY UNKNOWN " + "x".repeat(91);
        assertThat(read(ProxyHeaders.line(longest), 7).state()).isEqualTo(State.COMPLETE);
        assertThat(read(ProxyHeaders.line(longest + "x"), 7).state()).isEqualTo(State.BAD);
        byte[] bare = "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(read(followed(bare), 1).state()).isEqualTo(State.BAD);
    }

    @Test
    void binary_header_that_is_not_quite_one_is_bad() {
        byte[] ten = new byte[10];
        assertThat(read(ProxyHeaders.binary(0x11, 0x11, new byte[12]), 99).state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.binary(0x22, 0x11, new byte[12]), 99).state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.binary(0x21, 0x41, new byte[12]), 99).state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.binary(0x21, 0x13, new byte[12]), 99).state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.binary(0x21, 0x11, ten), 99).state()).isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.binary(0x21, 0x21, new byte[35]), 99).state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.ipv4(new byte[] {4, 0}), 99).state()).isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.ipv4(new byte[] {4, 0, 9, 1}), 99).state()).isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.ipv4(ProxyHeaders.value(3, (byte) 1)), 99).state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.ipv4(ProxyHeaders.value(3, new byte[4])), 99)
                        .state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.ipv4(ProxyHeaders.value(4, new byte[4082])), 9999)
                        .state())
                .isEqualTo(State.BAD);
        assertThat(read(ProxyHeaders.ipv4(ProxyHeaders.value(4, new byte[4081])), 9999)
                        .state())
                .isEqualTo(State.COMPLETE);
    }

    @Test
    void whatever_comes_is_judged_without_an_exception() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = random.nextBoolean()
                    ? ProxyHeaders.ipv4(ProxyHeaders.value(4, new byte[9]))
                    : ProxyHeaders.line("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443");
            for (int change = random.nextInt(4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }

            assertThat(read(followed(bytes), 1 + random.nextInt(40)).state())
                    .as("seed %s", seed)
                    .isNotNull();
        }
    }
}
