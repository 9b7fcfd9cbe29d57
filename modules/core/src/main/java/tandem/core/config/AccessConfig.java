package tandem.core.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/**
 * Who may pass, with the meaning of Apache's Order, Allow and Deny, and of Require. Both must permit.
 *
 * @param order which list is asked first and thereby what the default is
 */
public record AccessConfig(
        @Key(
                doc =
                        "deny-allow: everybody but the denied, allow has the last word; allow-deny: only the allowed, deny has the"
                                + " last word (Order).",
                fallback = "deny-allow")
        Order order,

        @Key(doc = "Networks that may (Allow from); all is everybody.", fallback = "")
        List<Network> allow,

        @Key(doc = "Networks that may not (Deny from).", fallback = "")
        List<Network> deny,

        @Key(doc = "Variables that let a request pass like allow (Allow from env=).", fallback = "")
        List<String> allowVariables,

        @Key(doc = "Variables that stop a request like deny (Deny from env=).", fallback = "")
        List<String> denyVariables,

        @Key(
                doc =
                        "What a request must meet besides: all granted, all denied, ip NETWORK..., local, method NAME..., env NAME...,"
                                + " path PREFIX..., header NAME [VALUE... or BEGINNING*...], not ..., any(...; ...), all(...; ...), none(...; ...) (Require).",
                fallback = "",
                example = "all(ip 192.0.2.0/24; not method DELETE)")
        Optional<Requirement> require) {

    public static final AccessConfig EVERYBODY = new AccessConfig(Order.DENY_ALLOW, List.of(), List.of());
    public static final AccessConfig NOBODY = new AccessConfig(Order.ALLOW_DENY, List.of(), List.of());

    public AccessConfig {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        allowVariables = List.copyOf(allowVariables);
        denyVariables = List.copyOf(denyVariables);
    }

    /** By client address alone. */
    public AccessConfig(Order order, List<Network> allow, List<Network> deny) {
        this(order, allow, deny, List.of(), List.of(), Optional.empty());
    }

    /** The same with something that must be met besides. */
    public AccessConfig with(Requirement requirement) {
        return new AccessConfig(order, allow, deny, allowVariables, denyVariables, Optional.of(requirement));
    }

    /** Whether this request may pass. */
    public boolean permits(Requirement.Asker asker) {
        if (this == EVERYBODY) {
            return true;
        }
        boolean allowed = Network.anyContains(allow, asker.client()) || set(allowVariables, asker);
        boolean denied = Network.anyContains(deny, asker.client()) || set(denyVariables, asker);
        boolean listed = order == Order.DENY_ALLOW ? allowed || !denied : allowed && !denied;
        return listed && (require.isEmpty() || require.get().met(asker));
    }

    /** Whether a client at this address may pass that has set no variable, with GET. */
    public boolean permits(InetAddress client) {
        return permits(Requirement.Asker.at(client));
    }

    private static boolean set(List<String> names, Requirement.Asker asker) {
        for (String name : names) {
            if (asker.variable(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** The default and the precedence of the two lists. */
    public enum Order {
        DENY_ALLOW,
        ALLOW_DENY
    }
}
