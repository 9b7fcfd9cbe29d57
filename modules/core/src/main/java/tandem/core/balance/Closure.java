package tandem.core.balance;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClosedConfig;
import tandem.core.rule.OwnPage;
import tandem.core.rule.RequestFacts;
import tandem.core.text.Network;

/** A balancer that is closed for maintenance: who is served all the same, and what the others see. Immutable. Any thread. */
public final class Closure {
    private static final String PLACE = "{{message}}";
    private static final String USUAL = "This service is closed for maintenance.";

    private final ClosedConfig config;
    private final long untilEpochMillis;
    private final @Nullable OwnPage page;

    /** @param untilEpochMillis when it opens by itself, by each node's wall clock; 0: nobody knows */
    Closure(ClosedConfig config, long untilEpochMillis) {
        this.config = config;
        this.untilEpochMillis = untilEpochMillis;
        this.page = page(config);
    }

    private static @Nullable OwnPage page(ClosedConfig config) {
        String message = config.message();
        if (!config.text().isEmpty()) {
            boolean html =
                    config.contentType().map(type -> type.contains("html")).orElse(true);
            String shown = message.isEmpty() ? USUAL : message;
            return OwnPage.of(config.text().replace(PLACE, html ? escaped(shown) : shown), config.contentType());
        }
        if (message.isEmpty()) {
            return null;
        }
        String html =
                "<!DOCTYPE html>\n<html lang=\"en\"><head><title>503 Service Unavailable</title></head>\n<body><h1>503"
                        + " Service Unavailable</h1><p>" + escaped(message) + "</p></body></html>\n";
        return OwnPage.of(html, Optional.empty());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Whether this request is served all the same. */
    public boolean admits(RequestFacts facts) {
        for (Network network : config.allow()) {
            if (network.contains(facts.client())) {
                return true;
            }
        }
        String cookies = config.cookie().isPresent() ? facts.field("Cookie") : null;
        if (cookies == null) {
            return false;
        }
        for (String pair : cookies.split("[;,]")) {
            if (pair.strip().equals(config.cookie().get())) {
                return true;
            }
        }
        return false;
    }

    /** What the others see; null: the error page for 503. */
    public @Nullable OwnPage page() {
        return page;
    }

    /** The sentence for the others, where no page says more. */
    public String sentence() {
        return USUAL;
    }

    /** In how many seconds they may ask again, at least 1. */
    public long retryAfterSeconds(long nowEpochMillis) {
        long left = (untilEpochMillis - nowEpochMillis + 999) / 1000;
        return untilEpochMillis == 0 ? config.retryAfter().toSeconds() : Math.max(1, left);
    }

    /** When it opens by itself, by each node's wall clock; 0: nobody knows. */
    public long untilEpochMillis() {
        return untilEpochMillis;
    }
}
