package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessConfig.Order;
import tandem.core.text.Network;

/** Collects the access directives of one section. One thread. */
final class HttpdAccess {
    private static final List<Network> LOCAL = List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));

    private final List<Network> allow = new ArrayList<>();
    private final List<Network> deny = new ArrayList<>();
    private final List<Network> required = new ArrayList<>();
    private Order order = Order.DENY_ALLOW;
    private boolean allowAll;
    private boolean denyAll;
    private boolean compatible;
    private boolean requires;
    private boolean granted;
    private @Nullable Place firstCompatible;
    private @Nullable Place firstRequire;

    void order(Place place, Order given) {
        compatible(place);
        order = given;
    }

    void allow(Place place, String from) {
        compatible(place);
        if (from.equalsIgnoreCase("all")) {
            allowAll = true;
        } else {
            allow.add(network(from));
        }
    }

    void deny(Place place, String from) {
        compatible(place);
        if (from.equalsIgnoreCase("all")) {
            denyAll = true;
        } else {
            deny.add(network(from));
        }
    }

    private void compatible(Place place) {
        compatible = true;
        firstCompatible = firstCompatible == null ? place : firstCompatible;
    }

    private static Network network(String from) {
        boolean address = from.matches("[0-9./]+") || from.indexOf(':') >= 0;
        if (!address) {
            throw new IllegalArgumentException("'" + from
                    + "' is not carried out yet: only all, IP addresses and networks are, not names or env=");
        }
        return Network.parse(from);
    }

    void requireAll(Place place, boolean grant) {
        requirement(place);
        granted |= grant;
    }

    void requireIp(Place place, String network) {
        requirement(place);
        required.add(network(network));
    }

    void requireLocal(Place place) {
        requirement(place);
        required.addAll(LOCAL);
    }

    private void requirement(Place place) {
        requires = true;
        firstRequire = firstRequire == null ? place : firstRequire;
    }

    /** The rule, in its simplest form; empty if the section says nothing about access. */
    Optional<AccessConfig> rule(Report report) {
        if (!compatible) {
            return requires ? Optional.of(requirement()) : Optional.empty();
        }
        AccessConfig lists = lists();
        if (!requires || requirement().equals(AccessConfig.EVERYBODY)) {
            return Optional.of(lists);
        }
        if (!lists.equals(AccessConfig.EVERYBODY) && firstRequire != null) {
            report.error(
                    firstRequire,
                    "Require",
                    "together with Order, Allow and Deny in one section is not carried out yet; say it with Require alone");
        }
        return Optional.of(requirement());
    }

    private AccessConfig requirement() {
        if (granted) {
            return AccessConfig.EVERYBODY;
        }
        return required.isEmpty()
                ? AccessConfig.NOBODY
                : new AccessConfig(Order.ALLOW_DENY, List.copyOf(required), List.of());
    }

    private AccessConfig lists() {
        if (order == Order.DENY_ALLOW) {
            if (allowAll) {
                return AccessConfig.EVERYBODY;
            }
            return denyAll
                    ? new AccessConfig(Order.ALLOW_DENY, allow, List.of())
                    : new AccessConfig(Order.DENY_ALLOW, allow, deny);
        }
        if (denyAll) {
            return AccessConfig.NOBODY;
        }
        return allowAll
                ? new AccessConfig(Order.DENY_ALLOW, List.of(), deny)
                : new AccessConfig(Order.ALLOW_DENY, allow, deny);
    }
}
