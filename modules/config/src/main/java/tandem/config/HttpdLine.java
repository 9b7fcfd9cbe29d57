package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One logical line of an httpd.conf: lines that end in a backslash are joined with the next. Follows server/util.c's rules: a
 * comment only where # is the first thing of a line; a quote only where it begins a word. Each character knows its place.
 */
final class HttpdLine {
    private static final int MOST_CHARACTERS = 1 << 16;

    private final SourceText source;
    private final String text;
    private final List<Place> places;

    private HttpdLine(SourceText source, String text, List<Place> places) {
        this.source = source;
        this.text = text;
        this.places = places;
    }

    /** The lines that are neither blank nor comments. */
    static List<HttpdLine> of(SourceText source) {
        List<HttpdLine> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<Place> places = new ArrayList<>();
        for (int number = 1; number <= source.lines().size(); number++) {
            String line = source.lines().get(number - 1);
            boolean joined = line.endsWith("\\") && number < source.lines().size();
            int end = line.endsWith("\\") ? line.length() - 1 : line.length();
            for (int i = 0; i < end; i++) {
                text.append(line.charAt(i));
                places.add(new Place(source, number, i + 1));
            }
            if (!joined) {
                new HttpdLine(source, text.toString(), List.copyOf(places)).stripped(lines);
                text.setLength(0);
                places.clear();
            }
        }
        return lines;
    }

    private void stripped(List<HttpdLine> lines) {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (from < to && text.charAt(from) != '#') {
            lines.add(new HttpdLine(source, text.substring(from, to), places.subList(from, to)));
        }
    }

    Place place() {
        return places.get(0);
    }

    /** Whether its first word is this one, which is given in small letters. */
    boolean begins(String word) {
        boolean same = text.regionMatches(true, 0, word, 0, word.length());
        return same && (text.length() == word.length() || " \t>".indexOf(text.charAt(word.length())) >= 0);
    }

    /** Whether a text stands somewhere in it. */
    boolean has(String part) {
        return text.contains(part);
    }

    /**
     * The line with each name replaced by its value, which is not looked through again; of names that begin at the same
     * character the longest counts. A value's characters have the place of the name.
     *
     * @param names none of them empty
     * @return empty if it would be too long
     */
    Optional<HttpdLine> filled(List<String> names, List<String> values) {
        StringBuilder filled = new StringBuilder();
        List<Place> origins = new ArrayList<>();
        int at = 0;
        while (at < text.length() && filled.length() <= MOST_CHARACTERS) {
            int found = -1;
            for (int i = 0; i < names.size(); i++) {
                boolean longer =
                        found < 0 || names.get(i).length() > names.get(found).length();
                found = longer && text.startsWith(names.get(i), at) ? i : found;
            }
            String piece = found < 0 ? text.substring(at, at + 1) : values.get(found);
            filled.append(piece);
            for (int i = 0; i < piece.length(); i++) {
                origins.add(places.get(at));
            }
            at += found < 0 ? 1 : names.get(found).length();
        }
        if (filled.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return Optional.of(
                filled.isEmpty()
                        ? new HttpdLine(source, " ", List.of(place()))
                        : new HttpdLine(source, filled.toString(), origins));
    }

    /** Whether a section begins here. */
    boolean opens() {
        return text.startsWith("<") && !closes();
    }

    /** Whether a section ends here. */
    boolean closes() {
        return text.startsWith("</");
    }

    /**
     * The line with each <code>${NAME}</code> replaced.
     *
     * @param value what a name stands for; null: it stays as it is and {@code report} warns
     */
    HttpdLine substituted(Function<String, @Nullable String> value, Report report) {
        if (!text.contains("${")) {
            return this;
        }
        StringBuilder replaced = new StringBuilder();
        List<Place> origins = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
            String name = end < 0 ? "" : text.substring(at + 2, end);
            String found = end < 0 ? null : value.apply(name);
            if (end >= 0 && found == null) {
                report.warning(
                        places.get(at),
                        "${" + name + "}",
                        "is neither defined nor in the environment; it stays as it is");
            }
            String piece = found == null ? text.substring(at, at + 1) : found;
            replaced.append(piece);
            for (int i = 0; i < piece.length(); i++) {
                origins.add(places.get(at));
            }
            at = found == null ? at + 1 : end + 1;
        }
        if (replaced.isEmpty()) {
            return new HttpdLine(source, " ", List.of(place()));
        }
        return new HttpdLine(source, replaced.toString(), origins);
    }

    /** The words; of a section's opening line without the angle brackets. Empty if there is nothing in the line. */
    List<HttpdWord> words(Report report) {
        int from = closes() ? 2 : text.startsWith("<") ? 1 : 0;
        int to = text.length();
        if (from > 0 && text.endsWith(">")) {
            to--;
        } else if (from > 0) {
            report.error(places.get(to - 1), "", "a section's line ends with >");
        }
        List<HttpdWord> words = new ArrayList<>();
        int at = skipBlanks(from, to);
        if (begins("<iffile")) {
            file(at, to, words, report);
            return words;
        }
        while (at < to) {
            at = skipBlanks(word(at, to, words, report), to);
        }
        return words;
    }

    /** httpd takes all that follows for the name of a file, blanks and all, quoted or not; what turns it round is not quoted. */
    private void file(int from, int to, List<HttpdWord> words, Report report) {
        int at = skipBlanks(word(from, to, words, report), to);
        if (at < to && text.charAt(at) == '!') {
            words.add(new HttpdWord(places.get(at), "!"));
            at = skipBlanks(at + 1, to);
        }
        int end = to;
        while (end > at && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (at < end && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            word(at, end, words, report);
        } else if (at < end) {
            words.add(new HttpdWord(places.get(at), text.substring(at, end)));
        }
    }

    private int skipBlanks(int from, int to) {
        int at = from;
        while (at < to && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private int word(int from, int to, List<HttpdWord> words, Report report) {
        char quote = text.charAt(from);
        if (quote != '"' && quote != '\'') {
            int end = from;
            while (end < to && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            words.add(new HttpdWord(places.get(from), text.substring(from, end)));
            return end;
        }
        StringBuilder word = new StringBuilder();
        int at = from + 1;
        while (at < to && text.charAt(at) != quote) {
            boolean escaped = text.charAt(at) == '\\'
                    && at + 1 < to
                    && (text.charAt(at + 1) == quote || text.charAt(at + 1) == '\\');
            at += escaped ? 1 : 0;
            word.append(text.charAt(at));
            at++;
        }
        if (at >= to) {
            report.error(places.get(from), "", "the quote is not closed");
        }
        words.add(new HttpdWord(places.get(from), word.toString()));
        return at + 1;
    }
}
