package tandem.admin;

import io.undertow.server.HttpServerExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** Reads what stands behind the question mark. */
final class Query {
    private Query() {}

    /** Decoded, a plus sign as itself; empty if it was not given. */
    static String parameter(HttpServerExchange exchange, String name) {
        String value = exchange.getQueryParameters()
                .getOrDefault(name, new ArrayDeque<>())
                .peekFirst();
        return value == null ? "" : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
