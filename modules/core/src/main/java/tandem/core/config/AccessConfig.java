package tandem.core.config;

import java.net.InetAddress;
import java.util.List;
import tandem.core.text.Network;

/**
 * Who may pass, by client address, with the meaning of Apache's Order, Allow and Deny.
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
        List<Network> deny) {

    public static final AccessConfig EVERYBODY = new AccessConfig(Order.DENY_ALLOW, List.of(), List.of());
    public static final AccessConfig NOBODY = new AccessConfig(Order.ALLOW_DENY, List.of(), List.of());

    public AccessConfig {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /** Whether a client at this address may pass. */
    public boolean permits(InetAddress client) {
        boolean allowed = matches(allow, client);
        boolean denied = matches(deny, client);
        return order == Order.DENY_ALLOW ? allowed || !denied : allowed && !denied;
    }

    private static boolean matches(List<Network> networks, InetAddress client) {
        for (Network network : networks) {
            if (network.contains(client)) {
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
