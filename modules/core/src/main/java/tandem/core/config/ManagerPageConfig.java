package tandem.core.config;

import java.util.List;
import java.util.Optional;

/** A path of a site where operators find Apache's balancer-manager. Requests that a route leads to a member never come here. */
public record ManagerPageConfig(
        @Key(doc = "Path prefix, as in a route.", fallback = "/balancer-manager")
        String path,

        @Key(doc = "Regular expression for the decoded path, in place of the prefix.", fallback = "")
        Optional<String> pattern,

        @Key(doc = "Names of the balancers that it shows; empty: all.", fallback = "", example = "[app]")
        List<String> balancers) {

    public ManagerPageConfig {
        balancers = List.copyOf(balancers);
    }

    /** Whether it shows this balancer. */
    public boolean shows(String balancer) {
        return balancers.isEmpty() || balancers.contains(balancer);
    }
}
