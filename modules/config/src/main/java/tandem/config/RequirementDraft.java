package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import tandem.core.config.Requirement;
import tandem.core.config.Requirement.Group.Kind;

/** A RequireAll, RequireAny or RequireNone while it is read. One thread. */
final class RequirementDraft implements Supplier<Requirement> {
    private final Kind kind;
    private final List<Supplier<Requirement>> parts = new ArrayList<>();

    RequirementDraft(Kind kind) {
        this.kind = kind;
    }

    static Optional<Kind> kind(String section) {
        return switch (section.toLowerCase(Locale.ROOT)) {
            case "requireall" -> Optional.of(Kind.ALL);
            case "requireany" -> Optional.of(Kind.ANY);
            case "requirenone" -> Optional.of(Kind.NONE);
            default -> Optional.empty();
        };
    }

    void add(Supplier<Requirement> part) {
        parts.add(part);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    @Override
    public Requirement get() {
        List<Requirement> all = new ArrayList<>();
        parts.forEach(part -> all.add(part.get()));
        return new Requirement.Group(kind, all);
    }
}
