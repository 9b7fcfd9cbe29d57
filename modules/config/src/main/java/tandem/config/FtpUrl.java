package tandem.config;

import java.util.Optional;
import tandem.core.ftp.FtpTarget;

/**
 * A URL as an httpd.conf writes it, with the login of {@code ftp://USER:PASSWORD@HOST/} taken out. Every other URL is as it was.
 *
 * @param url without a login
 */
record FtpUrl(String url, Optional<String> user, Optional<String> password) {
    private static final String SCHEME = "ftp://";

    static FtpUrl of(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        int end = slash < 0 ? text.length() : slash;
        int at = text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? text.lastIndexOf('@', end - 1) : -1;
        if (at < SCHEME.length()) {
            return new FtpUrl(text, Optional.empty(), Optional.empty());
        }
        String login = text.substring(SCHEME.length(), at);
        int colon = login.indexOf(':');
        return new FtpUrl(
                SCHEME + text.substring(at + 1),
                Optional.of(FtpTarget.decoded(colon < 0 ? login : login.substring(0, colon))),
                colon < 0 ? Optional.empty() : Optional.of(FtpTarget.decoded(login.substring(colon + 1))));
    }
}
