package tandem.core.rule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.ReplacementConfig;

/**
 * Maps domain and path of Set-Cookie back; ProxyPassReverseCookieDomain and ProxyPassReverseCookiePath. What begins with the
 * internal text is replaced as a whole, the first entry that fits wins. Deliberate: only attributes count, never the cookie's own
 * name and value.
 */
final class CookieAttributes {
    private CookieAttributes() {}

    static void rewrite(FieldTable fields, RuleConfig rule) {
        if (rule.cookieDomains().isEmpty() && rule.cookiePaths().isEmpty()) {
            return;
        }
        for (int i = fields.find("Set-Cookie", 0); i >= 0; i = fields.find("Set-Cookie", i + 1)) {
            String before = fields.value(i);
            String after = mapped(before, rule);
            if (!after.equals(before)) {
                fields.replace(i, after);
            }
        }
    }

    static String mapped(String cookie, RuleConfig rule) {
        StringBuilder result = new StringBuilder();
        String[] parts = cookie.split(";", -1);
        for (int i = 0; i < parts.length; i++) {
            result.append(i == 0 ? "" : ";").append(attribute(parts[i], rule));
        }
        return result.toString();
    }

    private static String attribute(String part, RuleConfig rule) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? "" : part.substring(0, equals).trim().toLowerCase(Locale.ROOT);
        String value = part.substring(equals + 1).trim();
        String mapped = switch (name) {
            case "domain" -> first(rule.cookieDomains(), value, true);
            case "path" -> first(rule.cookiePaths(), value, false);
            default -> null;
        };
        return mapped == null ? part : part.substring(0, equals + 1) + mapped;
    }

    private static @Nullable String first(List<ReplacementConfig> entries, String value, boolean ignoreCase) {
        for (ReplacementConfig entry : entries) {
            if (value.regionMatches(ignoreCase, 0, entry.from(), 0, entry.from().length())) {
                return entry.to();
            }
        }
        return null;
    }
}
