package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Splits an nginx.conf into statements by nginx's rules of quotes and braces, with the files that it includes. One use. */
final class NginxFile {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_STATEMENTS = 100_000;
    private static final Set<String> NOT_BALANCING =
            Set.of("mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params");

    private final Path root;
    private final Report report;
    private int statements;

    /** @param root where the names of included files start from */
    NginxFile(Path root, Report report) {
        this.root = root;
        this.report = report;
    }

    List<ForeignBlock> read(SourceText source) {
        return new Scan(source, 0).statements(false);
    }

    /** One file. */
    private final class Scan {
        private final SourceText source;
        private final int depth;
        private final String text;
        private int at;
        private int line = 1;
        private int lineStart;

        Scan(SourceText source, int depth) {
            this.source = source;
            this.depth = depth;
            this.text = source.text();
        }

        List<ForeignBlock> statements(boolean inside) {
            List<ForeignBlock> found = new ArrayList<>();
            List<HttpdWord> words = new ArrayList<>();
            while (skipped()) {
                char c = text.charAt(at);
                if (c == '}') {
                    at++;
                    if (!inside) {
                        report.error(place(at - 1), "", "closes nothing that is open");
                    }
                    return unfinished(words, found);
                }
                if (c == ';' || c == '{') {
                    at++;
                    statement(words, c == '{', found);
                    words = new ArrayList<>();
                } else {
                    words.add(word());
                }
            }
            if (inside) {
                report.error(place(text.length()), "", "a brace is not closed");
            }
            return unfinished(words, found);
        }

        private List<ForeignBlock> unfinished(List<HttpdWord> words, List<ForeignBlock> found) {
            if (!words.isEmpty()) {
                report.error(words.get(0).place(), words.get(0).text(), "is not ended by a semicolon");
            }
            return found;
        }

        private void statement(List<HttpdWord> words, boolean block, List<ForeignBlock> found) {
            List<ForeignBlock> inner = block && depth < MAX_DEPTH ? nested() : List.of();
            if (words.isEmpty() || ++statements > MAX_STATEMENTS || depth >= MAX_DEPTH) {
                report.error(
                        place(at), "", words.isEmpty() ? "a statement has no name" : "is too large or nested too deep");
            } else if (words.get(0).text().equals("include") && words.size() == 2) {
                include(words.get(1), found);
            } else {
                found.add(new ForeignBlock(new ForeignLine(words), inner));
            }
        }

        private List<ForeignBlock> nested() {
            Scan inner = new Scan(source, depth + 1);
            inner.at = at;
            inner.line = line;
            inner.lineStart = lineStart;
            List<ForeignBlock> found = inner.statements(true);
            at = inner.at;
            line = inner.line;
            lineStart = inner.lineStart;
            return found;
        }

        private void include(HttpdWord name, List<ForeignBlock> found) {
            if (NOT_BALANCING.contains(Path.of(name.text()).getFileName().toString())) {
                return;
            }
            try {
                List<Path> files = IncludedFiles.matching(root, name.text());
                if (files.isEmpty() && !name.text().matches(".*[*?\\[].*")) {
                    report.warning(
                            name.place(), "include", "not carried over: there is no file " + root.resolve(name.text()));
                }
                for (Path file : files) {
                    Optional<SourceText> read = SourceText.read(file, report, Optional.of(name.place()), "include");
                    read.ifPresent(included -> found.addAll(new Scan(included, depth + 1).statements(false)));
                }
            } catch (IllegalArgumentException e) {
                report.error(name.place(), "include", String.valueOf(e.getMessage()));
            }
        }

        /** Passes over blanks and comments; false at the end. */
        private boolean skipped() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '#') {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                } else if (Character.isWhitespace(c)) {
                    advance();
                } else {
                    return true;
                }
            }
            return false;
        }

        private void advance() {
            if (text.charAt(at++) == '\n') {
                line++;
                lineStart = at;
            }
        }

        private Place place(int offset) {
            return new Place(source, line, Math.max(1, offset - lineStart + 1));
        }

        private HttpdWord word() {
            Place place = place(at);
            char quote = text.charAt(at);
            boolean quoted = quote == '"' || quote == '\'';
            StringBuilder word = new StringBuilder();
            at += quoted ? 1 : 0;
            while (at < text.length() && !ends(quoted, quote)) {
                if (text.charAt(at) == '\\'
                        && at + 1 < text.length()
                        && "\"'\\ ;{}#".indexOf(text.charAt(at + 1)) >= 0) {
                    at++;
                }
                boolean variable = text.startsWith("${", at);
                word.append(text.charAt(at));
                advance();
                if (variable) {
                    word.append('{');
                    advance();
                }
            }
            if (quoted && at >= text.length()) {
                report.error(place, "", "the quote is not closed");
            }
            at += quoted ? 1 : 0;
            return new HttpdWord(place, word.toString());
        }

        private boolean ends(boolean quoted, char quote) {
            char c = text.charAt(at);
            return quoted ? c == quote : Character.isWhitespace(c) || c == ';' || c == '{';
        }
    }
}
