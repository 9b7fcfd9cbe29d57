package tandem.core.registration;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.core.balance.ContextState;
import tandem.core.routing.Found;

/** Replies as mod_proxy_cluster words them. */
final class McmpText {
    private McmpText() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * What came of a message about applications.
     *
     * @param requests how many are in flight; negative: not told
     */
    static String app(String command, String route, Map<String, Map<String, ContextState>> contexts, int requests) {
        String aliases = contexts.values().stream()
                .flatMap(states -> states.keySet().stream())
                .distinct()
                .collect(Collectors.joining(","));
        return "Type=" + command + "-RSP&JvmRoute=" + encoded(route) + "&Alias=" + encoded(aliases) + "&Context="
                + encoded(String.join(",", contexts.keySet())) + (requests < 0 ? "" : "&Requests=" + requests);
    }

    /** Members, hosts and applications for people and tools. */
    static String info(List<Registration> members) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < members.size(); i++) {
            Registration one = members.get(i);
            text.append("Node: [").append(i + 1).append("],Name: ").append(one.route());
            text.append(",Balancer: ").append(one.balancer()).append(",LBGroup: ");
            text.append(",Host: ")
                    .append(one.url().host())
                    .append(",Port: ")
                    .append(one.url().port());
            text.append(",Type: ")
                    .append(one.url().webScheme())
                    .append(",Load: ")
                    .append(one.load())
                    .append('\n');
        }
        for (int i = 0; i < members.size(); i++) {
            int vhost = 0;
            for (String alias : aliases(members.get(i))) {
                vhost++;
                text.append("Vhost: [")
                        .append(i + 1)
                        .append(":1:")
                        .append(vhost)
                        .append("], Alias: ");
                text.append(alias).append('\n');
            }
        }
        for (int i = 0; i < members.size(); i++) {
            int context = 0;
            for (Map.Entry<String, ContextState> state : members.get(i).states().entrySet()) {
                context++;
                text.append("Context: [")
                        .append(i + 1)
                        .append(":1:")
                        .append(context)
                        .append("], Context: ");
                text.append(state.getKey())
                        .append(", Status: ")
                        .append(state.getValue())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** The same, in the form of the tables. */
    static String dump(List<Registration> members) {
        StringBuilder text = new StringBuilder();
        Set<String> balancers = new LinkedHashSet<>();
        for (Registration one : members) {
            if (balancers.add(one.balancer())) {
                text.append("balancer: [")
                        .append(balancers.size())
                        .append("] Name: ")
                        .append(one.balancer());
                text.append(" Sticky: ")
                        .append(one.sessions().map(McmpText::sticky).orElse("0"))
                        .append('\n');
            }
        }
        for (int i = 0; i < members.size(); i++) {
            Registration one = members.get(i);
            text.append("node: [").append(i + 1).append(':').append(i + 1).append("],Balancer: ");
            text.append(one.balancer())
                    .append(",JVMRoute: ")
                    .append(one.route())
                    .append(",LBGroup: [],Host: ");
            text.append(one.url().host())
                    .append(",Port: ")
                    .append(one.url().port())
                    .append(",Type: ");
            text.append(one.url().webScheme())
                    .append(",timeout: ")
                    .append(one.timeoutSeconds())
                    .append('\n');
        }
        for (int i = 0; i < members.size(); i++) {
            int host = 0;
            for (String alias : aliases(members.get(i))) {
                host++;
                text.append("host: ").append(host).append(" [").append(alias).append("] vhost: 1 node: ");
                text.append(i + 1).append('\n');
            }
            int context = 0;
            for (Map.Entry<String, ContextState> state : members.get(i).states().entrySet()) {
                context++;
                text.append("context: ")
                        .append(context)
                        .append(" [")
                        .append(state.getKey())
                        .append("] vhost: 1 node: ");
                text.append(i + 1)
                        .append(" status: ")
                        .append(state.getValue().ordinal() + 1)
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String sticky(Found.Sessions sessions) {
        return "1 [" + sessions.sticky().cookie().orElse("") + "]/["
                + sessions.sticky().parameter().orElse("") + "] force: " + (sessions.force() ? 1 : 0);
    }

    private static Set<String> aliases(Registration member) {
        return member.contexts().values().stream()
                .flatMap(states -> states.keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
