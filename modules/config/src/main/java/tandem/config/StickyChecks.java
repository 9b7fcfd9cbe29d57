package tandem.config;

import java.nio.file.Files;
import tandem.core.config.BalancerConfig;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.IssuedCookieConfig.SameSite;
import tandem.core.config.MemberConfig;
import tandem.core.config.StickyConfig;

/** Looks at how clients stay with their members, and at the cookie that they are given. One use. */
final class StickyChecks {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String ATTRIBUTE = "[\\x21-\\x7e&&[^;]]+";

    private final String key;
    private final StickyConfig sticky;
    private final BalancerConfig balancer;
    private final Places places;
    private final Report report;

    StickyChecks(String key, StickyConfig sticky, BalancerConfig balancer, Places places, Report report) {
        this.key = key;
        this.sticky = sticky;
        this.balancer = balancer;
        this.places = places;
        this.report = report;
    }

    void check() {
        if (sticky.cookie().isEmpty() && sticky.parameter().isEmpty()) {
            error(key, "names neither a cookie nor a parameter, so no client could be sticky");
        }
        sticky.issue().ifPresent(this::issued);
    }

    private void error(String at, String message) {
        report.error(places.of(at), at, message);
    }

    private void issued(IssuedCookieConfig cookie) {
        String at = key + ".issue";
        if (sticky.cookie().isEmpty()) {
            error(at, "needs the cookie's name; write cookie: NAME beside it");
        } else if (!sticky.cookie().get().matches(TOKEN)) {
            error(
                    key + ".cookie",
                    "'" + sticky.cookie().get() + "' cannot be a cookie's name (letters, digits, - and _)");
        }
        if (!cookie.path().startsWith("/") || !cookie.path().matches(ATTRIBUTE)) {
            error(at + ".path", "'" + cookie.path() + "' is not a path such as / or /app");
        }
        cookie.domain()
                .filter(domain -> !domain.matches("[0-9A-Za-z.-]+"))
                .ifPresent(domain -> error(at + ".domain", "'" + domain + "' is not a domain such as example.com"));
        if (cookie.sameSite() == SameSite.NONE && !cookie.secure().orElse(true)) {
            error(at + ".same-site", "none needs Secure, or browsers drop the cookie; remove secure: false");
        }
        routes();
        if (cookie.keyFile().isPresent()) {
            signed(at + ".key-file", cookie);
        }
    }

    private void routes() {
        for (int i = 0; i < balancer.members().size(); i++) {
            MemberConfig member = balancer.members().get(i);
            String at = key.substring(0, key.lastIndexOf('.')) + ".members[" + i + "]";
            if (member.route().isEmpty()) {
                report.warning(
                        places.of(at),
                        at,
                        "has no route, so no cookie leads to " + member.name() + "; write route: " + member.name());
            } else if (!member.route().matches("[\\x21-\\x7e]+")) {
                error(at + ".route", "'" + member.route() + "' cannot stand in a cookie; take letters and digits");
            }
        }
    }

    private void signed(String at, IssuedCookieConfig cookie) {
        char separator = sticky.separator().character().orElse('0');
        if (Character.digit(separator, 16) >= 0) {
            error(
                    at,
                    "needs a separator between signature and route that is no hexadecimal digit; separator: . is one");
        }
        if (sticky.parameter().isPresent()) {
            error(
                    key + ".parameter",
                    "cannot stand beside key-file: what members write into URLs is not signed, so it would lead nowhere");
        }
        cookie.keyFile()
                .filter(file -> !Files.isReadable(file))
                .ifPresent(
                        file -> error(
                                at,
                                file
                                        + " cannot be read; `tandem secret new FILE` makes one, and every node needs a copy of it"));
    }
}
