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
import tandem.core.config.Requirement;

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
                    "In <Proxy> and <Location>: from all, addresses, networks or env=; not names.",
                    call -> list(call, true)),
            carriedOut(
                    "Deny",
                    ANYWHERE,
                    2,
                    ANY_NUMBER,
                    "In <Proxy> and <Location>: from all, addresses, networks or env=; not names.",
                    call -> list(call, false)),
            carriedOut(
                    "Require",
                    ANYWHERE,
                    1,
                    ANY_NUMBER,
                    "In <Proxy> and <Location>: all granted, all denied, ip, local, method, env; one of several suffices; with not in"
                            + " <RequireAll>.",
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

    /** The access of a section; empty outside of sections. */
    static Optional<HttpdAccess> access(HttpdScope scope) {
        return switch (scope) {
            case HttpdScope.Proxy proxy -> Optional.of(proxy.access());
            case HttpdScope.Location location -> Optional.of(location.section().access);
            case HttpdScope.Server server -> Optional.empty();
        };
    }

    /** The section's access; empty where there is no section, which is kept for the repair that names it. */
    private static Optional<HttpdAccess> access(HttpdCall call) {
        Optional<HttpdAccess> access = access(call.scope());
        if (access.isEmpty()) {
            call.draft().orphans.add(call.orphan(Orphan.Kind.ACCESS));
        }
        return access;
    }

    private static void order(HttpdCall call) {
        StringBuilder words = new StringBuilder();
        call.arguments().forEach(argument -> words.append(argument.text().toLowerCase(Locale.ROOT)));
        Order order = switch (words.toString()) {
            case "deny,allow" -> Order.DENY_ALLOW;
            case "allow,deny", "mutual-failure" -> Order.ALLOW_DENY;
            default -> throw new IllegalArgumentException("'" + words + "' is not allowed (deny,allow or allow,deny)");
        };
        access(call).ifPresent(access -> access.order(order));
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
                        rule.allow(from.text());
                    } else {
                        rule.deny(from.text());
                    }
                });
            } catch (IllegalArgumentException e) {
                call.error(from.place(), String.valueOf(e.getMessage()));
            }
        }
    }

    private static void require(HttpdCall call) {
        List<String> words = call.arguments().stream().map(HttpdWord::text).toList();
        boolean not = words.get(0).equalsIgnoreCase("not");
        if (not && words.size() == 1) {
            throw new IllegalArgumentException("not is followed by what must not be");
        }
        Requirement plain = Requirement.plain(not ? words.subList(1, words.size()) : words);
        Requirement requirement = not ? new Requirement.Not(plain) : plain;
        if (call.requirements() != null) {
            call.requirements().add(() -> requirement);
        } else if (not) {
            throw new IllegalArgumentException(
                    "negative Require directive has no effect in <RequireAny> directive; put it"
                            + " into <RequireAll> beside what is required");
        } else {
            access(call).ifPresent(access -> access.require(() -> requirement));
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
