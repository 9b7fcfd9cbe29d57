package tandem.proxy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;

/** What a request to change to WebSocket has to have before a member sees it; RFC 6455 section 4.1. */
final class WebSocketHandshake {
    private static final String KEY = "Sec-WebSocket-Key";
    private static final int KEY_LENGTH = 24;
    private static final String KEY_END = "==";

    private WebSocketHandshake() {}

    /**
     * Looks at the key alone: which version to speak is between client and member.
     *
     * @return what is wrong, as a sentence for the client; null if nothing is, or if it asks for something else
     */
    static @Nullable String flaw(RequestHead head) {
        if (!Upgrade.asked(head).toLowerCase(Locale.ROOT).contains("websocket")) {
            return null;
        }
        Fields fields = head.fields();
        String key = "";
        for (int i = 0; i < fields.count(); i++) {
            if (fields.nameEnd(i) - fields.nameStart(i) == KEY.length()
                    && fields.name(i).equalsIgnoreCase(KEY)) {
                if (!key.isEmpty()) {
                    return "The request has more than one Sec-WebSocket-Key.";
                }
                key = fields.value(i);
            }
        }
        return valid(key) ? null : "The request asks for WebSocket without a Sec-WebSocket-Key of 16 bytes.";
    }

    private static boolean valid(String key) {
        if (key.length() != KEY_LENGTH || !key.endsWith(KEY_END)) {
            return false;
        }
        for (int i = 0; i < KEY_LENGTH - KEY_END.length(); i++) {
            char c = key.charAt(i);
            boolean base64 =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!base64) {
                return false;
            }
        }
        return true;
    }
}
