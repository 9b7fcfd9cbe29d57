package tandem.proxy.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.ProxyHeaderVersion;

/** Headers of the PROXY protocol as they are written. */
class ProxyHeaderWriterTest {
    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static Origin read(byte[] header) {
        ProxyHeaderReader reader = new ProxyHeaderReader();
        int at = 0;
        while (at < header.length) {
            int room = Math.min(reader.room().remaining(), header.length - at);
            reader.room().put(header, at, room);
            at += room;
            ProxyHeaderReader.State state = reader.came(room);
            assertThat(state).as(reader.reason()).isNotEqualTo(ProxyHeaderReader.State.BAD);
        }
        return reader.origin();
    }

    @Test
    void headers_are_those_of_the_specification_byte_by_byte() {
        InetSocketAddress client = at("203.0.113.7", 4711);
        InetSocketAddress reached = at("198.51.100.1", 443);
        assertThat(ProxyHeaderWriter.header(ProxyHeaderVersion.V2, client, reached))
                .isEqualTo(ProxyHeaders.ipv4());
        assertThat(ProxyHeaderWriter.header(ProxyHeaderVersion.V2, at("2001:db8::7", 4711), at("2001:db8::1", 443)))
                .isEqualTo(ProxyHeaders.ipv6());
        assertThat(ProxyHeaderWriter.header(ProxyHeaderVersion.V1, client, reached))
                .asString(US_ASCII)
                .isEqualTo("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n");
        assertThat(ProxyHeaderWriter.header(ProxyHeaderVersion.V1, at("2001:db8::7", 1), at("198.51.100.1", 2)))
                .asString(US_ASCII)
                .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:7 ::ffff:198.51.100.1 1 2\r\n");
        assertThat(ProxyHeaderWriter.header(ProxyHeaderVersion.OFF, client, reached))
                .isEmpty();
        assertThat(ProxyHeaderWriter.own(ProxyHeaderVersion.V1))
                .asString(US_ASCII)
                .isEqualTo("PROXY UNKNOWN\r\n");
        assertThat(ProxyHeaderWriter.own(ProxyHeaderVersion.V2)).isEqualTo(ProxyHeaders.binary(0x20, 0, new byte[0]));
        assertThat(ProxyHeaderWriter.own(ProxyHeaderVersion.OFF)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 198.51.100.1",
        "2001:db8::7, 2001:db8::1",
        "203.0.113.7, 2001:db8::1",
        "2001:db8::7, 198.51.100.1"
    })
    void what_is_written_is_read_back(String client, String reached) {
        InetSocketAddress from = at(client, 65535);
        for (ProxyHeaderVersion version : new ProxyHeaderVersion[] {ProxyHeaderVersion.V1, ProxyHeaderVersion.V2}) {
            assertThat(read(ProxyHeaderWriter.header(version, from, at(reached, 80)))
                            .client())
                    .isEqualTo(from);
            assertThat(read(ProxyHeaderWriter.own(version)).client()).isNull();
        }
    }
}
