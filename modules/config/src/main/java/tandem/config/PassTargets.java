package tandem.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.config.HttpdDraft.Pass;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;

/** Finds the balancer that a ProxyPass leads to; a plain URL makes one with a single member. */
final class PassTargets {
    private final HttpdDraft draft;
    private final Report report;
    private final Map<String, MemberUrl> implicit = new HashMap<>();

    PassTargets(HttpdDraft draft, Report report) {
        this.draft = draft;
        this.report = report;
    }

    /**
     * Where a ProxyPass leads.
     *
     * @param balancer empty: nowhere, the path is excluded
     * @param to what replaces the matched prefix
     */
    record Target(Optional<String> balancer, Optional<String> to) {}

    /** Empty if the target is wrong, which is reported. */
    Optional<Target> of(Pass pass) {
        if (!pass.path().startsWith("/")) {
            report.error(pass.place(), "ProxyPass", "'" + pass.path() + "' does not begin with a slash");
            return Optional.empty();
        }
        if (pass.target().is("!")) {
            return Optional.of(new Target(Optional.empty(), Optional.empty()));
        }
        try {
            return BalancerUrl.is(pass.target().text()) ? balancer(pass) : plain(pass);
        } catch (IllegalArgumentException e) {
            report.error(pass.target().place(), "ProxyPass", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Target> balancer(Pass pass) {
        BalancerUrl url = BalancerUrl.parse(pass.target().text());
        BalancerDraft balancer = draft.balancer(url.name(), pass.place());
        for (HttpdWord word : pass.parameters()) {
            HttpdParameter.apply(BalancerParameters.ROWS, "Balancer", word, balancer, report);
        }
        if (pass.path().endsWith("/") && url.path().isEmpty()) {
            report.error(
                    pass.target().place(),
                    "ProxyPass",
                    "has lost its final slash: " + pass.path() + "x would ask for the balancer " + url.name()
                            + "x; write " + url + "/");
            return Optional.empty();
        }
        slashes(pass, url.path());
        return Optional.of(new Target(Optional.of(url.name()), Optional.of(url.path())));
    }

    private void slashes(Pass pass, String to) {
        boolean pathEnds = pass.path().endsWith("/");
        boolean toEnds = to.endsWith("/");
        if (pathEnds && !toEnds && !to.isEmpty()) {
            report.warning(
                    pass.target().place(),
                    "ProxyPass",
                    pass.path() + "x becomes " + to + "x; end both with a slash, or neither");
        } else if (!pathEnds && toEnds) {
            report.warning(
                    pass.target().place(),
                    "ProxyPass",
                    pass.path() + "/x becomes " + to + "/x, with two slashes; end both with a slash, or neither");
        }
    }

    private Optional<Target> plain(Pass pass) {
        String text = pass.target().text();
        MemberUrl url = MemberUrl.parse(text);
        int pathStart = text.indexOf('/', text.indexOf("://") + 3);
        String to = pathStart < 0 ? "" : text.substring(pathStart);
        slashes(pass, to);
        if (pass.path().endsWith("/") && to.isEmpty()) {
            to = "/";
            report.warning(pass.target().place(), "ProxyPass", "has lost its final slash; read as " + text + "/");
        }
        for (Map.Entry<String, MemberUrl> earlier : implicit.entrySet()) {
            MemberUrl known = earlier.getValue();
            if (known.authority().equals(url.authority()) && url.path().startsWith(known.path())) {
                if (!pass.parameters().isEmpty()) {
                    report.warning(
                            pass.parameters().get(0).place(),
                            "ProxyPass",
                            url + " begins with " + known
                                    + " of an earlier ProxyPass, so it is the same member; these parameters are ignored, as in httpd");
                }
                return Optional.of(new Target(Optional.of(earlier.getKey()), Optional.of(to)));
            }
        }
        return Optional.of(new Target(Optional.of(implicit(pass, url)), Optional.of(to)));
    }

    private String implicit(Pass pass, MemberUrl url) {
        String wanted = (url.authority() + url.path()).replace('/', '-').toLowerCase(java.util.Locale.ROOT);
        String name = wanted;
        for (int i = 2; draft.balancers.containsKey(name); i++) {
            name = wanted + "-" + i;
        }
        BalancerDraft balancer = draft.balancer(name, pass.place());
        MemberDraft member = new MemberDraft(pass.place(), new MemberUrl(url.host(), url.port(), ""));
        member.flags.add(MemberFlag.IGNORE_ERRORS);
        for (HttpdWord word : pass.parameters()) {
            HttpdParameter.apply(MemberParameters.ROWS, "Worker", word, member, report);
        }
        balancer.members.add(member);
        implicit.put(name, url);
        return name;
    }
}
