package tandem.core.rule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RewriteConfig;

/** A site's RewriteRules; follows mod_rewrite's order of things in a server's context. Immutable. */
final class Rewriting {
    private static final String SCHEME = "balancer://";
    private static final int MOST_RESTARTS = 100;

    private final List<RewriteRule> rules;

    Rewriting(List<RewriteConfig> configs) {
        this.rules = configs.stream().map(RewriteRule::of).toList();
    }

    boolean nothing() {
        return rules.isEmpty();
    }

    /** Carries the rules out for one request. */
    Rewritten rewrite(Visit visit) {
        return new Run(visit).result();
    }

    /** One request's walk through the rules. */
    private final class Run {
        private final Visit visit;
        private String path;
        private String query;
        private boolean changed;
        private boolean proxied;
        private @Nullable String balancer;
        private boolean passedOn;
        private boolean escape = true;
        private int redirectStatus;
        private int answer;

        Run(Visit visit) {
            this.visit = visit;
            this.path = visit.path();
            this.query = visit.query();
        }

        Rewritten result() {
            for (int restarts = 0; walk(); restarts++) {
                if (restarts == MOST_RESTARTS) {
                    return new Rewritten.Answer(500, null);
                }
            }
            if (answer != 0) {
                return new Rewritten.Answer(answer, null);
            }
            if (!changed) {
                return Rewritten.Unchanged.ONE;
            }
            if (proxied) {
                return proxied();
            }
            if (path.contains("://") && !path.startsWith("/")) {
                return redirected();
            }
            // Deliberate: without P, R or PT the path names a file for httpd, and no files are served.
            return passedOn ? new Rewritten.Path(path, query) : new Rewritten.Answer(404, null);
        }

        /** True if it begins again. */
        private boolean walk() {
            for (int i = 0; i < rules.size(); i++) {
                RewriteRule rule = rules.get(i);
                String[] groups = rule.match(path, visit);
                if (groups == null) {
                    while (i < rules.size() && rules.get(i).chained) {
                        i++;
                    }
                    continue;
                }
                for (RewriteRule.Variable variable : rule.variables) {
                    if (variable.value() == null) {
                        visit.unset(variable.name());
                    } else {
                        visit.set(variable.name(), variable.value().fill(groups, visit.conditionGroups, visit));
                    }
                }
                if (rule.status != 0 && !rule.redirect) {
                    answer = rule.status;
                    return false;
                }
                if (rule.substitutes) {
                    substitute(rule, groups);
                }
                escape &= rule.escape;
                if (rule.passThrough) {
                    passedOn = true;
                    changed = true;
                    return false;
                }
                if (rule.substitutes && rule.proxy || rule.last) {
                    return false;
                }
                if (rule.restart) {
                    return true;
                }
                i += rule.skip;
            }
            return false;
        }

        private void substitute(RewriteRule rule, String[] groups) {
            String text = rule.to.fill(groups, visit.conditionGroups, visit);
            changed = true;
            int question = text.indexOf('?');
            String own = question < 0 ? null : text.substring(question + 1);
            path = question < 0 ? text : text.substring(0, question);
            query = query(rule, own);
            proxied |= rule.proxy;
            balancer = rule.balancer;
            if (rule.redirect) {
                redirectStatus = rule.status;
                path = absolute(path);
            }
        }

        private String query(RewriteRule rule, @Nullable String own) {
            String before = rule.discardsQuery ? "" : query;
            if (own == null) {
                return before;
            }
            return rule.appendsQuery && !before.isEmpty() ? own.isEmpty() ? before : own + "&" + before : own;
        }

        private String absolute(String target) {
            if (target.contains("://") && !target.startsWith("/")) {
                return target;
            }
            return visit.here() + (target.startsWith("/") ? target : "/" + target);
        }

        private Rewritten proxied() {
            String meant = balancer;
            int slash = path.indexOf('/', SCHEME.length());
            String named = path.substring(SCHEME.length(), slash < 0 ? path.length() : slash);
            // Deliberate: a request must never choose the balancer.
            if (meant == null || !named.equalsIgnoreCase(meant)) {
                return new Rewritten.Answer(500, null);
            }
            return new Rewritten.Proxied(meant, slash < 0 ? "/" : path.substring(slash), query, !escape);
        }

        private Rewritten redirected() {
            int slash = path.indexOf('/', path.indexOf("://") + 3);
            String authority = slash < 0 ? path : path.substring(0, slash);
            String rest = slash < 0 ? "" : path.substring(slash);
            String shown = authority.toLowerCase(Locale.ROOT).startsWith("http") && escape
                    ? authority + Escapes.path(rest)
                    : path;
            String location = query.isEmpty() ? shown : shown + "?" + query;
            return new Rewritten.Answer(redirectStatus == 0 ? 302 : redirectStatus, Escapes.noControls(location));
        }
    }
}
