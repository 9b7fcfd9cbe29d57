package tandem.proxy.http;

import java.nio.charset.StandardCharsets;

/** Content_Length and Transfer_Encoding, which some servers take for the real ones. Any thread. */
public final class Lookalikes {
    /** What to say of one. */
    public static final String SENTENCE = "The request has a field that could be mistaken for its body's length.";

    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(StandardCharsets.US_ASCII);

    private Lookalikes() {}

    /** Whether a field that is none that is known is one of them. */
    public static boolean is(Fields fields, int index) {
        int start = fields.nameStart(index);
        int length = fields.nameEnd(index) - start;
        byte[] real = length == CONTENT_LENGTH.length ? CONTENT_LENGTH : TRANSFER_ENCODING;
        if (length != real.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int c = Syntax.lower(fields.bytes()[start + i]);
            if (c != real[i] && !(c == '_' && real[i] == '-')) {
                return false;
            }
        }
        return true;
    }
}
