package tandem.config;

import static tandem.config.HttpdStatus.CARRIED_OUT;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import tandem.core.config.HealthMethod;

/** The parameters of mod_proxy_hcheck, on a member or in a ProxyHCTemplate, with its ranges and sentences. */
final class HealthParameters {
    private static final int MOST = Integer.MAX_VALUE;

    static final List<HttpdParameter<HealthDraft>> ROWS = List.of(
            row(
                    "hcmethod",
                    "How it is probed: NONE, TCP, OPTIONS, HEAD, GET, or with 11 in HTTP/1.1.",
                    (h, v) -> h.method = method(v)),
            row(
                    "hcinterval",
                    "How often; seconds or with a unit, at least 100 ms, default 30 s.",
                    (h, v) -> h.interval = interval(v)),
            row(
                    "hcpasses",
                    "How many passes in a row make it up again; default 1.",
                    (h, v) -> h.passes = HttpdNumbers.integer(v, 0, MOST, "Passes must be a positive value")),
            row(
                    "hcfails",
                    "How many failures in a row make it down; default 1.",
                    (h, v) -> h.fails = HttpdNumbers.integer(v, 0, MOST, "Fails must be a positive value")),
            row(
                    "hcuri",
                    "The path asked for, after the member's own.",
                    (h, v) -> h.uri = HttpdNumbers.atMost(v, 63, "Health check uri length must be < 64 characters")),
            row("hcexpr", "The ProxyHCExpr that the answer must meet.", (h, v) -> h.expression = v),
            row("hctemplate", "The ProxyHCTemplate that gives what is not given here.", (h, v) -> h.template = v));

    private HealthParameters() {}

    private static HttpdParameter<HealthDraft> row(String name, String doc, BiConsumer<HealthDraft, String> handler) {
        return new HttpdParameter<>(name, CARRIED_OUT, doc, handler);
    }

    private static Optional<HealthMethod> method(String value) {
        String name = value.toUpperCase(Locale.ROOT);
        if (name.equals("NONE")) {
            return Optional.empty();
        }
        for (HealthMethod method : HealthMethod.values()) {
            if (method.name().equals(name) && method != HealthMethod.GRPC) {
                return Optional.of(method);
            }
        }
        if (name.equals("CPING") || name.equals("PROVIDER")) {
            throw new IllegalArgumentException("Health check method " + name
                    + " not (yet) implemented: it is for AJP members; use TCP, OPTIONS, HEAD or GET");
        }
        throw new IllegalArgumentException(
                "Unknown method '" + value + "'; there are NONE, TCP, OPTIONS, HEAD, GET, OPTIONS11, HEAD11, GET11");
    }

    private static Duration interval(String value) {
        Duration interval = HttpdNumbers.time(value, false, "hcinterval");
        if (interval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "Interval must be a positive value greater than 100ms, not " + interval.toMillis() + "ms");
        }
        return interval;
    }
}
