package tandem.admin.manager;

import java.util.Arrays;
import java.util.List;
import tandem.core.config.MemberFlag;
import tandem.core.config.PolicyName;

/** The forms of the manager's page: Apache's fields, and below those of a member what Apache cannot do. */
final class ManagerForms {
    static final List<String> POLICIES =
            Arrays.stream(PolicyName.values()).map(PolicyName::word).toList();

    private static final List<Flag> FLAGS = List.of(
            new Flag("I", "Ignore Errors", MemberFlag.IGNORE_ERRORS),
            new Flag("N", "Draining Mode", MemberFlag.DRAINING),
            new Flag("D", "Disabled", MemberFlag.DISABLED),
            new Flag("H", "Hot Standby", MemberFlag.STANDBY),
            new Flag("R", "Hot Spare", MemberFlag.SPARE),
            new Flag("S", "Stopped", MemberFlag.STOPPED));

    private record Flag(String letter, String title, MemberFlag flag) {}

    private ManagerForms() {}

    /** @param action the page's own address */
    static void member(StringBuilder out, BalancerView balancer, MemberView member, String action) {
        out.append("<h3>Edit worker settings for ")
                .append(Markup.escaped(member.url()))
                .append("</h3>\n");
        begin(out, action);
        out.append("<table>");
        field(out, "Load factor:", "w_lf", member.factor());
        field(out, "LB Set:", "w_ls", String.valueOf(member.member().config().lbset()));
        field(out, "Route:", "w_wr", member.member().config().route());
        field(out, "Route Redirect:", "w_rr", member.member().config().redirect());
        out.append("<tr><td>Status:</td><td><table><tr>");
        FLAGS.forEach(flag -> out.append("<th>").append(flag.title()).append("</th>"));
        out.append("</tr>\n<tr>");
        FLAGS.forEach(flag -> {
            out.append("<td>");
            onOff(out, "w_status_" + flag.letter(), member.has(flag.flag()));
            out.append("</td>\n");
        });
        out.append("</tr></table></td></tr>\n");
        field(out, "Worker URL:", "w_url", member.url());
        out.append("<tr><td>Remove Worker:</td><td><input name='w_remove' id='w_remove' type=checkbox value='1'>")
                .append("&nbsp;&nbsp;&nbsp;&nbsp;Are you sure? ")
                .append("<input name='w_yes' id='w_yes' type=checkbox value='1'></td></tr>\n");
        out.append("<tr><td colspan='2'><input type=submit value='Submit'></td></tr>\n</table>\n");
        hidden(out, "w", member.url());
        end(out, balancer);
    }

    /** @param action the page's own address */
    static void balancer(StringBuilder out, BalancerView balancer, String action) {
        out.append("<h3>Edit balancer settings for balancer://")
                .append(Markup.escaped(balancer.name()))
                .append("</h3>\n");
        begin(out, action);
        out.append("<table>\n<tr><td>LBmethod:</td><td>\n<select name='b_lbm' id='b_lbm'>");
        for (String policy : POLICIES) {
            out.append("<option value='")
                    .append(policy)
                    .append(policy.equals(balancer.policy()) ? "' selected >" : "'>")
                    .append(policy)
                    .append('\n');
        }
        out.append("</select>\n</td></tr>\n");
        field(
                out,
                "Timeout:",
                "b_tmo",
                String.valueOf(balancer.balancer().config().waitForMember().toSeconds()));
        field(
                out,
                "Failover Attempts:",
                "b_max",
                String.valueOf(balancer.balancer().furtherAttempts()));
        out.append("<tr><td>Disable Failover:</td><td>");
        onOff(out, "b_sforce", balancer.balancer().config().nofailover());
        out.append("</td>\n</tr>\n")
                .append("<tr><td>Sticky Session:</td><td><input name='b_ss' id='b_ss' size=64 type=text value =\"")
                .append(Markup.escaped(balancer.sticky()))
                .append("\">&nbsp;&nbsp;&nbsp;&nbsp;(Use '-' to delete)</td></tr>\n");
        if (balancer.mayGrow()) {
            out.append("<tr><td>Add New Worker:</td><td><input name='b_nwrkr' id='b_nwrkr' size=32 type=text>")
                    .append("&nbsp;&nbsp;&nbsp;&nbsp;Are you sure? ")
                    .append("<input name='b_wyes' id='b_wyes' type=checkbox value='1'></td></tr>");
        }
        out.append("<tr><td colspan=2><input type=submit value='Submit'></td></tr>\n</table>\n");
        end(out, balancer);
    }

    private static void begin(StringBuilder out, String action) {
        out.append("<form method='POST' enctype='application/x-www-form-urlencoded' action=\"")
                .append(Markup.escaped(action))
                .append("\">\n");
    }

    private static void end(StringBuilder out, BalancerView balancer) {
        hidden(out, "b", balancer.name());
        out.append("<input type=hidden name='nonce' id='nonce' value='")
                .append(Markup.escaped(balancer.nonce()))
                .append("'>\n</form>\n<hr />\n");
    }

    private static void hidden(StringBuilder out, String name, String value) {
        out.append("<input type=hidden name='")
                .append(name)
                .append("' id='")
                .append(name)
                .append("' value=\"")
                .append(Markup.escaped(value))
                .append("\">\n");
    }

    private static void field(StringBuilder out, String title, String name, String value) {
        out.append("<tr><td>")
                .append(title)
                .append("</td><td><input name='")
                .append(name)
                .append("' id='")
                .append(name)
                .append("' type=text value=\"")
                .append(Markup.escaped(value))
                .append("\"></td></tr>\n");
    }

    private static void onOff(StringBuilder out, String name, boolean on) {
        choice(out, name, "On", "1", on);
        out.append(" <br/> ");
        choice(out, name, "Off", "0", !on);
    }

    private static void choice(StringBuilder out, String name, String title, String value, boolean checked) {
        out.append("<label for='")
                .append(name)
                .append(value)
                .append("'>")
                .append(title)
                .append("</label> ");
        out.append("<input name='").append(name).append("' id='").append(name).append(value);
        out.append("' value='").append(value).append("' type=radio").append(checked ? " checked>" : ">");
    }
}
