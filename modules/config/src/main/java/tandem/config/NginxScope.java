package tandem.config;

import java.util.List;
import java.util.Optional;

/**
 * The statements of a server or location, and those around it that hold where it says nothing itself.
 *
 * @param around the outer ones; empty for {@code http}
 */
record NginxScope(List<ForeignBlock> statements, Optional<NginxScope> around) {
    NginxScope {
        statements = List.copyOf(statements);
    }

    NginxScope in(ForeignBlock block) {
        return new NginxScope(block.inner(), Optional.of(this));
    }

    /** The statement that holds: the nearest. */
    Optional<ForeignLine> last(String name) {
        List<ForeignLine> lines = all(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast());
    }

    /** All of the nearest scope that has any, which is how nginx inherits lists. */
    List<ForeignLine> all(String name) {
        List<ForeignLine> own = own(name);
        return own.isEmpty() && around.isPresent() ? around.get().all(name) : own;
    }

    List<ForeignLine> own(String name) {
        return statements.stream()
                .filter(block -> block.name().equals(name))
                .map(ForeignBlock::line)
                .toList();
    }
}
