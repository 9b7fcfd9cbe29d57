package tandem.core.config;

/**
 * TCP ports in a row.
 *
 * @param first 1..65535
 * @param last not below the first
 */
public record PortRange(int first, int last) {
    private static final int HIGHEST = 65535;

    public PortRange {
        if (first < 1 || last > HIGHEST || first > last) {
            throw new IllegalArgumentException(
                    first + "-" + last + " is not a range of ports within 1-65535, the lower one first");
        }
    }

    /**
     * Reads {@code 443} or {@code 8000-8100}.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static PortRange parse(String text) {
        if (!text.matches("\\d{1,5}(-\\d{1,5})?")) {
            throw new IllegalArgumentException("'" + text + "' is not a port such as 443 or a range such as 8000-8100");
        }
        int dash = text.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
        return new PortRange(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1)));
    }

    /** Whether the port lies in it. */
    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
