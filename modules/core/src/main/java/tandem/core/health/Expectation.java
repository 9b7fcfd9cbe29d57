package tandem.core.health;

import java.util.function.Predicate;

/**
 * A condition on the answer to a probe, in the syntax of Apache's expressions as far as probes need it: {@code status},
 * {@code body} and {@code header('NAME')}, or Apache's {@code %{REQUEST_STATUS}}, {@code %{HC_BODY}}, {@code hc('body')} and
 * {@code resp('NAME')}; {@code == != < <= > >=} (numbers if both are), {@code -eq -ne -lt -le -gt -ge}, {@code =~ !~} with
 * {@code /REGEX/i} or {@code m#REGEX#i}, {@code in { … }}, {@code -n -z -strmatch}, {@code ! && ||} and parentheses. Immutable.
 * Any thread.
 */
public final class Expectation {
    private final String text;
    private final Predicate<ProbeAnswer> condition;

    private Expectation(String text, Predicate<ProbeAnswer> condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Reads a condition.
     *
     * @throws IllegalArgumentException with a sentence that says where it cannot be understood
     */
    public static Expectation parse(String text) {
        return new Expectation(text.strip(), new ExpectationParser(text.strip()).parse());
    }

    /** Whether an answer is as expected. */
    public boolean met(ProbeAnswer answer) {
        return condition.test(answer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expectation expectation && text.equals(expectation.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
