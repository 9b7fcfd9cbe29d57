package tandem.proxy.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.core.wire.Bytes;

/**
 * A chunked body by the grammar of RFC 9112 section 7.1 as patterns, with the bounds of the product: what the decoder is compared
 * with.
 *
 * @param payload of all chunks
 * @param taken how many bytes it has up to its end
 */
record Chunks(boolean complete, String payload, int taken) {
    private static final Pattern LINE =
            Pattern.compile("([0-9a-fA-F]{1,15})((?:[;\\t ][\\t \\x21-\\x7e\\x80-\\xff]*)?)\\r\\n");
    private static final Pattern TRAILER =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t \\x21-\\x7e\\x80-\\xff]*\\r\\n");
    private static final Chunks NONE = new Chunks(false, "", 0);
    private static final int MAX_EXTENSIONS = 4096;
    private static final int MAX_TRAILER_BYTES = 8192;
    private static final int MAX_TRAILERS = 100;

    static Chunks read(byte[] bytes) {
        String text = Bytes.text(bytes);
        StringBuilder payload = new StringBuilder();
        int extensions = 0;
        int at = 0;
        while (true) {
            Matcher line = LINE.matcher(text).region(at, text.length());
            if (!line.lookingAt()) {
                return NONE;
            }
            extensions += Math.max(0, line.group(2).length() - 1);
            if (extensions > MAX_EXTENSIONS) {
                return NONE;
            }
            at = line.end();
            long size = Long.parseLong(line.group(1), 16);
            if (size == 0) {
                return trailers(text, at, payload.toString());
            }
            if (size > text.length() - at - 2 || !text.startsWith("\r\n", at + (int) size)) {
                return NONE;
            }
            payload.append(text, at, at + (int) size);
            at += (int) size + 2;
        }
    }

    private static Chunks trailers(String text, int start, String payload) {
        int at = start;
        int length = 0;
        int count = 0;
        while (!text.startsWith("\r\n", at)) {
            Matcher trailer = TRAILER.matcher(text).region(at, text.length());
            if (!trailer.lookingAt()) {
                return NONE;
            }
            length += trailer.end() - at - 2;
            at = trailer.end();
            count++;
        }
        boolean tooMuch = length > MAX_TRAILER_BYTES || count > MAX_TRAILERS;
        return tooMuch ? NONE : new Chunks(true, payload, at + 2);
    }
}
