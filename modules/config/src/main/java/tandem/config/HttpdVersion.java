package tandem.config;

import tandem.core.text.BoundedPattern;

/** The version of httpd whose behaviour is given, as {@code <IfVersion>} asks for it. */
final class HttpdVersion {
    static final String TEXT = "2.4.66";
    private static final int[] NUMBERS = {2, 4, 66};

    private HttpdVersion() {}

    /**
     * Answers a comparison.
     *
     * @param operator {@code =}, {@code ==}, {@code >}, {@code >=}, {@code <}, {@code <=}, {@code ~}; with ! before it turned round
     * @throws IllegalArgumentException with a sentence for the operator
     */
    static boolean is(String operator, String version) {
        boolean negated = operator.startsWith("!");
        String bare = negated ? operator.substring(1) : operator;
        boolean regex = bare.equals("~") || version.startsWith("/") && version.endsWith("/") && version.length() > 1;
        boolean holds = regex
                ? BoundedPattern.compile(version.replaceAll("^/|/$", ""), false).find(TEXT) != null
                : compared(bare, order(version));
        return holds != negated;
    }

    private static boolean compared(String operator, int order) {
        return switch (operator) {
            case "=", "==" -> order == 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            default -> throw new IllegalArgumentException("'" + operator + "' is not a comparison known here");
        };
    }

    private static int order(String version) {
        if (!version.matches("\\d{1,4}(\\.\\d{1,4}){0,2}")) {
            throw new IllegalArgumentException("'" + version + "' is not a version such as 2.4.10");
        }
        String[] parts = version.split("\\.");
        for (int i = 0; i < NUMBERS.length; i++) {
            int asked = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (asked != NUMBERS[i]) {
                return Integer.compare(NUMBERS[i], asked);
            }
        }
        return 0;
    }
}
