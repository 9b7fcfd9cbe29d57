package tandem.core.routing;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.Matching;
import tandem.core.rule.Escapes;
import tandem.core.rule.RequestFacts;
import tandem.core.rule.Substitution;
import tandem.core.text.BoundedPattern;
import tandem.core.text.PathPrefix;

/** One route of a routing table, ready to be matched. Immutable. */
public final class Route {
    private final RouteConfig config;
    private final PathPrefix prefix;
    private final @Nullable BoundedPattern pattern;
    private final Substitution to;
    private final @Nullable Balancer balancer;
    private final String host;
    private final boolean decoded;
    private final @Nullable RequestMatch match;

    Route(RouteConfig config, @Nullable Balancer balancer) {
        this.config = config;
        this.prefix = new PathPrefix(config.path());
        this.pattern = config.pattern()
                .map(text -> BoundedPattern.compile(text, false))
                .orElse(null);
        this.to = Substitution.ofGroups(target(config));
        this.balancer = balancer;
        this.host = config.host().toLowerCase(Locale.ROOT);
        this.decoded = config.matching() == Matching.DECODED;
        this.match = config.match().map(RequestMatch::new).orElse(null);
    }

    private static String target(RouteConfig config) {
        return config.answer()
                .flatMap(RouteConfig.AnswerConfig::location)
                .or(config::to)
                .orElse("");
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

    /** Where the route leads for a path: path and query towards the member or of a redirect; null if it is not for it. */
    @Nullable
    String lead(String listener, String requestHost, RequestPath path, RequestFacts facts) {
        String to = lead(listener, requestHost, path);
        return to == null || match == null || match.of(facts) ? to : null;
    }

    private @Nullable String lead(String listener, String requestHost, RequestPath path) {
        boolean here = config.listener().equals("*") || config.listener().equals(listener);
        if (!here || !hostMatches(requestHost)) {
            return null;
        }
        String compared = decoded ? path.decoded() : compared(path);
        if (pattern != null) {
            String[] groups = pattern.find(compared);
            return groups == null ? null : byPattern(groups, path);
        }
        int matched = prefix.match(compared);
        return matched < 0 ? null : byPrefix(matched, path);
    }

    private String compared(RequestPath path) {
        return config.matching() == Matching.ENCODED
                ? path.encoded()
                : ServletPath.of(path.decoded()).compared();
    }

    private boolean hostMatches(String requestHost) {
        if (host.equals("*") || host.equals(requestHost)) {
            return true;
        }
        return host.startsWith("*.")
                && requestHost.length() > host.length() - 1
                && requestHost.endsWith(host.substring(1));
    }

    private String byPrefix(int matched, RequestPath path) {
        String target = target(config);
        boolean replaces = config.to().isPresent() || config.answer().isPresent();
        if (!replaces) {
            return path.forwarded();
        }
        return switch (config.matching()) {
            case DECODED -> target + path.forwardedAfter(matched);
            case ENCODED -> target + path.forwarded().substring(matched);
            case SERVLET -> target + Escapes.path(ServletPath.of(path.decoded()).after(matched)) + questioned(path);
        };
    }

    /** Apache appends the whole path where the target has no group in it. */
    private String byPattern(String[] groups, RequestPath path) {
        if (to.constant()) {
            boolean redirect = config.answer().isPresent();
            return redirect ? target(config) : target(config) + path.forwarded();
        }
        String filled = to.fill(groups);
        String escaped =
                config.matching() == Matching.ENCODED || config.answer().isPresent() ? filled : Escapes.path(filled);
        return Escapes.noControls(escaped) + questioned(path);
    }

    private static String questioned(RequestPath path) {
        return path.query().isEmpty() ? "" : "?" + path.query();
    }
}
