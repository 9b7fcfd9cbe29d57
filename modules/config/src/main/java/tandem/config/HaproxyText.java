package tandem.config;

import java.util.Map;
import java.util.Optional;

/** Values of fields in HAProxy's language of log formats, in that of {@code Header}. */
final class HaproxyText {
    private static final Map<String, String> WHOLE = Map.of(
            "%[src]", "expr=%{REMOTE_ADDR}",
            "%ci", "expr=%{REMOTE_ADDR}",
            "%[req.hdr(host)]", "expr=%{HTTP_HOST}",
            "%[hdr(host)]", "expr=%{HTTP_HOST}",
            "%[dst_port]", "expr=%{SERVER_PORT}",
            "%[path]", "expr=%{REQUEST_URI}",
            "%[method]", "expr=%{REQUEST_METHOD}");

    private HaproxyText() {}

    /** The value; empty if it has parts that are not known here. */
    static Optional<String> value(String text) {
        String whole = WHOLE.get(text);
        if (whole != null) {
            return Optional.of(whole);
        }
        String literal = text.replace("%%", "");
        return literal.indexOf('%') >= 0 ? Optional.empty() : Optional.of(text);
    }
}
