package tandem.core.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes as text, one character a byte. */
public final class Bytes {
    private Bytes() {}

    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads {@code \r \n \t \\ \xHH} and <code>{N*TEXT}</code>, which stands for the text N times.
     *
     * @throws IllegalArgumentException if it is anything else with a backslash
     */
    public static byte[] unescaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = text.indexOf('}', i);
            if (c == '{' && end > 0 && text.substring(i, end).matches("\\{\\d+\\*.*")) {
                int star = text.indexOf('*', i);
                int times = Integer.parseInt(text.substring(i + 1, star));
                out.writeBytes(repeated(unescaped(text.substring(star + 1, end)), times));
                i = end;
            } else if (c == '\\') {
                i++;
                switch (text.charAt(i)) {
                    case 'r' -> out.write('\r');
                    case 'n' -> out.write('\n');
                    case 't' -> out.write('\t');
                    case '\\' -> out.write('\\');
                    case 'x' -> {
                        out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                        i += 2;
                    }
                    default -> throw new IllegalArgumentException("'" + text + "' has an unknown escape at " + i);
                }
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    /** Bytes as a line of text, for failures. */
    public static String shown(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            switch (b) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (b >= 0x20 && b < 0x7f) {
                        text.append((char) b);
                    } else {
                        text.append(String.format("\\x%02x", b & 0xff));
                    }
                }
            }
            if (text.length() > 2000) {
                return text + "… (" + bytes.length + " bytes)";
            }
        }
        return text.toString();
    }
}
