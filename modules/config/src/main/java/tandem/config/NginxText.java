package tandem.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of nginx with variables, in Apache's language. */
final class NginxText {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_0-9]+)\\}?");
    private static final Map<String, String> NAMES = Map.of(
            "host", "HTTP_HOST",
            "http_host", "HTTP_HOST",
            "remote_addr", "REMOTE_ADDR",
            "scheme", "REQUEST_SCHEME",
            "request_method", "REQUEST_METHOD",
            "uri", "REQUEST_URI",
            "server_port", "SERVER_PORT",
            "query_string", "QUERY_STRING",
            "args", "QUERY_STRING",
            "server_name", "SERVER_NAME");

    private NginxText() {}

    /** The value of a field; empty if it has variables that are not known here. */
    static Optional<String> value(String text) {
        return text.indexOf('$') < 0
                ? Optional.of(text.replace("%", "%%"))
                : replaced(text).map(value -> "expr=" + value);
    }

    /** With <code>%{NAME}</code> for each variable; empty if one is not known here. */
    static Optional<String> replaced(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = NAMES.get(matcher.group(1));
            if (name == null) {
                return Optional.empty();
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement("%{" + name + "}"));
        }
        matcher.appendTail(out);
        return Optional.of(out.toString());
    }
}
