package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags (RFC 9110 §8.8.3) and the precondition {@code If-Match} (§13.1.1): nothing is changed that somebody else changed. */
final class EntityTag {
    private static final Pattern LIST = Pattern.compile("(?:W/)?\"([^\"]{0,64})\"(?:[ \t]*,[ \t]*|$)");
    private static final String ANY = "*";

    private EntityTag() {}

    /** Says which state the answer shows. */
    static void show(HttpServerExchange exchange, String tag) {
        exchange.getResponseHeaders().put(Headers.ETAG, "\"" + tag + "\"");
    }

    /**
     * What the client says the state must be.
     *
     * @return the tags without quotes, a weak one never among them; {@code *} alone where there was no field or every state will do
     * @throws JsonBody.BadBody if the field is no list of tags
     */
    static List<String> wanted(HttpServerExchange exchange) throws JsonBody.BadBody {
        String field = exchange.getRequestHeaders().getFirst(Headers.IF_MATCH);
        if (field == null || field.strip().equals(ANY)) {
            return List.of(ANY);
        }
        String text = field.strip();
        Matcher matcher = LIST.matcher(text);
        List<String> tags = new ArrayList<>();
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            if (!matcher.group().startsWith("W/")) {
                tags.add(matcher.group(1));
            }
            end = matcher.end();
        }
        if (end != text.length() || text.isEmpty()) {
            throw new JsonBody.BadBody("If-Match: '" + text + "' is no entity tag such as \"7\", as ETag gave it");
        }
        return tags;
    }

    /** Whether a state is among what is wanted. */
    static boolean matches(List<String> wanted, String tag) {
        return wanted.equals(List.of(ANY)) || wanted.contains(tag);
    }

    /** Whether the client named a state. */
    static boolean given(List<String> wanted) {
        return !wanted.equals(List.of(ANY));
    }
}
