package tandem.core.config;

import java.util.Optional;

/** Apache's balancer-manager: where operators find it beside the pages of sites, and whose requests it takes. */
public record BalancerManagerConfig(
        @Key(
                doc = "Serve /balancer-manager on the admin listener, with Apache's page, parameters and XML.",
                fallback = "false")
        boolean compatible,

        @Key(
                doc =
                        "Whether parameters count only with a Referer, or an Origin, of the own host, as in Apache; default: true on the"
                                + " pages of sites; on the admin listener programs may come without, web pages never.",
                fallback = "")
        Optional<Boolean> requireReferer) {

    public static final BalancerManagerConfig DEFAULT = new BalancerManagerConfig(false, Optional.empty());
}
