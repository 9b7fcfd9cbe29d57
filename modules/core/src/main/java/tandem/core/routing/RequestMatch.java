package tandem.core.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.StickySession;
import tandem.core.config.MatchConfig;
import tandem.core.rule.RequestFacts;

/** What a route asks of a request beside host and path. Immutable. Any thread. */
final class RequestMatch {
    private static final String ANY = "*";

    private final Map<String, String> fields;
    private final Map<String, String> cookies;

    RequestMatch(MatchConfig config) {
        this.fields = config.header();
        this.cookies = config.cookie();
    }

    boolean of(RequestFacts facts) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (!fits(facts.field(field.getKey()), field.getValue())) {
                return false;
            }
        }
        if (cookies.isEmpty()) {
            return true;
        }
        String sent = facts.field("Cookie");
        for (Map.Entry<String, String> cookie : cookies.entrySet()) {
            if (sent == null || !fits(StickySession.cookieValue(sent, cookie.getKey()), cookie.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(@Nullable String sent, String wanted) {
        return sent != null && (wanted.equals(ANY) || wanted.equals(sent));
    }
}
