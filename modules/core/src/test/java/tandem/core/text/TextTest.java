package tandem.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,192.0.2.77,true",
        "192.0.2.0/24,192.0.3.1,false",
        "192.0.2.0/255.255.255.0,192.0.2.77,true",
        "192.0.2,192.0.2.77,true",
        "192.0.2.,192.0.3.77,false",
        "192.0.2.1,192.0.2.1,true",
        "192.0.2.1,192.0.2.2,false",
        "0.0.0.0/0,198.51.100.1,true",
        "192.0.2.128/25,192.0.2.127,false",
        "2001:db8::/32,2001:db8:1::1,true",
        "2001:db8::/32,192.0.2.1,false",
    })
    void network_contains_its_addresses(String network, String address, boolean contained) {
        assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "192.0.2.0/33", "192.0.2.0/x", "192.0.2.0/255.0.255.0", "example.com", "300.1.1.1"})
    void network_that_is_none_is_refused(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "5s,5000", "2m,120000", "1h,3600000", "0s,0"})
    void duration_round_trips(String text, long millis) {
        assertThat(Durations.parse(text)).hasMillis(millis);
        assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "5 s", "1d"})
    void duration_without_a_known_unit_is_refused(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("such as 250ms, 5s, 2m or 1h");
    }

    @Test
    void nearest_name_is_suggested_only_when_near() {
        assertThat(NearestName.to("polcy", List.of("policy", "members"))).contains("policy");
        assertThat(NearestName.to("BALANCERMEMBR", List.of("BalancerMember"))).contains("BalancerMember");
        assertThat(NearestName.to("zzz", List.of("policy", "members"))).isEmpty();
    }
}
