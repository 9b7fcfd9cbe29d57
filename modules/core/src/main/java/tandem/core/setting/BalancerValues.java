package tandem.core.setting;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HashConfig;
import tandem.core.config.PolicyName;
import tandem.core.config.Shift;
import tandem.core.config.StickyConfig;
import tandem.core.text.Durations;
import tandem.core.text.NearestName;

/** The keys of a balancer that operators may set at run time. */
public final class BalancerValues {
    /** The key of a part of its clients that another balancer gets. */
    public static final String SHIFT = "shift";

    private static final int LONGEST_STICKY = 63;
    private static final Duration LONGEST_WAIT = Duration.ofHours(2);
    private static final int MOST_SURPLUS = 10_000;
    private static final String OFF = "off";

    private static final Map<String, BiFunction<BalancerConfig, String, BalancerConfig.Edit>> KEYS = Map.of(
            "policy",
            (balancer, text) -> balancer.edit().policy(policy(text)),
            "sticky",
            (balancer, text) -> balancer.edit().sticky(sticky(text, balancer.sticky())),
            "hash",
            (balancer, text) -> balancer.edit().hash(hash(text, balancer.hash().surplus())),
            "surplus",
            (balancer, text) -> balancer.edit()
                    .hash(new HashConfig(balancer.hash().by(), balancer.hash().name(), surplus(text))),
            "nofailover",
            (balancer, text) -> balancer.edit().nofailover(flag(text)),
            "max-attempts",
            (balancer, text) -> balancer.edit().maxAttempts(attempts(text)),
            "wait",
            (balancer, text) -> balancer.edit().waitForMember(patience(text)),
            SHIFT,
            (balancer, text) ->
                    balancer.edit().shift(text.equals(OFF) ? Optional.empty() : Optional.of(Shift.parse(text))));

    private BalancerValues() {}

    /** The keys, sorted. */
    public static List<String> keys() {
        return KEYS.keySet().stream().sorted().toList();
    }

    /**
     * Looks whether a key exists and its value can be read for this balancer.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static void check(BalancerConfig balancer, String key, String text) {
        BiFunction<BalancerConfig, String, BalancerConfig.Edit> setter = KEYS.get(key);
        if (setter == null) {
            String near = NearestName.to(key, keys())
                    .map(name -> "did you mean " + name + "?")
                    .orElse("there are " + String.join(", ", keys()));
            throw new IllegalArgumentException("a balancer has no " + key + " that can be set at run time; " + near);
        }
        try {
            BalancerConfig.Edit _ = setter.apply(balancer, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage());
        }
    }

    /** A balancer with what operators set; what another version wrote and this one cannot read is left out. */
    static BalancerConfig applied(BalancerConfig balancer, Map<String, String> values) {
        BalancerConfig now = balancer;
        for (Map.Entry<String, String> value : values.entrySet()) {
            BiFunction<BalancerConfig, String, BalancerConfig.Edit> setter = KEYS.get(value.getKey());
            if (setter != null && readable(now, value.getKey(), value.getValue())) {
                now = setter.apply(now, value.getValue()).done();
            }
        }
        return now;
    }

    private static boolean readable(BalancerConfig balancer, String key, String text) {
        try {
            check(balancer, key, text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static PolicyName policy(String text) {
        return Arrays.stream(PolicyName.values())
                .filter(name -> name.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a policy; there are "
                        + Arrays.stream(PolicyName.values())
                                .map(PolicyName::word)
                                .collect(Collectors.joining(", "))));
    }

    /** {@code COOKIE} for cookie and parameter of one name, {@code COOKIE|PARAMETER}, or {@code off}; the separator stays. */
    private static Optional<StickyConfig> sticky(String text, Optional<StickyConfig> before) {
        if (text.equals(OFF)) {
            return Optional.empty();
        }
        int bar = text.indexOf('|');
        String cookie = (bar < 0 ? text : text.substring(0, bar)).strip();
        String parameter = (bar < 0 ? text : text.substring(bar + 1)).strip();
        boolean names = name(cookie) && name(parameter);
        if (!names || text.length() > LONGEST_STICKY) {
            throw new IllegalArgumentException("'" + text + "' is not COOKIE, COOKIE|PARAMETER or off: at most "
                    + LONGEST_STICKY + " characters without blanks, semicolons and commas");
        }
        return Optional.of(new StickyConfig(
                Optional.of(cookie),
                Optional.of(parameter),
                before.map(StickyConfig::separator).orElse(StickyConfig.Separator.DOT),
                before.map(StickyConfig::semicolonEnds).orElse(false),
                before.flatMap(StickyConfig::issue)));
    }

    /** {@code source}, {@code path}, {@code uri}, {@code header:NAME} or {@code cookie:NAME}; the surplus stays. */
    private static HashConfig hash(String text, int surplus) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        Optional<String> name = colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        HashConfig.By by = Arrays.stream(HashConfig.By.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word))
                .filter(known ->
                        known.named() == name.filter(BalancerValues::name).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is not source, path, uri, header:NAME or cookie:NAME"));
        return new HashConfig(by, name, surplus);
    }

    private static int surplus(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MOST_SURPLUS) {
            throw new IllegalArgumentException("'" + text + "' is not allowed (0..10000)");
        }
        return Integer.parseInt(text);
    }

    private static boolean name(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "|;,=?&#\"<>".indexOf(c) < 0);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static int attempts(String text) {
        if (!text.matches("\\d{1,2}")) {
            throw new IllegalArgumentException("'" + text + "' is not allowed (0..99)");
        }
        return Integer.parseInt(text);
    }

    private static Duration patience(String text) {
        Duration wait = Durations.parse(text);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than 2h");
        }
        return wait;
    }
}
