package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fence's table in the language of {@code nft}: what comes in for a virtual address, and what goes out in its name, is dropped
 * unless the set {@code alive} is full. While {@code parked} is full, the connections that there are go on. Pure.
 *
 * @param table name of the table, of family netdev
 * @param addresses what is fenced, by interface
 * @param egress whether to fence what goes out too; Linux can from 5.16 on
 */
record FenceRules(String table, Map<String, List<InetAddress>> addresses, boolean egress) {
    static final String ALIVE = "alive";
    static final String ARMED = "armed";
    static final String PARKED = "parked";
    static final String FENCED = "fenced";

    FenceRules {
        Map<String, List<InetAddress>> copy = new LinkedHashMap<>();
        addresses.forEach((device, fenced) -> copy.put(device, List.copyOf(fenced)));
        addresses = copy;
    }

    /**
     * The table anew, whatever there was before, in one transaction.
     *
     * @param openMillis how long the set {@code alive} is full from then on; 0: empty
     */
    String text(long openMillis) {
        StringBuilder text = new StringBuilder(1024);
        text.append("add table netdev ").append(table).append('\n');
        text.append("delete table netdev ").append(table).append('\n');
        text.append("table netdev ").append(table).append(" {\n");
        text.append("  set alive { type ether_type; flags timeout; ")
                .append(openMillis > 0 ? full(openMillis) : "")
                .append("}\n");
        text.append("  set armed { type ether_type; flags timeout; }\n");
        text.append("  set parked { type ether_type; flags timeout; }\n");
        // Never ARP, and of IPv6 no neighbour discovery: who is parked goes on with its connections and answers for
        // nothing
        text.append("  chain fenced { meta protocol @alive return; meta l4proto tcp meta protocol @parked return;"
                + " counter drop; }\n");
        int number = 0;
        for (Map.Entry<String, List<InetAddress>> entry : addresses.entrySet()) {
            chain(text, "in", number, entry.getKey(), entry.getValue());
            if (egress) {
                chain(text, "out", number, entry.getKey(), entry.getValue());
            }
            number++;
        }
        return text.append("}\n").toString();
    }

    private static String full(long millis) {
        String timeout = " timeout " + millis + "ms";
        return "elements = { ip" + timeout + ", arp" + timeout + ", ip6" + timeout + " } ";
    }

    /** The names of its chains; the fence stands only while all of them have their rules. */
    List<String> chains() {
        List<String> chains = new ArrayList<>(List.of(FENCED));
        for (int number = 0; number < addresses.size(); number++) {
            chains.add("in_" + number);
            if (egress) {
                chains.add("out_" + number);
            }
        }
        return chains;
    }

    private static void chain(
            StringBuilder text, String direction, int number, String device, List<InetAddress> fenced) {
        boolean in = direction.equals("in");
        text.append("  chain ").append(direction).append('_').append(number).append(" {\n");
        text.append("    type filter hook ")
                .append(in ? "ingress" : "egress")
                .append(" device \"")
                .append(device)
                .append("\" priority -200; policy accept;\n");
        for (InetAddress address : fenced) {
            String literal = address.getHostAddress();
            if (address instanceof Inet4Address) {
                rule(text, (in ? "ip daddr " : "ip saddr ") + literal);
                // Not the announcements of its holder: this machine's own neighbour table lives by them
                rule(text, in ? "arp daddr ip " + literal + " arp saddr ip != " + literal : "arp saddr ip " + literal);
            } else {
                rule(text, (in ? "ip6 daddr " : "ip6 saddr ") + literal);
                // The target stands 8 bytes into the message; older versions of nft have no name for it
                rule(
                        text,
                        "icmpv6 type " + (in ? "nd-neighbor-solicit" : "nd-neighbor-advert") + " @th,64,128 0x"
                                + HexFormat.of().formatHex(address.getAddress()));
            }
        }
        text.append("  }\n");
    }

    private static void rule(StringBuilder text, String match) {
        text.append("    ").append(match).append(" goto fenced\n");
    }
}
