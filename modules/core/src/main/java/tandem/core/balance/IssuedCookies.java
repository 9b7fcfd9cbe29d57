package tandem.core.balance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.IssuedCookieConfig.SameSite;
import tandem.core.config.StickyConfig;

/**
 * The cookies that a balancer gives to clients, made once a routing table, so that a request costs nothing but a look-up.
 * Immutable. Any thread.
 */
final class IssuedCookies {
    private static final String UNQUOTED = "!#$&'()*+-./:<=>?@[]^_`{|}~";

    private final boolean signed;
    private final Map<String, Issued> byRoute = new HashMap<>();

    private record Issued(List<byte[]> seals, String clear, String secure) {}

    /**
     * @param routes those of the balancer's members
     * @param cookie the cookie's name
     */
    IssuedCookies(
            String balancer,
            StickyConfig sticky,
            String cookie,
            IssuedCookieConfig config,
            Collection<String> routes,
            RouteSeals keys) {
        this.signed = config.keyFile().isPresent();
        String separator = sticky.separator().character().map(String::valueOf).orElse("");
        for (String route : routes) {
            List<String> seals =
                    config.keyFile().map(file -> keys.of(file, balancer, route)).orElse(List.of());
            if (route.isEmpty() || signed && seals.isEmpty()) {
                continue;
            }
            String value = (signed ? seals.getFirst() : "") + encoded(separator) + encoded(route);
            String clear = cookie + "=" + value + attributes(config);
            boolean always = config.secure().orElse(false);
            boolean never = !config.secure().orElse(true);
            byRoute.put(
                    route,
                    new Issued(
                            seals.stream().map(IssuedCookies::bytes).toList(),
                            always ? clear + "; Secure" : clear,
                            never ? clear : clear + "; Secure"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String attributes(IssuedCookieConfig config) {
        SameSite sameSite = config.sameSite();
        String word = sameSite.name().charAt(0) + sameSite.name().substring(1).toLowerCase(Locale.ROOT);
        return "; Path=" + config.path()
                + config.domain().map(domain -> "; Domain=" + domain).orElse("")
                + (config.httpOnly() ? "; HttpOnly" : "")
                + "; SameSite=" + word;
    }

    /** What RFC 6265 does not allow in a value is percent-encoded, as {@link StickySession} reads it back. */
    private static String encoded(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (b & 0xff);
            boolean letter = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (letter || UNQUOTED.indexOf(c) >= 0) {
                plain.append(c);
            } else {
                plain.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return plain.toString();
    }

    /** The Set-Cookie that leads to this route; null if none does. */
    @Nullable
    String of(String route, boolean byTls) {
        Issued issued = byRoute.get(route);
        return issued == null ? null : byTls ? issued.secure : issued.clear;
    }

    /**
     * Whether a client may follow this route.
     *
     * @param seal what stands before the separator
     */
    boolean vouchedFor(String seal, String route) {
        if (!signed) {
            return true;
        }
        Issued issued = byRoute.get(route);
        boolean found = false;
        if (issued != null) {
            byte[] shown = bytes(seal);
            for (byte[] known : issued.seals) {
                found |= MessageDigest.isEqual(known, shown);
            }
        }
        return found;
    }
}
