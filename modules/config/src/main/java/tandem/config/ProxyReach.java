package tandem.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.core.rule.RewriteRule;
import tandem.core.text.BoundedPattern;

/**
 * Of how much of what a route leads to a {@code <Proxy>} section speaks. httpd compares a section with the URL of each request,
 * which is the route's target and whatever of the request's path is left; a route has one access rule for all of them.
 */
enum ProxyReach {
    /** Every URL that begins with the target. */
    ALL,
    /** Some of them; or it can't be told. */
    PART,
    /** None. */
    NONE;

    /** What is found stays found if more follows, but for what asks for an end, a border, or for something not to follow. */
    private static final List<String> DEPENDING = List.of("$", "\\z", "\\Z", "\\b", "\\B", "(?!", "(?<!");

    /** @param target what the route leads to, up to what it takes from the request */
    static ProxyReach of(HttpdScope.Proxy section, String target) {
        String fixed = fixed(target);
        return section.regex() ? regex(section.pattern(), fixed) : plain(section.pattern(), fixed);
    }

    private static String fixed(String target) {
        int group = target.indexOf('$');
        return group < 0 ? target : target.substring(0, group);
    }

    private static ProxyReach regex(String regex, String target) {
        BoundedPattern pattern = BoundedPattern.compile(regex, true);
        if (pattern.find(target) == null) {
            boolean anchored = regex.startsWith("^") && !regex.contains("|");
            return anchored && !pattern.mayBegin(target) ? NONE : PART;
        }
        return DEPENDING.stream().anyMatch(regex::contains) ? PART : ALL;
    }

    private static ProxyReach plain(String pattern, String target) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String url = target.toLowerCase(Locale.ROOT);
        if (wanted.indexOf('*') >= 0 || wanted.indexOf('?') >= 0) {
            return glob(wanted, url);
        }
        if (BalancerUrl.is(url) && BalancerUrl.is(wanted)) {
            return balancer(wanted, url);
        }
        return url.startsWith(wanted) ? ALL : wanted.startsWith(url) ? PART : NONE;
    }

    private static ProxyReach balancer(String wanted, String url) {
        if (!nameOf(wanted).equals(nameOf(url))) {
            return NONE;
        }
        String below = pathOf(wanted);
        String path = pathOf(url);
        return path.startsWith(below) ? ALL : below.startsWith(path) ? PART : NONE;
    }

    private static String nameOf(String url) {
        return String.valueOf(RewriteRule.balancer(url));
    }

    private static String pathOf(String url) {
        String path = url.substring(BalancerUrl.SCHEME.length() + nameOf(url).length());
        return path.equals("/") ? "" : path;
    }

    private static ProxyReach glob(String wanted, String url) {
        StringBuilder regex = new StringBuilder();
        for (char c : wanted.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        Matcher matcher =
                Pattern.compile(regex.toString().replaceAll("(\\.\\*)+", ".*")).matcher(url);
        boolean whole = matcher.matches();
        if (whole && wanted.endsWith("*")) {
            return ALL;
        }
        return whole || matcher.hitEnd() ? PART : NONE;
    }
}
