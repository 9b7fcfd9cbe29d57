package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FlowRulesTest {
    private static final FlowRules RULES = new FlowRules("tandem_flow_lb1", new TreeSet<>(Set.of(443, 80)));
    private static final FlowRules.Line FOUR = new FlowRules.Line(
            VipAddress.of("198.51.100.100"), "eth0", "198.51.100.11", "198.51.100.12", "02:00:00:00:00:0c");
    private static final FlowRules.Line SIX =
            new FlowRules.Line(VipAddress.of("2001:db8::64"), "eth0", "fe80::b", "fe80::c", "02:00:00:00:00:0c");

    @Test
    void new_owner_sends_what_only_a_listening_socket_takes_to_the_old_one() {
        assertThat(RULES.forward(List.of(FOUR), 65_000)).endsWith("""
                table ip tandem_flow_lb1 {
                  set open { type ether_type; flags timeout; elements = { ip timeout 65000ms } }
                  chain pre {
                    type filter hook prerouting priority raw; policy accept;
                    iifname "eth0" ip daddr 198.51.100.100 tcp dport { 80, 443 } meta protocol @open goto to_0
                  }
                  chain to_0 {
                    tcp flags & (syn|ack|rst) == syn return
                    socket wildcard 0 return
                    ether saddr 02:00:00:00:00:0c socket wildcard 1 counter drop
                    ether saddr 02:00:00:00:00:0c return
                    socket wildcard 1 counter dup to 198.51.100.12 device "eth0" drop
                    counter dup to 198.51.100.12 device "eth0"
                  }
                }
                """);
    }

    @Test
    void old_owner_resets_nothing_and_asks_nobody_in_the_name_of_the_address() {
        String text = RULES.keep(List.of(FOUR, SIX), 65_000);

        assertThat(text)
                .contains("    ether saddr 02:00:00:00:00:0c socket wildcard 1 counter drop\n")
                .contains("    arp saddr ip 198.51.100.100 arp operation request arp saddr ip set 198.51.100.11\n")
                .contains("table ip6 tandem_flow_lb1 {\n")
                .contains("dup to fe80::c device \"eth0\" drop\n")
                .doesNotContain("arp saddr ip 2001");
    }

    @Test
    void old_owner_sends_what_it_does_not_know_to_the_new_one_but_takes_new_connections_until_told() {
        assertThat(RULES.keep(List.of(FOUR), 65_000)).contains("""
                  chain to_0 {
                    tcp flags & (syn|ack|rst) == syn meta protocol @accepting return
                    socket wildcard 0 return
                    ether saddr 02:00:00:00:00:0c socket wildcard 1 counter drop
                    ether saddr 02:00:00:00:00:0c return
                    tcp flags & (syn|ack|rst) == syn counter dup to 198.51.100.12 device "eth0" drop
                    socket wildcard 1 counter dup to 198.51.100.12 device "eth0" drop
                    counter dup to 198.51.100.12 device "eth0"
                  }
                """);
        assertThat(RULES.divert(List.of(FOUR, SIX)))
                .isEqualTo("flush set ip tandem_flow_lb1 accepting\nflush set ip6 tandem_flow_lb1 accepting\n");
    }

    @Test
    void what_an_earlier_life_left_is_removed_in_the_same_transaction() {
        assertThat(RULES.forward(List.of(FOUR), 1)).startsWith(RULES.none());
        assertThat(RULES.none()).contains("delete table ip tandem_flow_lb1\n", "delete table arp tandem_flow_lb1\n");
    }
}
