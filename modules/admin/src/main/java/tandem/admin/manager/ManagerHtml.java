package tandem.admin.manager;

import java.util.List;
import java.util.Optional;
import tandem.core.config.HealthConfig;
import tandem.core.health.Expectation;

/**
 * The manager's page in the shape of Apache 2.4, which scripts take apart: two tables a balancer, links with all that an edit needs,
 * forms with Apache's fields.
 */
final class ManagerHtml {
    /** What the page says it is compatible with; scripts refuse to work with anything else. */
    private static final String COMPATIBLE = "Apache/2.4.71 (Tandem)";

    private static final String STYLE = """
            table {
             border-width: 1px;
             border-spacing: 3px;
             border-style: solid;
             border-color: gray;
             border-collapse: collapse;
             background-color: white;
             text-align: center;
            }
            th {
             border-width: 1px;
             padding: 2px;
             border-style: dotted;
             border-color: gray;
             background-color: lightgray;
             text-align: center;
            }
            td {
             border-width: 1px;
             padding: 2px;
             border-style: dotted;
             border-color: gray;
             background-color: white;
             text-align: center;
            }
            """;
    private static final List<String> BALANCER_HEADS = List.of(
            "MaxMembers",
            "StickySession",
            "DisableFailover",
            "Timeout",
            "FailoverAttempts",
            "Method",
            "Path",
            "Active");
    private static final List<String> MEMBER_HEADS = List.of(
            "Worker URL", "Route", "RouteRedir", "Factor", "Set", "Status", "Elected", "Busy", "Load", "To", "From");
    private static final List<String> CHECK_HEADS =
            List.of("HC Method", "HC Interval", "Passes", "Fails", "HC uri", "HC Expr");

    private ManagerHtml() {}

    /**
     * Where the page stands.
     *
     * @param host the name that the client used
     * @param path its path as the client wrote it
     * @param action its absolute address
     * @param version Tandem's
     */
    record Place(String host, String path, String action, String version) {}

    /** The balancer, and perhaps the member, whose form is shown. */
    record Chosen(BalancerView balancer, Optional<MemberView> member) {}

    /** @param sentence what came of an edit; empty without one */
    static String page(List<BalancerView> balancers, Optional<Chosen> chosen, Place place, String sentence) {
        StringBuilder out = new StringBuilder(8192);
        out.append("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n")
                .append("<html><head><title>Balancer Manager</title>\n<style type='text/css'>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body><h1>Load Balancer Manager for ")
                .append(Markup.escaped(place.host()))
                .append("</h1>\n\n<dl><dt>Server Version: ")
                .append(COMPATIBLE)
                .append("</dt>\n<dt>Server Built: Tandem ")
                .append(Markup.escaped(place.version()))
                .append("</dt>\n<dt>Balancer changes will be persisted on restart.</dt>")
                .append("<dt>Balancers are inherited from main server.</dt>")
                .append("<dt>ProxyPass settings are inherited from main server.</dt></dl>\n");
        if (!sentence.isEmpty()) {
            out.append("<p>").append(Markup.escaped(sentence)).append("</p>\n");
        }
        boolean checks = balancers.stream()
                .anyMatch(balancer -> balancer.members().stream()
                        .anyMatch(member -> member.health().isPresent()));
        balancers.forEach(balancer -> balancer(out, balancer, checks, place.path()));
        out.append("<hr />\n");
        chosen.ifPresent(one -> {
            if (one.member().isPresent()) {
                ManagerForms.member(out, one.balancer(), one.member().get(), place.action());
            } else {
                ManagerForms.balancer(out, one.balancer(), place.action());
            }
        });
        return out.append("</body></html>\n").toString();
    }

    private static void balancer(StringBuilder out, BalancerView balancer, boolean checks, String path) {
        out.append("<hr />\n<h3>LoadBalancer Status for <a href=\"");
        link(out, balancer, Optional.empty(), path);
        out.append("\">balancer://")
                .append(Markup.escaped(balancer.name()))
                .append("</a> [p")
                .append(String.format("%08x", balancer.name().hashCode()))
                .append('_')
                .append(Markup.escaped(balancer.name()))
                .append("]</h3>\n\n\n<table>");
        heads(out, BALANCER_HEADS);
        out.append("</tr>\n<tr>");
        out.append("<td>")
                .append(balancer.places())
                .append(" [")
                .append(balancer.used())
                .append(" Used]</td>\n");
        cell(out, balancer.sticky().isEmpty() ? " (None) " : balancer.sticky());
        cell(out, balancer.balancer().config().nofailover() ? "On" : "Off");
        out.append('\n');
        cell(out, String.valueOf(balancer.balancer().config().waitForMember().toSeconds()));
        cell(out, String.valueOf(balancer.balancer().furtherAttempts()));
        out.append('\n');
        cell(out, balancer.policy());
        out.append('\n');
        cell(out, balancer.path());
        out.append("\n<td>Yes</td>\n</tr>\n</table>\n<br />\n\n<table>");
        heads(out, MEMBER_HEADS);
        if (checks) {
            CHECK_HEADS.forEach(head -> out.append("<th>").append(head).append("</th>"));
        }
        out.append("</tr>\n");
        balancer.members().forEach(member -> member(out, balancer, member, checks, path));
        out.append("</table>\n");
    }

    private static void heads(StringBuilder out, List<String> heads) {
        out.append("<tr>");
        heads.forEach(head -> out.append("<th>").append(head).append("</th>"));
    }

    private static void member(
            StringBuilder out, BalancerView balancer, MemberView member, boolean checks, String path) {
        out.append("<tr>\n<td><a href=\"");
        link(out, balancer, Optional.of(member.url()), path);
        out.append("\">").append(Markup.escaped(member.url())).append("</a></td>");
        cell(out, member.member().config().route());
        cell(out, member.member().config().redirect());
        cell(out, member.factor());
        cell(out, String.valueOf(member.member().config().lbset()));
        cell(out, member.words());
        cell(out, String.valueOf(member.elected()));
        cell(out, String.valueOf(member.busy()));
        cell(out, String.valueOf(member.standing().lbstatus()));
        cell(out, Markup.size(member.bytesTo()));
        cell(out, Markup.size(member.bytesFrom()));
        if (checks) {
            health(out, member.health());
        }
        out.append("</tr>\n");
    }

    private static void health(StringBuilder out, Optional<HealthConfig> health) {
        cell(out, health.map(h -> h.method().name()).orElse("NONE"));
        cell(out, health.map(h -> h.interval().toMillis() + "ms").orElse(""));
        cell(out, health.map(h -> String.valueOf(h.rise())).orElse(""));
        cell(out, health.map(h -> String.valueOf(h.fall())).orElse(""));
        cell(out, health.map(HealthConfig::path).orElse(""));
        cell(
                out,
                health.flatMap(HealthConfig::expect).map(Expectation::toString).orElse(""));
    }

    private static void cell(StringBuilder out, String text) {
        out.append("<td>").append(Markup.escaped(text)).append("</td>");
    }

    /** The parameters in Apache's order: scripts match on them. */
    private static void link(StringBuilder out, BalancerView balancer, Optional<String> member, String path) {
        out.append(Markup.escaped(path)).append("?b=").append(Markup.inQuery(balancer.name()));
        member.ifPresent(url -> out.append("&amp;w=").append(Markup.inQuery(url)));
        out.append("&amp;nonce=").append(Markup.inQuery(balancer.nonce()));
    }
}
