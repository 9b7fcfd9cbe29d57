package tandem.core.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.config.GuardConfig;
import tandem.core.config.Requirement;
import tandem.core.text.BoundedPattern;
import tandem.core.text.PathPrefix;

/** Access rules by path; of those that match, the last decides. Immutable. */
final class Guards {
    private final List<Guard> list = new ArrayList<>();

    Guards(List<GuardConfig> first, List<GuardConfig> then) {
        first.forEach(config -> list.add(new Guard(config)));
        then.forEach(config -> list.add(new Guard(config)));
    }

    boolean nothing() {
        return list.isEmpty();
    }

    boolean permit(String decodedPath, Requirement.Asker asker) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).matches(decodedPath)) {
                return list.get(i).config.access().permits(asker);
            }
        }
        return true;
    }

    private static final class Guard {
        private final GuardConfig config;
        private final PathPrefix prefix;
        private final @Nullable BoundedPattern pattern;

        Guard(GuardConfig config) {
            this.config = config;
            this.prefix = new PathPrefix(config.path());
            this.pattern = config.pattern()
                    .map(text -> BoundedPattern.compile(text, false))
                    .orElse(null);
        }

        boolean matches(String decodedPath) {
            return pattern == null ? prefix.match(decodedPath) >= 0 : pattern.find(decodedPath) != null;
        }
    }
}
