package tandem.core.routing;

import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.RouteConfig;
import tandem.core.rule.Visit;

/** Where a routing table sends a request. */
public sealed interface Routed {
    /** The request's walk through the rules of its site; null if it has none. */
    @Nullable
    Visit visit();

    /**
     * On to a member of a balancer.
     *
     * @param config the route with what rules changed of it
     * @param path path and query towards the member; a member URL's own path goes before it
     * @param serverName the site's own name; null: the node's
     */
    record Forward(
            RouteConfig config,
            Balancer balancer,
            String path,
            @Nullable Visit visit,
            @Nullable String serverName) implements Routed {
        /** The same, to the balancer of a later table. */
        public Forward to(Balancer later) {
            return new Forward(config, Contexts.of(later, path), path, visit, serverName);
        }
    }

    /** Answered here with Apache's balancer-manager. */
    record Manager(ManagerPageConfig page, @Nullable Visit visit) implements Routed {}

    /**
     * Answered here.
     *
     * @param status a redirect, 403, 404 or what the configuration says
     * @param reason a sentence for the error page and the log
     * @param location where a redirect leads: absolute; null for none
     */
    record Answer(
            int status,
            String reason,
            @Nullable String location,
            @Nullable Visit visit) implements Routed {
        /** Without rules. */
        public Answer(int status, String reason) {
            this(status, reason, null, null);
        }
    }
}
