package tandem.core.routing;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.config.RouteConfig;

/** One route of a routing table, ready to be matched. Immutable. */
public final class Route {
    private final RouteConfig config;
    private final PathPrefix prefix;
    private final @Nullable Balancer balancer;
    private final String host;

    Route(RouteConfig config, @Nullable Balancer balancer) {
        this.config = config;
        this.prefix = new PathPrefix(config.path());
        this.balancer = balancer;
        this.host = config.host().toLowerCase(Locale.ROOT);
    }

    public RouteConfig config() {
        return config;
    }

    /** The balancer that answers; empty for an excluded path. */
    public Optional<Balancer> balancer() {
        return Optional.ofNullable(balancer);
    }

    @Nullable
    Balancer balancerOrNull() {
        return balancer;
    }

    /** How many characters of the path this route covers, or -1 if the request is not for it. */
    int match(String listener, String requestHost, String decodedPath) {
        boolean here = config.listener().equals("*") || config.listener().equals(listener);
        return here && hostMatches(requestHost) ? prefix.match(decodedPath) : -1;
    }

    private boolean hostMatches(String requestHost) {
        if (host.equals("*") || host.equals(requestHost)) {
            return true;
        }
        return host.startsWith("*.")
                && requestHost.length() > host.length() - 1
                && requestHost.endsWith(host.substring(1));
    }

    /** Path and query towards the member, without the member URL's own path. */
    String memberPath(RequestPath path, int matched) {
        return config.to().map(to -> to + path.forwardedAfter(matched)).orElseGet(path::forwarded);
    }
}
