package tandem.core.trace;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The trace and the span that a request belongs to, as the field {@code traceparent} says it; W3C Trace Context, section 3.2.
 * Immutable; any thread.
 *
 * @param traceHigh the first half of the trace's id, which as a whole is not zero
 * @param traceLow the other half
 * @param span the span's id; not zero
 * @param flags a byte, of which {@link #SAMPLED} counts
 */
public record TraceParent(long traceHigh, long traceLow, long span, int flags) {
    /** The flag that says that the caller records its spans. */
    public static final int SAMPLED = 1;

    private static final int LENGTH = 55;
    private static final int TRACE_AT = 3;
    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final int LONG_DIGITS = 16;
    private static final HexFormat HEX = HexFormat.of();

    /** @throws IllegalArgumentException if an id is zero */
    public TraceParent {
        if ((traceHigh | traceLow) == 0 || span == 0) {
            throw new IllegalArgumentException("an id of a trace or a span is never zero");
        }
    }

    /**
     * Reads a field's value; of a version that is not known yet what this one has. Null if it says nothing valid, so that
     * whoever got it begins a trace of its own.
     */
    public static @Nullable TraceParent read(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < LENGTH || !dashes(bytes, start) || !hex(bytes, start)) {
            return null;
        }
        boolean first = bytes[start] == '0' && bytes[start + 1] == '0';
        boolean none = bytes[start] == 'f' && bytes[start + 1] == 'f';
        if (none || length > LENGTH && (first || bytes[start + LENGTH] != '-')) {
            return null;
        }
        long high = number(bytes, start + TRACE_AT, LONG_DIGITS);
        long low = number(bytes, start + TRACE_AT + LONG_DIGITS, LONG_DIGITS);
        long span = number(bytes, start + SPAN_AT, LONG_DIGITS);
        if ((high | low) == 0 || span == 0) {
            return null;
        }
        return new TraceParent(high, low, span, (int) number(bytes, start + FLAGS_AT, 2));
    }

    /** The same of a text. */
    public static @Nullable TraceParent read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return read(bytes, 0, bytes.length);
    }

    private static boolean dashes(byte[] bytes, int start) {
        return bytes[start + TRACE_AT - 1] == '-'
                && bytes[start + SPAN_AT - 1] == '-'
                && bytes[start + FLAGS_AT - 1] == '-';
    }

    private static boolean hex(byte[] bytes, int start) {
        for (int i = 0; i < LENGTH; i++) {
            byte b = bytes[start + i];
            boolean dash = i == TRACE_AT - 1 || i == SPAN_AT - 1 || i == FLAGS_AT - 1;
            if (!dash && digit(b) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Lower case alone is valid. */
    private static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }

    private static long number(byte[] bytes, int start, int digits) {
        long number = 0;
        for (int i = 0; i < digits; i++) {
            number = number << 4 | digit(bytes[start + i]);
        }
        return number;
    }

    /** Whether the caller records its spans, so that those of its trace are wanted. */
    public boolean sampled() {
        return (flags & SAMPLED) != 0;
    }

    /** The trace's id as 32 digits. */
    public String traceId() {
        return HEX.toHexDigits(traceHigh) + HEX.toHexDigits(traceLow);
    }

    /** The span's id as 16 digits. */
    public String spanId() {
        return HEX.toHexDigits(span);
    }

    /** As the field says it, in version 00. */
    public String text() {
        return "00-" + traceId() + "-" + spanId() + "-" + HEX.toHexDigits((byte) flags);
    }
}
