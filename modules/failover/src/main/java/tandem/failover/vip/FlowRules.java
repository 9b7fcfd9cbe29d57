package tandem.failover.vip;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rules of a hand-over in the language of {@code nft}. What is known of a connection says the kernel's table of sockets: a
 * packet that only a listening socket takes, and that opens no connection, belongs to one that this machine does not know. So
 * neither connection tracking nor a kernel setting is needed (ADR 26). Pure.
 *
 * <p>A packet is passed on once at the most: what comes from the other node is never sent back. One that meets neither a listener
 * nor a connection, but a handshake or the memory of an ended connection, goes both ways: a client may use a port again whose
 * last connection was to the other node, and whichever node does not know the packet drops it or answers as to a late duplicate.
 *
 * @param table name of the tables, of the families ip, ip6 and arp
 * @param ports of the listeners; packets to others are left alone
 */
record FlowRules(String table, SortedSet<Integer> ports) {
    /**
     * How long a node that gives an address away takes new connections, if it does not hear that the other has the address: until
     * the hand-over would be taken back.
     */
    static final long ACCEPTING_MILLIS = 2000;

    private static final String OPENS = "tcp flags & (syn|ack|rst) == syn";

    /**
     * A virtual address and the other node of the hand-over.
     *
     * @param own this node's address on the interface
     * @param other the other node's
     */
    record Line(VipAddress vip, String device, String own, String other, String otherMac) {
        boolean four() {
            return vip.four();
        }
    }

    FlowRules {
        ports = new TreeSet<>(ports);
    }

    /** What removes them, whether or not they are there. */
    String none() {
        return none("ip") + none("ip6") + none("arp");
    }

    private String none(String family) {
        return "add table " + family + " " + table + "\ndelete table " + family + " " + table + "\n";
    }

    /** Packets of unknown connections go to the other node; what comes from there is not sent back. */
    String forward(List<Line> lines, long millis) {
        StringBuilder text = new StringBuilder(none());
        family(text, "ip", lines, Line::four, millis, false);
        family(text, "ip6", lines, line -> !line.four(), millis, false);
        return text.toString();
    }

    /**
     * Known connections go on; new ones are taken until {@link #divert}, then go to the other node; nobody is asked in the name
     * of a virtual address.
     */
    String keep(List<Line> lines, long millis) {
        StringBuilder text = new StringBuilder(none());
        family(text, "ip", lines, Line::four, millis, true);
        family(text, "ip6", lines, line -> !line.four(), millis, true);
        text.append("table arp ").append(table).append(" {\n");
        text.append("  chain out {\n    type filter hook output priority 0; policy accept;\n");
        for (Line line : lines) {
            if (line.four()) {
                String vip = line.vip().address().getHostAddress();
                text.append("    arp saddr ip ").append(vip).append(" arp operation request arp saddr ip set ");
                text.append(line.own()).append('\n');
            }
        }
        return text.append("  }\n}\n").toString();
    }

    /** Sends new connections to the other node from now on. */
    String divert(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        if (lines.stream().anyMatch(Line::four)) {
            text.append("flush set ip ").append(table).append(" accepting\n");
        }
        if (lines.stream().anyMatch(line -> !line.four())) {
            text.append("flush set ip6 ").append(table).append(" accepting\n");
        }
        return text.toString();
    }

    private void family(
            StringBuilder text, String family, List<Line> all, Predicate<Line> ofFamily, long millis, boolean keep) {
        List<Line> lines = all.stream().filter(ofFamily).toList();
        if (lines.isEmpty()) {
            return;
        }
        text.append("table ").append(family).append(' ').append(table).append(" {\n");
        set(text, "open", family, millis);
        if (keep) {
            set(text, "accepting", family, ACCEPTING_MILLIS);
        }
        text.append("  chain pre {\n    type filter hook prerouting priority raw; policy accept;\n");
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            text.append("    iifname \"").append(line.device()).append("\" ");
            text.append(family).append(" daddr ").append(line.vip().address().getHostAddress());
            text.append(" tcp dport { ")
                    .append(portList())
                    .append(" } meta protocol @open goto to_")
                    .append(i);
            text.append('\n');
        }
        text.append("  }\n");
        for (int i = 0; i < lines.size(); i++) {
            text.append("  chain to_").append(i).append(" {\n");
            passing(text, lines.get(i), keep);
            text.append("  }\n");
        }
        text.append("}\n");
    }

    private static void passing(StringBuilder text, Line line, boolean keep) {
        rule(text, OPENS + (keep ? " meta protocol @accepting" : "") + " return");
        rule(text, "socket wildcard 0 return");
        rule(text, "ether saddr " + line.otherMac() + " socket wildcard 1 counter drop");
        rule(text, "ether saddr " + line.otherMac() + " return");
        if (keep) {
            rule(text, OPENS + " counter " + toOther(line) + " drop");
        }
        rule(text, "socket wildcard 1 counter " + toOther(line) + " drop");
        rule(text, "counter " + toOther(line));
    }

    private static String toOther(Line line) {
        return "dup to " + line.other() + " device \"" + line.device() + "\"";
    }

    private static void rule(StringBuilder text, String rule) {
        text.append("    ").append(rule).append('\n');
    }

    private static void set(StringBuilder text, String name, String family, long millis) {
        text.append("  set ").append(name).append(" { type ether_type; flags timeout; elements = { ");
        text.append(family).append(" timeout ").append(millis).append("ms } }\n");
    }

    private String portList() {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
