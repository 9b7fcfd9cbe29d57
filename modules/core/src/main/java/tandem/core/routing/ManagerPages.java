package tandem.core.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ManagerPageConfig;
import tandem.core.text.BoundedPattern;
import tandem.core.text.PathPrefix;

/** Where a site has the balancer-manager; the last that matches counts. Immutable. */
final class ManagerPages {
    private final List<Page> list = new ArrayList<>();

    ManagerPages(List<ManagerPageConfig> configs) {
        configs.forEach(config -> list.add(new Page(
                config,
                new PathPrefix(config.path()),
                config.pattern()
                        .map(text -> BoundedPattern.compile(text, false))
                        .orElse(null))));
    }

    @Nullable
    ManagerPageConfig at(String decodedPath) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).matches(decodedPath)) {
                return list.get(i).config;
            }
        }
        return null;
    }

    private record Page(
            ManagerPageConfig config,
            PathPrefix prefix,
            @Nullable BoundedPattern pattern) {
        boolean matches(String decodedPath) {
            return pattern == null ? prefix.match(decodedPath) >= 0 : pattern.find(decodedPath) != null;
        }
    }
}
