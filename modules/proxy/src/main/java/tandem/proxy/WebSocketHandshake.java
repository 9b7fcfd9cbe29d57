package tandem.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * What a request to change to WebSocket has to have before a member sees it (RFC 6455 section 4.1), and both halves of the handshake
 * with a member where a client has none, as by HTTP/2 (RFC 8441 section 5).
 */
final class WebSocketHandshake {
    /** Statuses below this one say to a client of HTTP/2 that its WebSocket is open. */
    static final int NO_SUCCESS = 300;

    private static final String KEY = "Sec-WebSocket-Key";
    private static final String ACCEPT = "Sec-WebSocket-Accept";
    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_LENGTH = 24;
    private static final String KEY_END = "==";
    private static final int OPEN = 200;

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
        int at = find(fields, KEY, 0);
        if (at >= 0 && find(fields, KEY, at + 1) >= 0) {
            return "The request has more than one Sec-WebSocket-Key.";
        }
        return at >= 0 && valid(fields.value(at))
                ? null
                : "The request asks for WebSocket without a Sec-WebSocket-Key of 16 bytes.";
    }

    private static int find(Fields fields, String name, int from) {
        for (int i = from; i < fields.count(); i++) {
            if (fields.nameEnd(i) - fields.nameStart(i) == name.length()
                    && fields.name(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
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

    /**
     * Asks the member, in the name of a client that needs no key.
     *
     * @param high the key's first half, and {@code low} its second, drawn for this request alone
     */
    static void ask(Fields fields, long high, long low) {
        byte[] key = ByteBuffer.allocate(KEY_BYTES).putLong(high).putLong(low).array();
        String text = Base64.getEncoder().encodeToString(key);
        int own = find(fields, KEY, 0);
        if (own < 0) {
            fields.add(KEY, text);
        } else {
            fields.replace(own, text);
        }
        fields.add("Connection", "Upgrade");
        fields.add("Upgrade", "websocket");
    }

    /**
     * Looks whether the member's 101 answers what {@link #ask} asked, and makes of it what a client without a key is told.
     *
     * @throws BadMessage if it answers something else, so that it is no WebSocket that is open
     */
    static void agree(Fields request, ResponseHead response) throws BadMessage {
        Fields fields = response.fields();
        int at = find(fields, ACCEPT, 0);
        String key = request.value(find(request, KEY, 0));
        if (at < 0 || find(fields, ACCEPT, at + 1) >= 0 || !fields.value(at).equals(accept(key))) {
            throw new BadMessage("its Sec-WebSocket-Accept does not answer the request's Sec-WebSocket-Key");
        }
        fields.drop(at);
        response.begin(OPEN, "OK", true);
    }

    /** RFC 6455 section 4.2.2, 5.4: what a server makes of a key. */
    private static String accept(String key) {
        try {
            byte[] text = (key + SUFFIX).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-1, which every Java has to have", e);
        }
    }
}
