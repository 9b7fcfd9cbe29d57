package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import tandem.config.HttpdDirective.HttpdCall;

/** What answers requests that are not proxied. */
final class HandlerDirectives {
    private static final String MANAGER = "balancer-manager";
    private static final Set<String> NONE = Set.of("none", "default-handler");

    static final List<HttpdDirective> ROWS = List.of(carriedOut(
            "SetHandler",
            ANYWHERE,
            1,
            1,
            "balancer-manager: Apache's page and parameters, for requests that are not proxied; others are named and not carried out.",
            HandlerDirectives::handler));

    private HandlerDirectives() {}

    private static void handler(HttpdCall call) {
        String handler = call.word(0).toLowerCase(Locale.ROOT);
        call.section().manager = handler.equals(MANAGER);
        if (handler.startsWith("proxy:")) {
            throw new IllegalArgumentException("a target is not carried out here; write it with ProxyPass");
        }
        if (!handler.equals(MANAGER) && !NONE.contains(handler)) {
            call.warning(
                    call.arguments().get(0).place(),
                    call.word(0) + " is not carried out: what is not proxied here is answered with 404;"
                            + " status and metrics are on listeners of their own (admin, metrics)");
        }
    }
}
