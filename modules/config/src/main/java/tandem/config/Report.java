package tandem.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tandem.config.Finding.Severity;

/** Collects the findings of one run, so that all are shown together. One thread. */
final class Report {
    private static final int MOST = 200;

    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Deque<String> contexts = new ArrayDeque<>();
    private int errors;

    /** From here on findings also say this, such as by which macro their line came to be. */
    void enter(String context) {
        contexts.push(context);
    }

    /** Ends what the latest {@link #enter} began. */
    void leave() {
        contexts.pop();
    }

    void error(Place place, String key, String message) {
        errors++;
        add(Severity.ERROR, place, key, message);
    }

    void warning(Place place, String key, String message) {
        add(Severity.WARNING, place, key, message);
    }

    /** Takes over what is not in the way of this run, though it will be in that of a later one. */
    void later(Finding finding) {
        boolean refused = finding.severity() == Severity.ERROR;
        String message = refused ? "`tandem check` will refuse this: " + finding.message() : finding.message();
        findings.add(new Finding(
                Severity.WARNING,
                finding.file(),
                finding.line(),
                finding.column(),
                finding.key(),
                message,
                finding.frame()));
    }

    private void add(Severity severity, Place place, String key, String message) {
        if (findings.size() < MOST) {
            findings.add(new Finding(
                    severity,
                    place.source().name(),
                    place.line(),
                    place.column(),
                    key,
                    oneLine(contexts.isEmpty() ? message : message + " (" + String.join(", ", contexts) + ")"),
                    place.frame()));
        } else if (findings.size() == MOST) {
            findings.add(new Finding(
                    Severity.WARNING,
                    place.source().name(),
                    0,
                    0,
                    "",
                    "more than " + MOST + " findings; the rest is left out",
                    ""));
        }
    }

    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.chars().forEach(c -> line.append(c < ' ' || c == 0x7f ? '\uFFFD' : (char) c));
        return line.toString();
    }

    int errors() {
        return errors;
    }

    /** Each finding once, by file in the order met, then by line; what concerns a whole file comes after its lines. */
    List<Finding> all() {
        List<String> files = findings.stream().map(Finding::file).distinct().toList();
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt((Finding f) -> files.indexOf(f.file()))
                .thenComparingInt(f -> f.line() == 0 ? Integer.MAX_VALUE : f.line())
                .thenComparingInt(Finding::column));
        return List.copyOf(sorted);
    }
}
