package tandem.admin.client;

/** Takes out of a text what could move a terminal's cursor, change its colours or turn its reading direction. */
final class Plain {
    private Plain() {}

    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().filter(Plain::harmless).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean harmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
