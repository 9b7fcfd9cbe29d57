package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits an haproxy.cfg into lines of words by HAProxy's rules of quotes, backslashes and comments. Nothing is expanded. */
final class HaproxyFile {
    private final Place line;
    private final String text;
    private final Report report;
    private final List<HttpdWord> words = new ArrayList<>();
    private int at;

    private HaproxyFile(Place line, String text, Report report) {
        this.line = line;
        this.text = text;
        this.report = report;
    }

    /** The lines that are neither blank nor comments. */
    static List<ForeignLine> lines(SourceText source, Report report) {
        List<ForeignLine> lines = new ArrayList<>();
        for (int number = 1; number <= source.lines().size(); number++) {
            String text = source.lines().get(number - 1);
            List<HttpdWord> words = new HaproxyFile(new Place(source, number, 1), text, report).words();
            if (!words.isEmpty()) {
                lines.add(new ForeignLine(words));
            }
        }
        return lines;
    }

    private List<HttpdWord> words() {
        while (at < text.length() && text.charAt(at) != '#') {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                word();
            }
        }
        return words;
    }

    private void word() {
        Place place = new Place(line.source(), line.line(), at + 1);
        StringBuilder word = new StringBuilder();
        Optional<Character> quote = Optional.empty();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote.isEmpty() && (Character.isWhitespace(c) || c == '#')) {
                break;
            }
            at++;
            if (quote.isPresent() ? quote.get() == c : c == '"' || c == '\'') {
                quote = quote.isPresent() ? Optional.empty() : Optional.of(c);
            } else if (c == '\\' && quote.orElse(' ') != '\'' && at < text.length()) {
                escaped(word);
            } else {
                word.append(c);
            }
        }
        if (quote.isPresent()) {
            report.error(place, "", "the quote is not closed");
        }
        words.add(new HttpdWord(place, word.toString()));
    }

    private void escaped(StringBuilder word) {
        char c = text.charAt(at++);
        switch (c) {
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            case ' ', '#', '\\', '"', '\'', '$' -> word.append(c);
            default -> word.append('\\').append(c);
        }
    }
}
