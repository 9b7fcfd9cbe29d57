package tandem.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.text.Network;

final class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "http://node1/,http://node1",
        "http://NODE1:80/App/,http://node1/App",
        "HTTP://192.0.2.21:8080,http://192.0.2.21:8080",
        "http://[2001:DB8::1]:81/x,http://[2001:db8::1]:81/x",
        "http://node1//,http://node1",
    })
    void member_url_loses_default_port_and_final_slash(String text, String url) {
        assertThat(MemberUrl.parse(text)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node1",
                "http://",
                "http://:80",
                "http://a:0",
                "http://a:x",
                "http://a:70000",
                "http://u@a",
                "http://a/?q"
            })
    void member_url_that_cannot_be_used_is_refused(String text) {
        assertThatThrownBy(() -> MemberUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void https_members_have_a_default_port_of_their_own() {
        assertThat(MemberUrl.parse("https://Node1/")).isEqualTo(new MemberUrl(true, "node1", 443, ""));
        assertThat(MemberUrl.parse("https://node1:443")).hasToString("https://node1");
        assertThat(MemberUrl.parse("https://node1:80").authority()).isEqualTo("node1:80");
    }

    @ParameterizedTest
    @CsvSource({"*:80,*:80", "80,*:80", "192.0.2.1:8080,192.0.2.1:8080", "[2001:db8::1]:80,[2001:db8::1]:80", ":81,*:81"
    })
    void listen_address_reads_what_people_write(String text, String address) {
        assertThat(ListenAddress.parse(text)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "*:", "*:99999", "*:-1", "2001:db8::1:80"})
    void listen_address_that_cannot_be_used_is_refused(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1,100", "1.5,150", "100,10000", "2.999,299"})
    void weight_keeps_two_decimals(String text, int hundredths) {
        assertThat(Weight.parse(text).hundredths()).isEqualTo(hundredths);
    }

    @Test
    void member_on_a_unix_socket_is_refused_with_the_way_round() {
        assertThatThrownBy(() -> MemberUrl.parse("unix:/run/app.sock|http://app/"))
                .hasMessage(
                        "'unix:/run/app.sock|http://app/': members on unix sockets are not carried out; let it listen on"
                                + " 127.0.0.1 and write http://127.0.0.1:PORT");
    }

    @Test
    void weight_zero_says_what_to_write_instead() {
        assertThatThrownBy(() -> Weight.parse("0"))
                .hasMessage("0 is not allowed (1..100); to stop traffic set setting: disabled");
    }

    @Test
    void access_order_decides_default_and_precedence() {
        Network here = Network.parse("192.0.2.0/24");
        InetAddress inside = InetAddress.ofLiteral("192.0.2.9");
        InetAddress outside = InetAddress.ofLiteral("198.51.100.9");

        assertThat(AccessConfig.EVERYBODY.permits(inside)).isTrue();
        assertThat(AccessConfig.NOBODY.permits(inside)).isFalse();
        AccessConfig allowHasTheLastWord =
                new AccessConfig(AccessConfig.Order.DENY_ALLOW, List.of(here), List.of(here));
        AccessConfig denyHasTheLastWord = new AccessConfig(AccessConfig.Order.ALLOW_DENY, List.of(here), List.of(here));
        assertThat(allowHasTheLastWord.permits(inside)).isTrue();
        assertThat(allowHasTheLastWord.permits(outside)).isTrue();
        assertThat(denyHasTheLastWord.permits(inside)).isFalse();
        assertThat(denyHasTheLastWord.permits(outside)).isFalse();
    }
}
