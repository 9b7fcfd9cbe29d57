package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.BalancerConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig;

/**
 * What an httpd.conf says of balancing.
 *
 * @param idle the client's idle limit (Timeout), if the file gives one
 */
record HttpdBalancing(
        Map<String, ListenerConfig> listeners,
        Map<String, BalancerConfig> balancers,
        List<RouteConfig> routes,
        List<GuardConfig> guards,
        List<SiteConfig> sites,
        Optional<String> serverName,
        Optional<Duration> idle) {}
