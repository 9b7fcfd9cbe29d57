package tandem.core.config;

/** Which statuses an error page is for: one, written {@code 503}, or a class of them, written {@code 5xx}. */
public record ErrorStatus(int least, int most) {
    private static final int PER_CLASS = 100;

    /** One status. */
    public static ErrorStatus of(int status) {
        return new ErrorStatus(status, status);
    }

    /**
     * Reads a status in 400..599, {@code 4xx} or {@code 5xx}.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static ErrorStatus parse(String text) {
        if (text.matches("[45][xX]{2}")) {
            int least = (text.charAt(0) - '0') * PER_CLASS;
            return new ErrorStatus(least, least + PER_CLASS - 1);
        }
        if (!text.matches("[45]\\d\\d")) {
            throw new IllegalArgumentException("'" + text + "' is not a status in 400..599, 4xx or 5xx");
        }
        return of(Integer.parseInt(text));
    }

    /** Whether it is for this one. */
    public boolean covers(int status) {
        return least <= status && status <= most;
    }

    /** Whether it is for a class. */
    public boolean several() {
        return least != most;
    }

    /** The text that {@link #parse} reads back. */
    @Override
    public String toString() {
        return several() ? least / PER_CLASS + "xx" : String.valueOf(least);
    }
}
