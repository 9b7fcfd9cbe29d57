package tandem.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The macros of an httpd.conf, as mod_macro has them: lines that are kept as they are, and read where they are used with values in
 * place of their parameters. Names are known without case, the last definition holds. One reading; one thread.
 */
final class HttpdMacros {
    static final String DEFINITION = "<Macro>";
    private static final int MOST_IN_EACH_OTHER = 64;

    private final Report report;
    private final Map<String, Macro> byName = new HashMap<>();
    private final Deque<Macro> inUse = new ArrayDeque<>();

    private record Macro(String name, Place place, List<String> parameters, List<HttpdLine> content) {}

    HttpdMacros(Report report) {
        this.report = report;
    }

    /**
     * Keeps a definition.
     *
     * @param all the lines of a file
     * @param from the index of the line that begins it
     * @param words those of that line behind {@code Macro}
     * @return the index of the line that ends it
     */
    int define(List<HttpdLine> all, int from, List<HttpdWord> words) {
        Place place = all.get(from).place();
        int open = 1;
        int at = from;
        while (open > 0 && ++at < all.size()) {
            open += all.get(at).begins("<macro") ? 1 : all.get(at).begins("</macro>") ? -1 : 0;
        }
        if (open > 0) {
            report.error(place, DEFINITION, "is not closed; write </Macro>");
            return at;
        }
        if (words.isEmpty()) {
            report.error(place, DEFINITION, "has no name, such as <Macro Site $name>");
            return at;
        }
        Macro macro = new Macro(
                words.get(0).text(),
                place,
                words.subList(1, words.size()).stream().map(HttpdWord::text).toList(),
                List.copyOf(all.subList(from + 1, at)));
        if (parametersAreSane(words.subList(1, words.size()))) {
            warnOfUnused(macro);
            Macro earlier = byName.put(key(macro.name()), macro);
            if (earlier != null) {
                report.warning(
                        place,
                        DEFINITION,
                        "'" + macro.name() + "' is defined at " + at(earlier.place())
                                + " already; from here on this one holds");
            }
        }
        return at;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String at(Place place) {
        return place.source().name() + ":" + place.line();
    }

    private boolean parametersAreSane(List<HttpdWord> parameters) {
        Set<String> seen = new HashSet<>();
        boolean sane = true;
        for (HttpdWord parameter : parameters) {
            String text = parameter.text();
            if (text.isEmpty() || !seen.add(text)) {
                report.error(
                        parameter.place(),
                        DEFINITION,
                        text.isEmpty() ? "a parameter has no name" : "two parameters are named " + text);
                sane = false;
            } else if ("$@%".indexOf(text.charAt(0)) < 0) {
                report.warning(
                        parameter.place(),
                        DEFINITION,
                        "parameter " + text + " replaces that text wherever it stands; write $" + text
                                + " to tell it from others");
            }
        }
        return sane;
    }

    private void warnOfUnused(Macro macro) {
        for (String parameter : macro.parameters()) {
            if (macro.content().stream().noneMatch(line -> line.has(parameter))) {
                report.warning(macro.place(), DEFINITION, "parameter " + parameter + " is not used in it");
            }
        }
    }

    /** Forgets a macro. */
    void undefine(HttpdWord name) {
        if (byName.remove(key(name.text())) == null) {
            report.error(name.place(), "UndefMacro", "there is no macro '" + name.text() + "' here");
        }
    }

    /** The lines that a use stands for; empty, with an error reported, if it cannot be. {@link #used} ends it. */
    Optional<List<HttpdLine>> use(List<HttpdWord> words) {
        HttpdWord name = words.get(0);
        Macro macro = byName.get(key(name.text()));
        List<String> values =
                words.subList(1, words.size()).stream().map(HttpdWord::text).toList();
        String problem = macro == null
                ? "there is no macro '" + name.text() + "' before this line"
                : inUse.contains(macro)
                        ? "macro '" + macro.name() + "' uses itself"
                        : inUse.size() >= MOST_IN_EACH_OTHER
                                ? "more than " + MOST_IN_EACH_OTHER + " macros use each other"
                                : "";
        if (macro == null || !problem.isEmpty()) {
            report.error(name.place(), "Use", problem);
            return Optional.empty();
        }
        if (values.size() != macro.parameters().size()) {
            report.error(
                    name.place(),
                    "Use",
                    "macro '" + macro.name() + "' of " + at(macro.place()) + " takes "
                            + macro.parameters().size() + " values (" + String.join(" ", macro.parameters()) + "), not "
                            + values.size());
            return Optional.empty();
        }
        List<String> replacements = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            boolean quoted = macro.parameters().get(i).startsWith("@");
            replacements.add(quoted ? quoted(values.get(i)) : values.get(i));
        }
        return filled(macro, replacements, name.place());
    }

    /** As mod_macro replaces what begins with @. */
    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Optional<List<HttpdLine>> filled(Macro macro, List<String> values, Place place) {
        List<HttpdLine> lines = new ArrayList<>();
        for (HttpdLine line : macro.content()) {
            Optional<HttpdLine> filled = line.filled(macro.parameters(), values);
            if (filled.isEmpty()) {
                report.error(place, "Use", "makes line " + line.place().line() + " of '" + macro.name() + "' too long");
                return Optional.empty();
            }
            lines.add(filled.get());
        }
        inUse.push(macro);
        report.enter("in macro " + macro.name() + ", used at " + at(place));
        return Optional.of(lines);
    }

    /** The lines of the latest use are read. */
    void used() {
        inUse.pop();
        report.leave();
    }
}
