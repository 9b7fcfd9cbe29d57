package tandem.core.balance;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tandem.core.config.StickyConfig;

/**
 * Reads a request's route out of its URL or its cookies. The URL is asked first, as Apache does; both path parameters and the
 * query are searched. A value may be quoted and its separator percent-encoded ({@code "x.node1"}, {@code x%2Enode1}), which
 * Apache does not understand; see ADR 3. Immutable. Any thread.
 */
public final class StickySession {
    private final @Nullable String cookie;
    private final @Nullable String parameter;
    private final boolean semicolonEnds;
    private final char separator;
    private final @Nullable IssuedCookies issued;

    /** One whose cookie this node does not give to clients. */
    StickySession(StickyConfig config) {
        this(config, null);
    }

    private StickySession(StickyConfig config, @Nullable IssuedCookies issued) {
        this.issued = issued;
        this.cookie = config.cookie().orElse(null);
        this.parameter = config.parameter().orElse(null);
        this.semicolonEnds = config.semicolonEnds();
        this.separator = config.separator().character().orElse('\0');
    }

    /**
     * @param balancer its name, which signatures hold for
     * @param routes those of its members
     */
    static StickySession of(String balancer, StickyConfig config, Collection<String> routes, RouteSeals keys) {
        if (config.cookie().isEmpty() || config.issue().isEmpty()) {
            return new StickySession(config);
        }
        String cookie = config.cookie().get();
        return new StickySession(
                config,
                new IssuedCookies(balancer, config, cookie, config.issue().get(), routes, keys));
    }

    /**
     * The Set-Cookie for a client that has been given this member; null if members or rules do that.
     *
     * @param byTls whether the client came by TLS
     */
    public @Nullable String issued(Member member, boolean byTls) {
        return issued == null ? null : issued.of(member.config().route(), byTls);
    }

    /**
     * The route that the request carries, or null.
     *
     * @param url path and query as the client sent them
     * @param cookies the Cookie field; several are joined with {@code "; "}; null without one
     */
    public @Nullable String route(String url, @Nullable String cookies) {
        String value = parameter == null ? null : parameterValue(url, parameter);
        if (value == null && cookie != null && cookies != null) {
            value = cookieValue(cookies, cookie);
        }
        return value == null ? null : routeOf(value);
    }

    /** The name under which the request carries its session: the parameter's or the cookie's. */
    public String source(String url, String cookies) {
        if (parameter != null && parameterValue(url, parameter) != null) {
            return parameter;
        }
        return cookie == null ? "" : cookie;
    }

    private @Nullable String routeOf(String value) {
        String plain = decode(unquote(value));
        if (separator == '\0') {
            return plain.isEmpty() ? null : plain;
        }
        int at = plain.indexOf(separator);
        if (at < 0 || at + 1 == plain.length()) {
            return null;
        }
        String found = plain.substring(at + 1);
        return issued == null || issued.vouchedFor(plain.substring(0, at), found) ? found : null;
    }

    /** The first non-empty value of {@code name=} in the URL, with a border before the name. */
    private @Nullable String parameterValue(String url, String name) {
        int from = 0;
        while (true) {
            int at = url.indexOf(name, from);
            if (at < 0) {
                return null;
            }
            int valueAt = at + name.length() + 1;
            boolean border = at > 0 && ";?&".indexOf(url.charAt(at - 1)) >= 0;
            if (border && valueAt < url.length() && url.charAt(valueAt - 1) == '=') {
                int end = valueAt;
                while (end < url.length() && !endsParameter(url.charAt(end))) {
                    end++;
                }
                if (end > valueAt) {
                    return url.substring(valueAt, end);
                }
            }
            from = at + name.length();
        }
    }

    private boolean endsParameter(char c) {
        return c == '?' || c == '&' || c == '#' || (c == ';' && semicolonEnds);
    }

    /** The first non-empty value of a cookie; null if there is none. */
    public static @Nullable String cookieValue(String cookies, String name) {
        int from = 0;
        while (true) {
            int at = cookies.indexOf(name, from);
            if (at < 0) {
                return null;
            }
            from = at + name.length();
            boolean border = at == 0 || ";, \t".indexOf(cookies.charAt(at - 1)) >= 0;
            int equals = skipBlanks(cookies, from);
            if (!border || equals >= cookies.length() || cookies.charAt(equals) != '=') {
                continue;
            }
            int end = equals + 1;
            while (end < cookies.length() && cookies.charAt(end) != ';' && cookies.charAt(end) != ',') {
                end++;
            }
            String value = cookies.substring(equals + 1, end).trim();
            if (!value.isEmpty()) {
                return value;
            }
        }
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2 && value.charAt(0) == '"' && value.charAt(value.length() - 1) == '"';
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static String decode(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            int high = i + 2 < value.length() && value.charAt(i) == '%' ? hex(value.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : hex(value.charAt(i + 2));
            if (low < 0) {
                plain.append(value.charAt(i));
            } else {
                plain.append((char) (high * 16 + low));
                i += 2;
            }
        }
        return plain.toString();
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }
}
