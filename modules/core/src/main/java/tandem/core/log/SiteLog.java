package tandem.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.config.AccessLogConfig;

/** The access logs of one site, compiled. Immutable. Any thread. */
public final class SiteLog {
    /** No line of any request. */
    public static final SiteLog NONE = new SiteLog(List.of(), null);

    private final List<LogRule> rules;
    private final List<byte[]> responseFields;
    private final boolean variables;
    private final @Nullable String serverName;

    private SiteLog(List<AccessLogConfig> configs, @Nullable String serverName) {
        LogNeeds needs = new LogNeeds();
        List<LogRule> compiled = new ArrayList<>();
        configs.forEach(config -> compiled.add(new LogRule(config, needs)));
        this.rules = List.copyOf(compiled);
        this.variables = needs.needsVariables();
        this.responseFields = needs.responseFields().stream()
                .map(name -> name.getBytes(US_ASCII))
                .toList();
        this.serverName = serverName;
    }

    /**
     * Compiles what is configured.
     *
     * @param serverName the site's; null: the node's
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static SiteLog of(List<AccessLogConfig> configs, @Nullable String serverName) {
        return configs.isEmpty() ? NONE : new SiteLog(configs, serverName);
    }

    /** Whether no request is logged. */
    public boolean nothing() {
        return rules.isEmpty();
    }

    /** In the order of the configuration. */
    public List<LogRule> rules() {
        return rules;
    }

    /** Whether lines tell of the request's variables, which then have to be kept. */
    public boolean variables() {
        return variables;
    }

    /** Names of the response's fields that lines tell of; lower case. */
    public List<byte[]> responseFields() {
        return responseFields;
    }

    /** The site's own name; null: the node's. */
    public @Nullable String serverName() {
        return serverName;
    }
}
