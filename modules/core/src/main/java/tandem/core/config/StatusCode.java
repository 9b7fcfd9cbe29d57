package tandem.core.config;

/** A status of HTTP, 100..599. */
public record StatusCode(int code) {
    public StatusCode {
        if (code < 100 || code > 599) {
            throw new IllegalArgumentException(code + " is not a status of HTTP (100..599)");
        }
    }

    /** Reads three digits. */
    public static StatusCode parse(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not a status of HTTP (100..599)");
        }
        return new StatusCode(Integer.parseInt(text));
    }

    @Override
    public String toString() {
        return String.valueOf(code);
    }
}
