package tandem.proxy.http2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields that both sides know from the start: RFC 7541 appendix A, counted from 1. Any thread. */
final class StaticTable {
    private static final String TEXT = """
            :authority
            :method GET
            :method POST
            :path /
            :path /index.html
            :scheme http
            :scheme https
            :status 200
            :status 204
            :status 206
            :status 304
            :status 400
            :status 404
            :status 500
            accept-charset
            accept-encoding gzip, deflate
            accept-language
            accept-ranges
            accept
            access-control-allow-origin
            age
            allow
            authorization
            cache-control
            content-disposition
            content-encoding
            content-language
            content-length
            content-location
            content-range
            content-type
            cookie
            date
            etag
            expect
            expires
            from
            host
            if-match
            if-modified-since
            if-none-match
            if-range
            if-unmodified-since
            last-modified
            link
            location
            max-forwards
            proxy-authenticate
            proxy-authorization
            range
            referer
            refresh
            retry-after
            server
            set-cookie
            strict-transport-security
            transfer-encoding
            user-agent
            vary
            via
            www-authenticate
            """;

    /** How many there are. */
    static final int COUNT = 61;

    static final int CONTENT_LENGTH = 28;
    static final int DATE = 33;
    private static final int FIRST_STATUS = 8;
    private static final int LAST_STATUS = 14;
    private static final int LONGEST = 32;

    private static final byte[] BYTES = new byte[2048];
    private static final int[] NAME_START = new int[COUNT + 1];
    private static final int[] NAME_END = new int[COUNT + 1];
    private static final int[] VALUE_END = new int[COUNT + 1];
    private static final int[] STATUS = new int[COUNT + 1];
    private static final int[][] BY_LENGTH;

    static {
        int at = 0;
        int index = 0;
        for (String line : TEXT.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            index++;
            int blank = line.indexOf(' ');
            String name = blank < 0 ? line : line.substring(0, blank);
            String value = blank < 0 ? "" : line.substring(blank + 1);
            NAME_START[index] = at;
            at = put(name, at);
            NAME_END[index] = at;
            at = put(value, at);
            VALUE_END[index] = at;
            if (index >= FIRST_STATUS && index <= LAST_STATUS) {
                STATUS[index] = Integer.parseInt(value);
            }
        }
        BY_LENGTH = byLength();
    }

    private StaticTable() {}

    private static int put(String text, int at) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, BYTES, at, ascii.length);
        return at + ascii.length;
    }

    private static int[][] byLength() {
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i <= LONGEST; i++) {
            lists.add(new ArrayList<>());
        }
        for (int index = LAST_STATUS + 1; index <= COUNT; index++) {
            lists.get(NAME_END[index] - NAME_START[index]).add(index);
        }
        return lists.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** What the positions below point into. */
    static byte[] bytes() {
        return BYTES;
    }

    static int nameStart(int index) {
        return NAME_START[index];
    }

    static int nameEnd(int index) {
        return NAME_END[index];
    }

    /** The value begins where the name ends. */
    static int valueEnd(int index) {
        return VALUE_END[index];
    }

    /** The entry of a whole {@code :status} field; 0 without one. */
    static int ofStatus(int status) {
        for (int index = FIRST_STATUS; index <= LAST_STATUS; index++) {
            if (STATUS[index] == status) {
                return index;
            }
        }
        return 0;
    }

    /** An entry with this name, in any case, pseudo-headers left aside; 0 without one. */
    static int ofName(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length > LONGEST) {
            return 0;
        }
        for (int index : BY_LENGTH[length]) {
            if (same(bytes, start, index)) {
                return index;
            }
        }
        return 0;
    }

    private static boolean same(byte[] bytes, int start, int index) {
        int from = NAME_START[index];
        int length = NAME_END[index] - from;
        for (int i = 0; i < length; i++) {
            if (lower(bytes[start + i]) != BYTES[from + i]) {
                return false;
            }
        }
        return true;
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
