package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessConfig.Order;
import tandem.core.config.Requirement;
import tandem.core.text.Network;

/** Collects the access directives of one section. One thread. */
final class HttpdAccess {
    private final List<Network> allow = new ArrayList<>();
    private final List<Network> deny = new ArrayList<>();
    private final List<String> allowVariables = new ArrayList<>();
    private final List<String> denyVariables = new ArrayList<>();
    private final RequirementDraft required = new RequirementDraft(Requirement.Group.Kind.ANY);
    private Order order = Order.DENY_ALLOW;
    private boolean allowAll;
    private boolean denyAll;
    private boolean compatible;

    void order(Order given) {
        compatible = true;
        order = given;
    }

    void allow(String from) {
        compatible = true;
        if (from.equalsIgnoreCase("all")) {
            allowAll = true;
        } else if (from.startsWith("env=")) {
            allowVariables.add(variable(from));
        } else {
            allow.add(network(from));
        }
    }

    void deny(String from) {
        compatible = true;
        if (from.equalsIgnoreCase("all")) {
            denyAll = true;
        } else if (from.startsWith("env=")) {
            denyVariables.add(variable(from));
        } else {
            deny.add(network(from));
        }
    }

    private static String variable(String from) {
        String name = from.substring("env=".length());
        if (name.isEmpty() || name.startsWith("!")) {
            throw new IllegalArgumentException("'" + from + "' is not carried out; write env=NAME");
        }
        return name;
    }

    private static Network network(String from) {
        boolean address = from.matches("[0-9./]+") || from.indexOf(':') >= 0;
        if (!address) {
            throw new IllegalArgumentException("'" + from
                    + "' is not carried out: only all, IP addresses, networks and env= are; a name would be asked of a name server"
                    + " for each request");
        }
        return Network.parse(from);
    }

    void require(Supplier<Requirement> requirement) {
        required.add(requirement);
    }

    /** The rule, in its simplest form; empty if the section says nothing about access. */
    Optional<AccessConfig> rule() {
        if (!compatible && required.isEmpty()) {
            return Optional.empty();
        }
        AccessConfig lists = compatible ? lists() : AccessConfig.EVERYBODY;
        return Optional.of(required.isEmpty() ? lists : requiring(lists, required.get()));
    }

    private static AccessConfig requiring(AccessConfig lists, Requirement all) {
        List<Requirement> parts = all instanceof Requirement.Group group ? group.parts() : List.of(all);
        Requirement simple = parts.size() == 1 ? parts.get(0) : all;
        boolean open = lists.equals(AccessConfig.EVERYBODY);
        if (parts.contains(new Requirement.All(true))) {
            return lists;
        }
        if (open && simple.equals(new Requirement.All(false))) {
            return AccessConfig.NOBODY;
        }
        List<Network> networks = new ArrayList<>();
        boolean addresses = parts.stream().allMatch(Requirement.Ip.class::isInstance);
        parts.forEach(part -> {
            if (part instanceof Requirement.Ip ip) {
                networks.addAll(ip.networks());
            }
        });
        return open && addresses ? new AccessConfig(Order.ALLOW_DENY, networks, List.of()) : lists.with(simple);
    }

    private AccessConfig lists() {
        if (order == Order.DENY_ALLOW) {
            if (allowAll) {
                return AccessConfig.EVERYBODY;
            }
            return denyAll
                    ? access(Order.ALLOW_DENY, allow, List.of(), allowVariables, List.of())
                    : access(Order.DENY_ALLOW, allow, deny, allowVariables, denyVariables);
        }
        if (denyAll) {
            return AccessConfig.NOBODY;
        }
        return allowAll
                ? access(Order.DENY_ALLOW, List.of(), deny, List.of(), denyVariables)
                : access(Order.ALLOW_DENY, allow, deny, allowVariables, denyVariables);
    }

    private static AccessConfig access(
            Order order, List<Network> allow, List<Network> deny, List<String> allowIf, List<String> denyIf) {
        return new AccessConfig(order, allow, deny, allowIf, denyIf, Optional.empty());
    }
}
