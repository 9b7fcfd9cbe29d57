package tandem.core.balance;

import org.jspecify.annotations.Nullable;
import tandem.core.config.HashConfig;
import tandem.core.rule.RequestFacts;

/** Reads out of a request what decides about its member with policy {@code hash}. Immutable. Any thread. */
final class RequestKey {
    private final HashConfig config;

    RequestKey(HashConfig config) {
        this.config = config;
    }

    /** The number of the part that the configuration names; of the client's address where the request lacks it. */
    long of(RequestFacts facts) {
        String part = part(facts);
        return part == null || part.isEmpty() ? KeyHash.of(facts.client()) : KeyHash.of(part);
    }

    private @Nullable String part(RequestFacts facts) {
        String name = config.name().orElse("");
        return switch (config.by()) {
            case SOURCE -> null;
            case PATH -> path(facts.target());
            case URI -> facts.target();
            case HEADER -> facts.field(name);
            case COOKIE -> {
                String cookies = facts.field("Cookie");
                yield cookies == null ? null : StickySession.cookieValue(cookies, name);
            }
        };
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
