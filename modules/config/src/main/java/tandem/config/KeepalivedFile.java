package tandem.config;

import java.util.ArrayList;
import java.util.List;

/** Splits a keepalived.conf into statements, one a line, with those between their braces. Nothing is included. One use. */
final class KeepalivedFile {
    private final SourceText source;
    private final Report report;
    private final List<ForeignLine> lines = new ArrayList<>();
    private int at;

    KeepalivedFile(SourceText source, Report report) {
        this.source = source;
        this.report = report;
    }

    List<ForeignBlock> statements() {
        for (int number = 1; number <= source.lines().size(); number++) {
            line(number, source.lines().get(number - 1));
        }
        return inner(false);
    }

    private void line(int number, String text) {
        List<HttpdWord> words = new ArrayList<>();
        int i = 0;
        while (i < text.length() && "#!".indexOf(text.charAt(i)) < 0) {
            char c = text.charAt(i);
            int from = i;
            Place place = new Place(source, number, from + 1);
            if (Character.isWhitespace(c)) {
                i++;
                continue;
            }
            if (c == '{' || c == '}') {
                i++;
            } else if (c == '"') {
                int end = text.indexOf('"', from + 1);
                if (end < 0) {
                    report.error(place, "", "the quote is not closed");
                }
                i = end < 0 ? text.length() : end + 1;
                words.add(new HttpdWord(place, text.substring(from + 1, end < 0 ? text.length() : end)));
                continue;
            } else {
                while (i < text.length()
                        && !Character.isWhitespace(text.charAt(i))
                        && "{}".indexOf(text.charAt(i)) < 0) {
                    i++;
                }
            }
            HttpdWord word = new HttpdWord(place, text.substring(from, i));
            if (word.text().equals("}")) {
                flush(words);
                lines.add(new ForeignLine(List.of(word)));
                words = new ArrayList<>();
            } else {
                words.add(word);
                if (word.text().equals("{")) {
                    flush(words);
                    words = new ArrayList<>();
                }
            }
        }
        flush(words);
    }

    private void flush(List<HttpdWord> words) {
        if (!words.isEmpty()) {
            lines.add(new ForeignLine(words));
        }
    }

    private List<ForeignBlock> inner(boolean inside) {
        List<ForeignBlock> found = new ArrayList<>();
        while (at < lines.size()) {
            ForeignLine line = lines.get(at++);
            if (line.word(0).equals("}")) {
                if (inside) {
                    return found;
                }
                report.error(line.place(), "", "closes nothing that is open");
            } else if (line.words().getLast().text().equals("{") && line.size() > 1) {
                found.add(new ForeignBlock(new ForeignLine(line.words().subList(0, line.size() - 1)), inner(true)));
            } else if (at < lines.size() && lines.get(at).text().equals("{")) {
                at++;
                found.add(new ForeignBlock(line, inner(true)));
            } else {
                found.add(new ForeignBlock(line, List.of()));
            }
        }
        if (inside) {
            report.error(Place.whole(source), "", "a brace is not closed");
        }
        return found;
    }
}
