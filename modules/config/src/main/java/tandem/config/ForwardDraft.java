package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.PortRange;

/** What one server or virtual host of an httpd.conf says of forward proxying. One thread. */
final class ForwardDraft {
    Optional<Boolean> requests = Optional.empty();
    final List<PortRange> ports = new ArrayList<>();
    final List<String> block = new ArrayList<>();
    final List<String> direct = new ArrayList<>();
    final List<ForwardParentConfig> parents = new ArrayList<>();
    final List<Line> lines = new ArrayList<>();
    Optional<String> domain = Optional.empty();

    /** Where ProxyRequests stands; null where it does not. */
    @Nullable
    Place place;

    /**
     * One of its directives.
     *
     * @param needed whether clients would be led otherwise than httpd does if nothing came of it
     */
    record Line(Place place, String name, boolean needed) {}
}
