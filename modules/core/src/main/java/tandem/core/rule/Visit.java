package tandem.core.rule;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.config.CompressionConfig;
import tandem.core.config.ErrorOverride;
import tandem.core.config.Requirement;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RuleConfig;
import tandem.core.text.BoundedPattern;

/**
 * One request's walk through the rules of its site: the variables that it has, the rules that hold for it. Its methods are called
 * in the order of a request's life. One thread.
 */
public final class Visit implements Requirement.Asker {
    private final Rules rules;
    private final RequestFacts facts;
    private final Map<String, String> variables = new HashMap<>();
    private final List<Rule> holding = new ArrayList<>();
    private final FieldList always = new FieldList();
    private String path;
    private String query;
    private int status;
    private boolean handled;
    String[] conditionGroups = {};

    /**
     * Begins a visit: variables are set, and rewriting may follow.
     *
     * @param decodedPath what the path is matched as
     * @param query without the question mark; empty for none
     */
    public Visit(Rules rules, RequestFacts facts, String decodedPath, String query) {
        this.rules = rules;
        this.facts = facts;
        this.path = decodedPath;
        this.query = query;
        for (Rule rule : rules.list) {
            if (rule.config.path().equals("/") && rule.config.pattern().isEmpty()) {
                setVariables(rule, false);
            }
        }
    }

    /** Rewrites the request. */
    public Rewritten rewrite() {
        return rules.rewriting.nothing() ? Rewritten.Unchanged.ONE : rules.rewriting.rewrite(this);
    }

    /** Finds the rules that hold for the path, which rewriting may have changed, and sets their variables. */
    public void arrive(String decodedPath, String newQuery) {
        path = decodedPath;
        query = newQuery;
        for (Rule rule : rules.list) {
            if (rule.matches(path)) {
                holding.add(rule);
                if (!rule.config.path().equals("/") || rule.config.pattern().isPresent()) {
                    setVariables(rule, false);
                }
            }
        }
    }

    private void setVariables(Rule rule, boolean late) {
        for (VariableRule variable : rule.variables) {
            if (variable.late() == late) {
                variable.apply(this);
            }
        }
    }

    // ---- the request, once it is routed ----

    /** Sets what is set after routing, and changes the request's fields. */
    public void requestFields(FieldTable fields) {
        handled = true;
        for (Rule rule : holding) {
            setVariables(rule, true);
        }
        for (boolean early : new boolean[] {true, false}) {
            for (Rule rule : holding) {
                for (FieldRule field : rule.requestFields) {
                    if (field.early() == early) {
                        field.apply(fields, this);
                    }
                }
            }
        }
    }

    /** A route with what the rules say of host, forwarded fields, Via and mapping back. */
    public RouteConfig effective(RouteConfig route) {
        boolean keepHost = route.preserveHost();
        boolean forwarded = route.forwarded();
        RouteConfig.Via via = route.via();
        List<ReverseConfig> reverse = route.reverse();
        Optional<CompressionConfig> compression = route.compression();
        for (Rule rule : holding) {
            RuleConfig config = rule.config;
            keepHost = config.preserveHost().orElse(keepHost);
            forwarded = config.forwarded().orElse(forwarded);
            via = config.via().orElse(via);
            compression = config.compression().isPresent() ? config.compression() : compression;
            if (!config.reverse().isEmpty()) {
                reverse = new ArrayList<>(reverse);
                reverse.addAll(config.reverse());
            }
        }
        boolean same = keepHost == route.preserveHost()
                && forwarded == route.forwarded()
                && via == route.via()
                && reverse == route.reverse()
                && compression.equals(route.compression());
        return same ? route : route.with(keepHost, forwarded, via, reverse).withCompression(compression);
    }

    /** Most bytes of the request's body; 0 for no limit. */
    public long maxBody() {
        long most = 0;
        for (Rule rule : holding) {
            if (rule.config.maxBody().isPresent()) {
                most = rule.config.maxBody().get().bytes();
            }
        }
        return most;
    }

    // ---- the response ----

    /**
     * Whether this node's page replaces an error response of a member.
     *
     * @param usual what holds where no rule says anything
     */
    public boolean overrides(int memberStatus, ErrorOverride usual) {
        ErrorOverride override = usual;
        for (Rule rule : holding) {
            override = rule.config.errorOverride().orElse(override);
        }
        return override.covers(memberStatus);
    }

    /** The page in place of this node's own; null: its own. */
    public @Nullable OwnPage errorPage(int errorStatus) {
        OwnPage page = null;
        for (Rule rule : holding) {
            OwnPage found = rule.errorPages.find(errorStatus);
            page = found == null ? page : found;
        }
        return page;
    }

    /** Changes a member's response. */
    public void responseFields(FieldTable fields, int responseStatus) {
        status = responseStatus;
        ownFields();
        for (boolean early : new boolean[] {true, false}) {
            for (Rule rule : holding) {
                for (FieldRule field : rule.responseFields) {
                    if (!field.always() && field.early() == early) {
                        field.apply(fields, this);
                    }
                }
            }
        }
        for (Rule rule : holding) {
            CookieAttributes.rewrite(fields, rule.config);
        }
        for (int i = 0; i < always.count(); i++) {
            if (!always.gone(i)) {
                fields.add(always.name(i), always.value(i));
            }
        }
    }

    /** The fields of an answer of this node: those that hold always. */
    public FieldList ownFields(int responseStatus) {
        status = responseStatus;
        ownFields();
        return always;
    }

    private void ownFields() {
        for (Rule rule : holding) {
            for (FieldRule field : rule.responseFields) {
                if (field.always()) {
                    field.apply(always, this);
                }
            }
        }
    }

    /** Whether an expression holds of the request once it is answered. */
    public boolean holds(Expression test, int responseStatus) {
        status = responseStatus;
        return test.holds(this);
    }

    // ---- what rules ask ----

    public RequestFacts facts() {
        return facts;
    }

    /** Decoded, as rewriting left it. */
    String path() {
        return path;
    }

    String query() {
        return query;
    }

    int status() {
        return status;
    }

    String serverName() {
        return rules.serverName();
    }

    /** Scheme and authority that the client uses. */
    public String here() {
        String authority = facts.authority().isEmpty() ? rules.serverName() : facts.authority();
        return (facts.secure() ? "https://" : "http://") + authority;
    }

    @Override
    public InetAddress client() {
        return facts.client();
    }

    @Override
    public String method() {
        return facts.method();
    }

    @Override
    public @Nullable String variable(String name) {
        String set = variables.get(name);
        return set == null && handled && facts.secure() ? ofConnection(name) : set;
    }

    @Override
    public String decodedPath() {
        return path;
    }

    @Override
    public @Nullable String field(String name) {
        return facts.field(name);
    }

    /** What mod_ssl sets once a request is about to be handled, with StdEnvVars; before that nobody sees it. */
    private @Nullable String ofConnection(String name) {
        return name.equals("HTTPS") ? "on" : name.startsWith("SSL_") ? facts.tls(name) : null;
    }

    public void set(String name, String value) {
        variables.put(name, value);
    }

    void unset(String name) {
        variables.remove(name);
    }

    @Nullable
    String firstFieldNamed(BoundedPattern names) {
        String[] found = {null};
        facts.eachField((name, value) -> {
            if (found[0] == null && names.find(name) != null) {
                found[0] = value;
            }
        });
        return found[0];
    }

    void eachRequestField(BiConsumer<String, String> teller) {
        facts.eachField(teller);
    }

    Expression.Lookup lookup() {
        return new Expression.Lookup() {
            @Override
            public String variable(String name) {
                return RequestVariable.of(name).text(Visit.this);
            }

            @Override
            public @Nullable String function(String name, String argument) {
                return switch (name) {
                    case "env", "reqenv" -> Visit.this.variable(argument);
                    case "req", "http", "req_novary" -> facts.field(argument);
                    case "ssl" -> argument.equals("HTTPS") ? variable(argument) : facts.tls(argument);
                    case "tolower" -> argument.toLowerCase(Locale.ROOT);
                    case "toupper" -> argument.toUpperCase(Locale.ROOT);
                    default -> null;
                };
            }
        };
    }
}
