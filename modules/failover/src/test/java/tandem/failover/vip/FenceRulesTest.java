package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.core.text.IpAddress;

class FenceRulesTest {
    private static final Map<String, List<InetAddress>> BOTH =
            Map.of("eth0", List.of(IpAddress.parse("198.51.100.100"), IpAddress.parse("2001:db8::64")));

    @Test
    void everything_by_which_an_address_answers_passes_the_set() {
        String text = new FenceRules("tandem_fence_lb1", BOTH, true).text(0);

        assertThat(text).isEqualTo("""
                        add table netdev tandem_fence_lb1
                        delete table netdev tandem_fence_lb1
                        table netdev tandem_fence_lb1 {
                          set alive { type ether_type; flags timeout; }
                          set armed { type ether_type; flags timeout; }
                          set parked { type ether_type; flags timeout; }
                          chain fenced { meta protocol @alive return; meta l4proto tcp meta protocol @parked return; counter drop; }
                          chain in_0 {
                            type filter hook ingress device "eth0" priority -200; policy accept;
                            ip daddr 198.51.100.100 goto fenced
                            arp daddr ip 198.51.100.100 arp saddr ip != 198.51.100.100 goto fenced
                            ip6 daddr 2001:db8:0:0:0:0:0:64 goto fenced
                            icmpv6 type nd-neighbor-solicit @th,64,128 0x20010db8000000000000000000000064 goto fenced
                          }
                          chain out_0 {
                            type filter hook egress device "eth0" priority -200; policy accept;
                            ip saddr 198.51.100.100 goto fenced
                            arp saddr ip 198.51.100.100 goto fenced
                            ip6 saddr 2001:db8:0:0:0:0:0:64 goto fenced
                            icmpv6 type nd-neighbor-advert @th,64,128 0x20010db8000000000000000000000064 goto fenced
                          }
                        }
                        """);
    }

    @Test
    void a_fence_put_back_in_front_of_an_owner_lets_its_packets_through_for_the_time_left() {
        assertThat(new FenceRules("tandem_fence_lb1", BOTH, true).text(450))
                .contains("  set alive { type ether_type; flags timeout; "
                        + "elements = { ip timeout 450ms, arp timeout 450ms, ip6 timeout 450ms } }\n")
                .contains("  set armed { type ether_type; flags timeout; }\n");
    }

    @Test
    void a_kernel_without_egress_gets_the_ingress_half() {
        FenceRules rules = new FenceRules("tandem_fence_lb1", BOTH, false);

        assertThat(rules.text(0)).doesNotContain("egress");
        assertThat(rules.chains()).containsExactly("fenced", "in_0");
    }
}
