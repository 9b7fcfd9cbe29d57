package tandem.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The header fields whose meaning a proxy has to know, and {@link #OTHER} for all the rest. */
public enum Field {
    OTHER,
    AUTHORIZATION,
    CONNECTION,
    CONTENT_LENGTH,
    CONTENT_LOCATION,
    COOKIE,
    DATE,
    EXPECT,
    HOST,
    HTTP2_SETTINGS,
    KEEP_ALIVE,
    LOCATION,
    MAX_FORWARDS,
    PROXY_AUTHENTICATE,
    PROXY_CONNECTION,
    TE,
    TRACEPARENT,
    TRACESTATE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    URI,
    VIA,
    WWW_AUTHENTICATE,
    X_FORWARDED_FOR,
    X_FORWARDED_HOST,
    X_FORWARDED_PROTO,
    X_FORWARDED_SERVER;

    private static final int LONGEST = 18;
    private static final Field[][] BY_LENGTH = byLength();

    private final byte[] lowerCase =
            name().toLowerCase(Locale.ROOT).replace('_', '-').getBytes(StandardCharsets.US_ASCII);

    private static Field[][] byLength() {
        List<List<Field>> lists = new ArrayList<>();
        for (int i = 0; i <= LONGEST; i++) {
            lists.add(new ArrayList<>());
        }
        for (Field field : values()) {
            if (field != OTHER) {
                lists.get(field.lowerCase.length).add(field);
            }
        }
        return lists.stream().map(list -> list.toArray(Field[]::new)).toArray(Field[][]::new);
    }

    /** The field of this name in any case, or {@link #OTHER}. */
    public static Field of(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length > LONGEST) {
            return OTHER;
        }
        for (Field field : BY_LENGTH[length]) {
            if (Syntax.equalsIgnoreCase(bytes, start, end, field.lowerCase)) {
                return field;
            }
        }
        return OTHER;
    }

    /** Whether it concerns one connection only and is never passed on; RFC 9110 section 7.6.1. */
    public boolean hopByHop() {
        return switch (this) {
            case CONNECTION,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY_AUTHENTICATE,
                    PROXY_CONNECTION,
                    TE,
                    TRAILER,
                    TRANSFER_ENCODING,
                    CONTENT_LENGTH,
                    UPGRADE -> true;
            default -> false;
        };
    }
}
