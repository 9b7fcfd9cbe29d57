package tandem.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.NearestName;

/** Rate limits that are named and not there, or there and not named. */
final class RateLimitChecks {
    private final TandemConfig config;
    private final Places places;
    private final Report report;
    private final Set<String> used = new HashSet<>();

    RateLimitChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.listeners().forEach((name, listener) -> names("listeners." + name, listener.rateLimits()));
        routes("", config.routes());
        for (int i = 0; i < config.sites().size(); i++) {
            routes("sites[" + i + "].", config.sites().get(i).routes());
        }
        for (String name : config.rateLimits().keySet()) {
            String key = "rate-limits." + name;
            if (!used.contains(name)) {
                report.warning(
                        places.of(key),
                        key,
                        "limits nothing: no listener and no route names it; write rate-limits: [" + name + "] there");
            }
        }
    }

    private void routes(String before, List<RouteConfig> routes) {
        for (int i = 0; i < routes.size(); i++) {
            RouteConfig route = routes.get(i);
            String key = before + "routes[" + i + "]";
            names(key, route.rateLimits());
            if (!route.rateLimits().isEmpty() && route.balancer().isEmpty()) {
                report.error(
                        places.of(key + ".rate-limits"),
                        key + ".rate-limits",
                        "is for routes to a balancer; what this node answers itself is limited by the listener's rate-limits");
            }
        }
    }

    private void names(String at, List<String> names) {
        String key = at + ".rate-limits";
        for (String name : names) {
            used.add(name);
            if (!config.rateLimits().containsKey(name)) {
                String near = NearestName.to(name, config.rateLimits().keySet())
                        .filter(known -> !known.isEmpty())
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("; write it under rate-limits, such as " + name + ": {by: client, rate: 100/s}");
                report.error(places.of(key), key, "there is no rate limit named '" + name + "'" + near);
            }
        }
    }
}
