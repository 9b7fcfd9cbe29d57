package tandem.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.client.ClientWalk.Walked;
import tandem.core.config.ClientAddressConfig;
import tandem.core.text.Network;

/** The way from who connected to the client. Own proxies are in 192.0.2.0/24, those of others in 203.0.113.0/24. */
class ClientWalkTest {
    private static final List<Network> OWN = List.of(Network.parse("192.0.2.0/24"), Network.parse("2001:db8:a::/48"));
    private static final List<Network> OTHERS = List.of(Network.parse("203.0.113.0/24"));

    private static Walked walk(String field, String connected, String said) {
        ClientWalk walk = new ClientWalk(new ClientAddressConfig(field, OWN, OTHERS, Optional.empty()));
        return walk.walk(InetAddress.ofLiteral(connected), said);
    }

    private static String text(Walked walked) {
        return walked.client().getHostAddress() + "|" + walked.rest() + "|" + walked.passed();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // who is not trusted says nothing
                "198.51.100.9; 1.1.1.1; 198.51.100.9|1.1.1.1|",
                // one own proxy
                "192.0.2.1; 198.51.100.9; 198.51.100.9||",
                // what the client wrote is left over
                "192.0.2.1; 10.0.0.1, 198.51.100.9; 198.51.100.9|10.0.0.1|",
                "192.0.2.1; 192.0.2.2, 198.51.100.9; 198.51.100.9|192.0.2.2|",
                // several proxies
                "192.0.2.1; 1.1.1.1 , 198.51.100.9,192.0.2.3 ,  192.0.2.2; 198.51.100.9|1.1.1.1|",
                "192.0.2.1; 198.51.100.9, 203.0.113.5; 198.51.100.9||203.0.113.5",
                "192.0.2.1; 198.51.100.9, 203.0.113.6, 203.0.113.5; 198.51.100.9||203.0.113.6, 203.0.113.5",
                "203.0.113.5; 198.51.100.9; 198.51.100.9||203.0.113.5",
                // own proxies may name private addresses, others not
                "192.0.2.1; 10.0.0.7; 10.0.0.7||",
                "203.0.113.5; 10.0.0.7; 203.0.113.5|10.0.0.7|",
                "203.0.113.5; 127.0.0.1; 203.0.113.5|127.0.0.1|",
                "203.0.113.5; 172.16.0.1; 203.0.113.5|172.16.0.1|",
                "203.0.113.5; 169.254.0.1; 203.0.113.5|169.254.0.1|",
                "203.0.113.5; 0.0.0.0; 203.0.113.5|0.0.0.0|",
                "203.0.113.5; ::1; 203.0.113.5|::1|",
                "203.0.113.5; fd00::1; 203.0.113.5|fd00::1|",
                "203.0.113.5; 2001:db8::7; 2001:db8:0:0:0:0:0:7||203.0.113.5",
                "203.0.113.5; ::ffff:10.0.0.7; 203.0.113.5|::ffff:10.0.0.7|",
                // only proxies: the first of them
                "192.0.2.1; 192.0.2.3, 192.0.2.2; 192.0.2.3||",
                // ports and brackets
                "192.0.2.1; 198.51.100.9:4711; 198.51.100.9||",
                "192.0.2.1; [2001:db8::7]:4711; 2001:db8:0:0:0:0:0:7||",
                "2001:db8:a::1; 2001:db8::7; 2001:db8:0:0:0:0:0:7||",
                // no addresses
                "192.0.2.1; unknown; 192.0.2.1|unknown|",
                "192.0.2.1; 198.51.100.9, unknown; 192.0.2.1|198.51.100.9, unknown|",
                "192.0.2.1; 198.51.100.9, ; 192.0.2.1|198.51.100.9,|",
                "192.0.2.1; 198.51.100; 192.0.2.1|198.51.100|",
                "192.0.2.1; 198.51.100.09; 192.0.2.1|198.51.100.09|",
                "192.0.2.1; 1; 192.0.2.1|1|",
                "192.0.2.1; fe80::1%eth0; 192.0.2.1|fe80::1%eth0|",
                "192.0.2.1; localhost; 192.0.2.1|localhost|",
            })
    void client_is_the_last_who_is_not_trusted(String connected, String said, String expected) {
        assertThat(text(walk("X-Forwarded-For", connected, said))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "for=198.51.100.9 ! 198.51.100.9||",
                "For=\"198.51.100.9:4711\" ! 198.51.100.9||",
                "for=\"[2001:db8::7]:4711\" ! 2001:db8:0:0:0:0:0:7||",
                "for=\"[2001:db8::7]\";proto=https;by=192.0.2.1 ! 2001:db8:0:0:0:0:0:7||",
                "proto=https ; for=198.51.100.9 ; host=\"a;for=1.1.1.1\" ! 198.51.100.9||",
                "for=1.1.1.1, for=198.51.100.9, for=192.0.2.3 ! 198.51.100.9|for=1.1.1.1|",
                "for=198.51.100.9;host=\"a,b\" ! 198.51.100.9||",
                // what a client wrote before it, with quotation marks of its own
                "for=\"1.1.1.1, for=198.51.100.9 ! 198.51.100.9|for=\"1.1.1.1|",
                "for=\", for=198.51.100.9 ! 198.51.100.9|for=\"|",
                "host=\"a\\\", for=198.51.100.9 ! 198.51.100.9|host=\"a\\\"|",
                // no addresses
                "for=unknown ! 192.0.2.1|for=unknown|",
                "for=_hidden ! 192.0.2.1|for=_hidden|",
                "proto=https ! 192.0.2.1|proto=https|",
                "for=198.51.100.9;for=1.1.1.1 ! 192.0.2.1|for=198.51.100.9;for=1.1.1.1|",
                "for=2001:db8::7x ! 192.0.2.1|for=2001:db8::7x|",
                "198.51.100.9 ! 192.0.2.1|198.51.100.9|",
            })
    void forwarded_is_read_as_rfc_7239_has_it(String said, String expected) {
        assertThat(text(walk("Forwarded", "192.0.2.1", said))).isEqualTo(expected);
    }

    @Test
    void chain_without_end_comes_to_one() {
        String said = "192.0.2.7, ".repeat(2000) + "192.0.2.8";

        assertThat(walk("X-Forwarded-For", "192.0.2.1", said).rest()).isNotEmpty();
    }

    @Test
    void nobody_is_believed_by_default() {
        assertThat(ClientWalk.NONE.nothing()).isTrue();
        assertThatThrownBy(() -> new ClientAddressConfig("X-Forwarded-For", List.of(), List.of(), Optional.empty()))
                .hasMessageContaining("names no proxy");
        assertThatThrownBy(() -> new ClientAddressConfig("X Y", OWN, List.of(), Optional.empty()))
                .hasMessageContaining("no name of a field");
    }
}
