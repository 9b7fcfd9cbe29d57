package tandem.app.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes plain files as a tar archive of POSIX 1003.1-1988 (ustar), readable by their owner alone. */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;
    private static final int CHECKSUM_AT = 148;

    private final OutputStream out;
    private final long seconds;

    TarWriter(OutputStream out, Instant modified) {
        this.out = out;
        this.seconds = modified.getEpochSecond();
    }

    /** @throws IllegalArgumentException if the name has more than 100 bytes */
    void file(String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[BLOCK];
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length > LONGEST_NAME) {
            throw new IllegalArgumentException("'" + name + "' is longer than " + LONGEST_NAME + " bytes");
        }
        System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
        octal(header, LONGEST_NAME, 8, 0600);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, content.length);
        octal(header, 136, 12, seconds);
        Arrays.fill(header, CHECKSUM_AT, CHECKSUM_AT + 8, (byte) ' ');
        header[156] = '0';
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xFF;
        }
        octal(header, CHECKSUM_AT, 7, sum);
        out.write(header);
        out.write(content);
        out.write(new byte[Math.floorMod(-content.length, BLOCK)]);
    }

    /** Digits with leading zeros, ended by a zero byte. */
    private static void octal(byte[] header, int at, int length, long value) {
        String digits = String.format("%0" + (length - 1) + "o", value);
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, header, at, length - 1);
        header[at + length - 1] = 0;
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
