package tandem.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a {@link Requirement} from its notation. One use. */
final class RequirementText {
    private final String text;
    private int at;

    RequirementText(String text) {
        this.text = text;
    }

    Requirement whole() {
        Requirement all = one();
        blanks();
        if (at < text.length()) {
            throw new IllegalArgumentException("'" + text.substring(at) + "' follows the end of what is required");
        }
        return all;
    }

    private Requirement one() {
        blanks();
        if (text.regionMatches(true, at, "not ", 0, 4)) {
            at += 4;
            return new Requirement.Not(one());
        }
        for (Requirement.Group.Kind kind : Requirement.Group.Kind.values()) {
            String opening = kind.name().toLowerCase(Locale.ROOT) + "(";
            if (text.regionMatches(true, at, opening, 0, opening.length())) {
                at += opening.length();
                return group(kind);
            }
        }
        int end = at;
        while (end < text.length() && ";()".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String words = text.substring(at, end).trim();
        at = end;
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a requirement is missing in '" + text + "'");
        }
        return plain(List.of(words.split("\\s+")));
    }

    /** What httpd.conf has too, and what only this notation has. */
    private static Requirement plain(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        boolean path = words.getFirst().equalsIgnoreCase("path");
        if (!path && !words.getFirst().equalsIgnoreCase("header")) {
            return Requirement.plain(words);
        }
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(
                    path
                            ? "path is followed by prefixes such as /admin"
                            : "header is followed by a name such as X-Token");
        }
        return path
                ? new Requirement.Path(rest)
                : new Requirement.Header(rest.getFirst(), rest.subList(1, rest.size()));
    }

    private Requirement group(Requirement.Group.Kind kind) {
        List<Requirement> parts = new ArrayList<>();
        while (true) {
            parts.add(one());
            blanks();
            char c = at < text.length() ? text.charAt(at++) : '\0';
            if (c == ')') {
                return new Requirement.Group(kind, parts);
            }
            if (c != ';') {
                throw new IllegalArgumentException("a parenthesis is not closed in '" + text + "'");
            }
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
