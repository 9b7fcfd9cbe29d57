package tandem.core.rule;

import java.nio.charset.StandardCharsets;

/** Configured text in the form that requests have: one character a byte. */
final class Bytes {
    private Bytes() {}

    static String of(String configured) {
        return new String(configured.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
