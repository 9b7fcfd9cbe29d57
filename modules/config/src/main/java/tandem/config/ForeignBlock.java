package tandem.config;

import java.util.List;
import java.util.Optional;

/**
 * A statement of another program's file, with those between its braces.
 *
 * @param inner may be empty, as it is without braces
 */
record ForeignBlock(ForeignLine line, List<ForeignBlock> inner) {
    ForeignBlock {
        inner = List.copyOf(inner);
    }

    String name() {
        return line.word(0);
    }

    Place place() {
        return line.place();
    }

    List<ForeignBlock> all(String name) {
        return inner.stream().filter(block -> block.name().equals(name)).toList();
    }

    Optional<ForeignBlock> last(String name) {
        return all(name).stream().reduce((earlier, later) -> later);
    }

    /** The word behind a statement's name; empty without it. */
    Optional<HttpdWord> value(String name) {
        return last(name)
                .filter(block -> block.line.size() > 1)
                .map(block -> block.line.words().get(1));
    }
}
