package tandem.core.routing;

import tandem.core.balance.Balancer;

/** Where a routing table sends a request. */
public sealed interface Routed {
    /**
     * On to a member of a balancer.
     *
     * @param path path and query towards the member; a member URL's own path goes before it
     */
    record Forward(Route route, Balancer balancer, String path) implements Routed {}

    /**
     * Answered here.
     *
     * @param status 403 or 404
     * @param reason a sentence for the error page and the log
     */
    record Answer(int status, String reason) implements Routed {}
}
