package tandem.core.tls.ocsp;

import java.io.ByteArrayOutputStream;

/** Puts DER (X.690) together. Any thread. */
final class DerWriter {
    private static final int SHORT_FORM = 0x80;
    private static final int TWO_BYTES = 0x82;
    private static final int ONE_BYTE = 0x81;

    private DerWriter() {}

    /** An element of at most 65,535 bytes. */
    static byte[] of(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length > 0xff) {
            element.write(TWO_BYTES);
            element.write(length >> 8);
        } else if (length >= SHORT_FORM) {
            element.write(ONE_BYTE);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
