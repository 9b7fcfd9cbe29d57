package tandem.core.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The cookie that this node gives to clients itself, so that they stay with their member and members need not set one. Its value
 * is the separator and the member's route, with a signature of the route before them if there is a key.
 */
public record IssuedCookieConfig(
        @Key(doc = "The cookie's Path.", fallback = "/") String path,

        @Key(
                doc = "The cookie's Domain; absent: the host that was asked alone.",
                fallback = "",
                example = "example.com")
        Optional<String> domain,

        @Key(
                doc = "Whether browsers send it by TLS alone (Secure); default: what came by TLS stays there.",
                fallback = "")
        Optional<Boolean> secure,

        @Key(doc = "Whether scripts of a page cannot read it (HttpOnly).", fallback = "true")
        boolean httpOnly,

        @Key(doc = "What other sites' pages may send it with (SameSite).", fallback = "lax")
        SameSite sameSite,

        @Key(
                doc =
                        "File with the key that signs it, as `tandem secret new FILE` makes it, the same on every node; values that it did"
                                + " not sign lead nowhere. Absent: clients can choose their member.",
                fallback = "",
                example = "/etc/tandem/cookie.key")
        Optional<Path> keyFile) {

    /** What other sites' pages may send a cookie with. */
    public enum SameSite {
        LAX,
        STRICT,
        NONE
    }
}
