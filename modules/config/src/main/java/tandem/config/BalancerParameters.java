package tandem.config;

import static tandem.config.HttpdStatus.ACCEPTED_WITHOUT_EFFECT;
import static tandem.config.HttpdStatus.CARRIED_OUT;
import static tandem.config.HttpdStatus.NOT_YET;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tandem.core.config.StickyConfig;

/** The parameters of a balancer: mod_proxy's table, with its ranges and sentences. */
final class BalancerParameters {
    private static final Set<String> OTHER_POLICIES = Set.of("bytraffic", "bybusyness", "heartbeat");

    static final List<HttpdParameter<BalancerDraft>> ROWS = List.of(
            new HttpdParameter<>("lbmethod", CARRIED_OUT, "How a member is chosen: byrequests.", (b, v) -> lbmethod(v)),
            new HttpdParameter<>(
                    "stickysession",
                    CARRIED_OUT,
                    "The name of cookie and URL parameter, or cookie|parameter.",
                    BalancerParameters::stickysession),
            new HttpdParameter<>(
                    "stickysessionsep",
                    CARRIED_OUT,
                    "The character before the route, or Off.",
                    (b, v) -> b.separator = separator(v)),
            new HttpdParameter<>(
                    "scolonpathdelim",
                    CARRIED_OUT,
                    "A semicolon ends a session value in the URL.",
                    (b, v) -> b.semicolonEnds = HttpdNumbers.onOff(v, "scolonpathdelim")),
            new HttpdParameter<>(
                    "nofailover",
                    CARRIED_OUT,
                    "Answer 503 rather than move a client whose member is not usable.",
                    (b, v) -> b.nofailover = HttpdNumbers.onOff(v, "nofailover")),
            new HttpdParameter<>(
                    "maxattempts",
                    CARRIED_OUT,
                    "How many further members a request may try.",
                    (b, v) -> b.maxAttempts = OptionalInt.of(HttpdNumbers.integer(
                            v, 0, Integer.MAX_VALUE, "maximum number of attempts must be a positive number"))),
            new HttpdParameter<>(
                    "forcerecovery",
                    CARRIED_OUT,
                    "When every member is in error, try them all again at once.",
                    (b, v) -> b.forceRecovery = HttpdNumbers.onOff(v, "forcerecovery")),
            new HttpdParameter<>(
                    "timeout",
                    ACCEPTED_WITHOUT_EFFECT,
                    "a request does not wait for a member to become usable; it is answered with 503 at once",
                    (b, v) -> HttpdNumbers.seconds(v, 1, "timeout must be at least one second")),
            new HttpdParameter<>(
                    "nonce",
                    ACCEPTED_WITHOUT_EFFECT,
                    "the operators' listener has its own protection",
                    (b, v) -> HttpdNumbers.atMost(v, 36, "Provided nonce is too large")),
            new HttpdParameter<>(
                    "growth",
                    ACCEPTED_WITHOUT_EFFECT,
                    "there is no limit to set",
                    (b, v) -> HttpdNumbers.integer(v, 1, 100, "growth must be between 1 and 100")),
            new HttpdParameter<>("failonstatus", NOT_YET, "a member's answer never puts it in error", (b, v) -> {}),
            new HttpdParameter<>("failontimeout", NOT_YET, "a silent member gives 504 and stays usable", (b, v) -> {}));

    private BalancerParameters() {}

    private static void lbmethod(String value) {
        String method = value.toLowerCase(Locale.ROOT);
        if (OTHER_POLICIES.contains(method)) {
            throw new IllegalArgumentException(method + " is not carried out yet; use lbmethod=byrequests");
        }
        if (!method.equals("byrequests")) {
            throw new IllegalArgumentException("unknown lbmethod '" + value + "'; use byrequests");
        }
    }

    private static void stickysession(BalancerDraft balancer, String value) {
        int bar = value.indexOf('|');
        String cookie = bar < 0 ? value : value.substring(0, bar);
        String parameter = bar < 0 ? value : value.substring(bar + 1);
        if (cookie.isEmpty() || parameter.isEmpty()) {
            throw new IllegalArgumentException("'" + value + "' names no session; write NAME or COOKIE|PARAMETER");
        }
        balancer.cookie = Optional.of(cookie);
        balancer.parameter = Optional.of(parameter);
    }

    private static StickyConfig.Separator separator(String value) {
        if (value.length() != 1 && !value.equalsIgnoreCase("off")) {
            throw new IllegalArgumentException(
                    "stickysessionsep must be a single character or Off, not '" + value + "'");
        }
        return StickyConfig.Separator.parse(value);
    }
}
