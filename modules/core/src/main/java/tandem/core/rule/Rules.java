package tandem.core.rule;

import java.util.List;
import tandem.core.config.SiteConfig;

/** What a site does beside routing, compiled once. Immutable. Any thread. */
public final class Rules {
    final List<Rule> list;
    final Rewriting rewriting;
    private final String serverName;
    private final boolean variables;

    private Rules(SiteConfig site, String serverName, boolean variables) {
        this.variables = variables;
        this.list = site.rules().stream().map(Rule::new).toList();
        this.rewriting = new Rewriting(site.rewrites());
        this.serverName = site.serverName().orElse(serverName);
    }

    /**
     * Compiles a site's rules.
     *
     * @param serverName the site's where it has none of its own
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Rules of(SiteConfig site, String serverName) {
        return of(site, serverName, false);
    }

    /**
     * The same.
     *
     * @param variables whether somebody asks for a request's variables, so that there is a visit though no rule needs one
     */
    public static Rules of(SiteConfig site, String serverName, boolean variables) {
        return new Rules(site, serverName, variables);
    }

    /** Whether there is nothing to do, so that no visit is needed. */
    public boolean nothing() {
        return list.isEmpty() && rewriting.nothing() && !variables;
    }

    String serverName() {
        return serverName;
    }
}
