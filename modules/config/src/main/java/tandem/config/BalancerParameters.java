package tandem.config;

import static tandem.config.HttpdStatus.BETTER;
import static tandem.config.HttpdStatus.CARRIED_OUT;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tandem.core.config.ManagerEdits;
import tandem.core.config.PolicyName;
import tandem.core.config.StatusCode;
import tandem.core.config.StickyConfig;

/** The parameters of a balancer: mod_proxy's table, with its ranges and sentences. */
final class BalancerParameters {
    static final List<HttpdParameter<BalancerDraft>> ROWS = List.of(
            new HttpdParameter<>(
                    "lbmethod",
                    CARRIED_OUT,
                    "How a member is chosen: byrequests, bytraffic or bybusyness.",
                    (b, v) -> b.policy = policy(v)),
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
                    CARRIED_OUT,
                    "Seconds that a request waits for some member to become usable; each request its own.",
                    (b, v) -> b.wait = HttpdNumbers.seconds(v, 1, "timeout must be at least one second")),
            new HttpdParameter<>(
                    "nonce",
                    BETTER,
                    "What an edit by the balancer-manager must show. Not given: one that changes every hour. None: the own host's"
                            + " Referer or Origin alone (httpd: no edits).",
                    BalancerParameters::nonce),
            new HttpdParameter<>(
                    "growth",
                    CARRIED_OUT,
                    "How many members the balancer-manager may add; command line and API have no limit.",
                    (b, v) -> b.growth = HttpdNumbers.integer(v, 1, 100, "growth must be between 1 and 100")),
            new HttpdParameter<>(
                    "failonstatus",
                    CARRIED_OUT,
                    "Statuses of a response that put its member in error; 504 is a member that did not answer in time.",
                    (b, v) -> b.failOnStatus = statuses(v)),
            new HttpdParameter<>(
                    "failontimeout",
                    CARRIED_OUT,
                    "A member that does not answer in time is put in error.",
                    (b, v) -> b.failOnTimeout = HttpdNumbers.onOff(v, "failontimeout")));

    private BalancerParameters() {}

    private static PolicyName policy(String value) {
        String method = value.toLowerCase(Locale.ROOT);
        return PolicyName.apache()
                .filter(name -> name.word().equals(method))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown lbmethod '" + value + "'; there are byrequests, bytraffic, bybusyness and heartbeat"));
    }

    private static Set<StatusCode> statuses(String value) {
        Set<StatusCode> statuses = new LinkedHashSet<>();
        for (String code : value.split("[,\\s]+")) {
            try {
                statuses.add(StatusCode.parse(code));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "failonstatus must be one or more HTTP response codes: " + e.getMessage());
            }
        }
        return statuses;
    }

    private static void nonce(BalancerDraft balancer, String value) {
        String nonce = HttpdNumbers.atMost(value, 36, "Provided nonce is too large");
        balancer.nonce = Optional.of(nonce.equalsIgnoreCase(ManagerEdits.NO_NONCE) ? ManagerEdits.NO_NONCE : nonce);
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
