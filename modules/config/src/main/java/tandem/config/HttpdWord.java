package tandem.config;

/** One word of a directive, without its quotes. */
record HttpdWord(Place place, String text) {
    /** Whether it is {@code key=value}; whatever has an equals sign is. */
    boolean isParameter() {
        return text.indexOf('=') >= 0;
    }

    String key() {
        return text.substring(0, text.indexOf('='));
    }

    String value() {
        return text.substring(text.indexOf('=') + 1);
    }

    boolean is(String word) {
        return text.equalsIgnoreCase(word);
    }
}
