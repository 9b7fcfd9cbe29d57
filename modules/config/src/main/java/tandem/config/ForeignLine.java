package tandem.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of another program's file.
 *
 * @param words at least one
 */
record ForeignLine(List<HttpdWord> words) {
    ForeignLine {
        words = List.copyOf(words);
    }

    Place place() {
        return words.get(0).place();
    }

    int size() {
        return words.size();
    }

    /** The word at an index; empty behind the last. */
    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    List<HttpdWord> from(int index) {
        return index < words.size() ? words.subList(index, words.size()) : List.of();
    }

    String text() {
        return words.stream().map(HttpdWord::text).collect(Collectors.joining(" "));
    }
}
