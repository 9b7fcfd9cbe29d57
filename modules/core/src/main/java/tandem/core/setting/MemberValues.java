package tandem.core.setting;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.Shift;
import tandem.core.config.Weight;
import tandem.core.text.Durations;
import tandem.core.text.NearestName;

/** The keys of a member that operators may set at run time beside flags and weight, and members that exist by them alone. */
public final class MemberValues {
    /** The key that makes a member of a name that the file does not have. */
    public static final String URL = "url";

    /** The key of a part of its new clients that another member gets. */
    public static final String SHIFT = "shift";

    private static final String OFF = "off";
    private static final Duration LONGEST_RISE = Duration.ofHours(24);
    private static final int LONGEST_ROUTE = 63;

    private static final Map<String, BiFunction<MemberConfig.Edit, String, MemberConfig.Edit>> KEYS = Map.of(
            URL,
            (member, text) -> member.url(MemberUrl.parse(text)),
            "route",
            (member, text) -> member.route(route(text)),
            "redirect",
            (member, text) -> member.redirect(route(text)),
            "lbset",
            (member, text) -> member.lbset(lbset(text)),
            "retry",
            (member, text) -> member.retry(Durations.parse(text)),
            "timeout",
            (member, text) -> member.timeout(positive(text)),
            "connect-timeout",
            (member, text) -> member.connectTimeout(positive(text)),
            "slow-start",
            (member, text) -> member.slowStart(slowStart(text)),
            "ping",
            (member, text) -> member.ping(text.equals(OFF) ? Optional.empty() : Optional.of(positive(text))),
            SHIFT,
            (member, text) -> member.shift(text.equals(OFF) ? Optional.empty() : Optional.of(Shift.parse(text))));

    private MemberValues() {}

    /** The keys, sorted. */
    public static List<String> keys() {
        return KEYS.keySet().stream().sorted().toList();
    }

    /**
     * Looks whether a key exists and its value can be read.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static void check(String key, String text) {
        BiFunction<MemberConfig.Edit, String, MemberConfig.Edit> setter = KEYS.get(key);
        if (setter == null) {
            String near = NearestName.to(key, keys())
                    .map(name -> "did you mean " + name + "?")
                    .orElse("there are weight, " + String.join(", ", keys()));
            throw new IllegalArgumentException("a member has no " + key + " that can be set at run time; " + near);
        }
        try {
            MemberConfig.Edit _ = setter.apply(plain("x", "http://127.0.0.1").edit(), text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage());
        }
    }

    /** A member with what operators set; what another version wrote and this one cannot read is left out. */
    static MemberConfig applied(MemberConfig member, Map<String, String> values) {
        MemberConfig.Edit edit = member.edit();
        values.forEach((key, text) -> {
            BiFunction<MemberConfig.Edit, String, MemberConfig.Edit> setter = KEYS.get(key);
            if (setter != null && readable(key, text)) {
                MemberConfig.Edit _ = setter.apply(edit, text);
            }
        });
        return edit.done();
    }

    private static boolean readable(String key, String text) {
        try {
            check(key, text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A member that the file does not have: defaults, and what operators set. */
    static Optional<MemberConfig> added(String name, Map<String, String> values) {
        String url = values.getOrDefault(URL, "");
        return readable(URL, url) ? Optional.of(applied(plain(name, url), values)) : Optional.empty();
    }

    /**
     * A member that was found, not written: its name is its route too, so that clients can stay with it, unless the values say
     * otherwise or it is too long.
     *
     * @param values by the keys of this class
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static MemberConfig found(String name, String url, Map<String, String> values) {
        check(URL, url);
        values.forEach(MemberValues::check);
        MemberConfig.Edit edit = plain(name, url).edit().route(name.length() > LONGEST_ROUTE ? "" : name);
        return applied(edit.done(), values);
    }

    private static MemberConfig plain(String name, String url) {
        return new MemberConfig(
                name,
                MemberUrl.parse(url),
                "",
                Weight.ONE,
                Set.of(),
                0,
                BalancerConfig.DEFAULT_RETRY,
                "",
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                true,
                Duration.ofSeconds(60));
    }

    private static String route(String text) {
        if (text.length() > LONGEST_ROUTE || text.chars().anyMatch(c -> c <= ' ' || c == ';' || c == ',')) {
            throw new IllegalArgumentException("'" + text + "' is not a route: at most 63 characters without blanks");
        }
        return text;
    }

    private static int lbset(String text) {
        if (!text.matches("\\d{1,2}")) {
            throw new IllegalArgumentException("'" + text + "' is not allowed (0..99)");
        }
        return Integer.parseInt(text);
    }

    private static Duration slowStart(String text) {
        Duration whole = Durations.parse(text);
        if (whole.compareTo(LONGEST_RISE) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than 24h");
        }
        return whole;
    }

    private static Duration positive(String text) {
        Duration duration = Durations.parse(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("0s is not allowed; at least 1ms");
        }
        return duration;
    }
}
