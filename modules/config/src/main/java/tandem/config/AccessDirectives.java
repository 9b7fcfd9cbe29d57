package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.carriedOut;
import static tandem.config.HttpdDirective.notYet;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.config.HttpdDraft.Orphan;
import tandem.core.config.AccessConfig.Order;

/** Who may pass: mod_access_compat's directives and the part of Require that looks at addresses. */
final class AccessDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "Order",
                    ANYWHERE,
                    1,
                    2,
                    "In <Proxy> and <Location>: deny,allow or allow,deny.",
                    AccessDirectives::order),
            carriedOut(
                    "Allow",
                    ANYWHERE,
                    2,
                    ANY_NUMBER,
                    "In <Proxy> and <Location>: from all, addresses or networks; not names or env=.",
                    call -> list(call, true)),
            carriedOut(
                    "Deny",
                    ANYWHERE,
                    2,
                    ANY_NUMBER,
                    "In <Proxy> and <Location>: from all, addresses or networks; not names or env=.",
                    call -> list(call, false)),
            carriedOut(
                    "Require",
                    ANYWHERE,
                    1,
                    ANY_NUMBER,
                    "In <Proxy> and <Location>: all granted, all denied, ip, local; one of several suffices.",
                    AccessDirectives::require),
            new HttpdDirective(
                    "Satisfy",
                    HttpdDirective.ANYWHERE,
                    HttpdStatus.ACCEPTED_WITHOUT_EFFECT,
                    "Access is decided by address alone, so there is nothing to combine.",
                    1,
                    1,
                    AccessDirectives::satisfy),
            notYet("AuthType", "no user is asked for a password"),
            notYet("AuthName", "no user is asked for a password"),
            notYet("AuthUserFile", "no user is asked for a password"),
            notYet("AuthBasicProvider", "no user is asked for a password"));

    private AccessDirectives() {}

    /** The section's rule; empty where there is no section, which is kept for the repair that names it. */
    private static Optional<HttpdAccess> access(HttpdCall call) {
        return switch (call.scope()) {
            case HttpdScope.Proxy proxy -> Optional.of(proxy.access());
            case HttpdScope.Location location -> Optional.of(location.access());
            case HttpdScope.Server server -> {
                call.draft().orphans.add(call.orphan(Orphan.Kind.ACCESS));
                yield Optional.empty();
            }
        };
    }

    private static void order(HttpdCall call) {
        StringBuilder words = new StringBuilder();
        call.arguments().forEach(argument -> words.append(argument.text().toLowerCase(Locale.ROOT)));
        Order order = switch (words.toString()) {
            case "deny,allow" -> Order.DENY_ALLOW;
            case "allow,deny", "mutual-failure" -> Order.ALLOW_DENY;
            default -> throw new IllegalArgumentException("'" + words + "' is not allowed (deny,allow or allow,deny)");
        };
        access(call).ifPresent(access -> access.order(call.place(), order));
    }

    private static void list(HttpdCall call, boolean allow) {
        if (!call.arguments().get(0).is("from")) {
            throw new IllegalArgumentException(
                    "is followed by from, as in " + call.directive().name() + " from all");
        }
        Optional<HttpdAccess> access = access(call);
        for (HttpdWord from : call.arguments().subList(1, call.arguments().size())) {
            try {
                access.ifPresent(rule -> {
                    if (allow) {
                        rule.allow(call.place(), from.text());
                    } else {
                        rule.deny(call.place(), from.text());
                    }
                });
            } catch (IllegalArgumentException e) {
                call.error(from.place(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static void require(HttpdCall call) {
        Optional<HttpdAccess> section = access(call);
        if (section.isEmpty()) {
            return;
        }
        HttpdAccess access = section.get();
        String kind = call.word(0).toLowerCase(Locale.ROOT);
        String second = call.arguments().size() > 1 ? call.word(1).toLowerCase(Locale.ROOT) : "";
        switch (kind) {
            case "all" -> {
                if (!second.equals("granted") && !second.equals("denied")) {
                    throw new IllegalArgumentException("all is followed by granted or denied");
                }
                access.requireAll(call.place(), second.equals("granted"));
            }
            case "local" -> access.requireLocal(call.place());
            case "ip" -> ip(call, access);
            default ->
                throw new IllegalArgumentException(
                        kind + " is not carried out yet; known are all granted, all denied, ip and local");
        }
    }

    private static void ip(HttpdCall call, HttpdAccess access) {
        if (call.arguments().size() < 2) {
            throw new IllegalArgumentException("ip is followed by addresses or networks");
        }
        for (HttpdWord network : call.arguments().subList(1, call.arguments().size())) {
            try {
                access.requireIp(call.place(), network.text());
            } catch (IllegalArgumentException e) {
                call.error(network.place(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static void satisfy(HttpdCall call) {
        if (!call.arguments().get(0).is("any") && !call.arguments().get(0).is("all")) {
            throw new IllegalArgumentException("'" + call.word(0) + "' is not allowed (Any or All)");
        }
        if (call.arguments().get(0).is("any")) {
            call.warning(call.place(), "Any has no effect here: access is decided by address alone");
        }
    }
}
