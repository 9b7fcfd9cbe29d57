package tandem.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ListenAddress;
import tandem.core.config.RouteConfig.Via;

/** Everything that the directives of one httpd.conf have said, before it is put together. One thread. */
final class HttpdDraft {
    final List<Listen> listens = new ArrayList<>();
    final Map<String, BalancerDraft> balancers = new LinkedHashMap<>();
    final List<Pass> passes = new ArrayList<>();
    final List<Reverse> reverses = new ArrayList<>();
    final List<HttpdScope.Proxy> proxySections = new ArrayList<>();
    final List<HttpdScope.Location> locations = new ArrayList<>();
    final List<Orphan> orphans = new ArrayList<>();
    Optional<String> serverName = Optional.empty();
    boolean preserveHost;
    boolean addHeaders = true;
    Via via = Via.OFF;

    @Nullable
    Duration timeout;

    @Nullable
    Duration proxyTimeout;

    /** The balancer of this name, made now if it is new. */
    BalancerDraft balancer(String name, Place place) {
        return balancers.computeIfAbsent(name, n -> new BalancerDraft(n, place));
    }

    /** A Listen directive. */
    record Listen(Place place, ListenAddress address) {}

    /**
     * A ProxyPass.
     *
     * @param target a balancer's or a server's URL, or {@code !}
     * @param inLocation whether it stands in a Location, which is asked before all others
     */
    record Pass(Place place, String path, HttpdWord target, List<HttpdWord> parameters, boolean inLocation) {}

    /** A ProxyPassReverse. */
    record Reverse(Place place, String path, String url) {}

    /**
     * A directive that has lost the section around it.
     *
     * @param name the directive
     * @param words what follows the name
     */
    record Orphan(Place place, Kind kind, String name, String words) {
        /** What was around it. */
        enum Kind {
            ACCESS,
            MEMBER
        }
    }
}
