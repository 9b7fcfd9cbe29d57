package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.config.HttpdDraft.Pass;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;

/** Finds the balancer that each ProxyPass of a server leads to; a plain URL makes one with a single member. */
final class PassTargets {
    private final ServerDraft server;
    private final Report report;

    PassTargets(ServerDraft server, Report report) {
        this.server = server;
        this.report = report;
    }

    /**
     * Where a ProxyPass leads.
     *
     * @param balancer as its server names it; empty: nowhere, the path is excluded
     * @param to what replaces the matched prefix
     */
    record Target(Pass pass, Optional<String> balancer, Optional<String> to) {}

    /** In the order in which they are asked: those of Location first, the last section before the others. */
    List<Target> all() {
        List<Pass> ordered = new ArrayList<>();
        server.passes.stream().filter(pass -> pass.location().isPresent()).forEach(pass -> ordered.add(0, pass));
        server.passes.stream().filter(pass -> pass.location().isEmpty()).forEach(ordered::add);
        List<Target> targets = new ArrayList<>();
        ordered.forEach(pass -> of(pass).ifPresent(targets::add));
        return targets;
    }

    /** Empty if the target is wrong, which is reported. */
    private Optional<Target> of(Pass pass) {
        if (!pass.pattern() && !pass.path().startsWith("/")) {
            report.error(pass.place(), "ProxyPass", "'" + pass.path() + "' does not begin with a slash");
            return Optional.empty();
        }
        if (pass.target().is("!")) {
            return Optional.of(new Target(pass, Optional.empty(), Optional.empty()));
        }
        try {
            return BalancerUrl.is(pass.target().text()) ? balancer(pass) : plain(pass);
        } catch (IllegalArgumentException e) {
            report.error(pass.target().place(), "ProxyPass", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Target> balancer(Pass pass) {
        String text = pass.target().text();
        BalancerUrl url = BalancerUrl.parse(pass.pattern() ? beforeGroups(pass) : text);
        BalancerDraft balancer = server.balancer(url.name(), pass.place());
        for (HttpdWord word : pass.parameters()) {
            if (!mapping(word)) {
                balancer.apply(word, report);
            }
        }
        int slash = text.indexOf('/', BalancerUrl.SCHEME.length());
        String to =
                pass.pattern() ? text.substring(beforeGroups(pass).length()) : slash < 0 ? "" : text.substring(slash);
        if (!pass.pattern()) {
            if (pass.path().endsWith("/") && to.isEmpty()) {
                report.error(
                        pass.target().place(),
                        "ProxyPass",
                        "has lost its final slash: " + pass.path() + "x would ask for the balancer " + url.name()
                                + "x; write " + url + "/");
                return Optional.empty();
            }
            slashes(pass, to);
        }
        return Optional.of(new Target(pass, Optional.of(url.name()), Optional.of(to)));
    }

    /** The part of a target that no request can change; the balancer is in it. */
    private static String beforeGroups(Pass pass) {
        String text = pass.target().text();
        int slash = text.indexOf('/', text.indexOf("://") + 3);
        String authority = slash < 0 ? text : text.substring(0, slash);
        int group = authority.indexOf('$');
        if (group >= 0 && beginsWithSlash(pass.path(), authority.substring(group + 1))) {
            return authority.substring(0, group);
        }
        if (group >= 0) {
            throw new IllegalArgumentException("'" + authority
                    + "': a server or balancer that the request names is not carried out; begin the group with"
                    + " a slash, as in ^/app(/.*)?$");
        }
        return authority;
    }

    /** Whether what a group finds is a path whatever was asked for: it begins with a slash and has no other choice. */
    private static boolean beginsWithSlash(String pattern, String number) {
        int wanted = number.isEmpty() ? 0 : Character.digit(number.charAt(0), 10);
        int at = -1;
        for (int found = 0; found < wanted; found++) {
            at = pattern.indexOf('(', at + 1);
            if (at < 0) {
                return false;
            }
        }
        // what makes counting parentheses unsure is left to the error
        boolean plain =
                !pattern.contains("|") && !pattern.contains("(?") && !pattern.contains("\\(") && !pattern.contains("[");
        return wanted > 0 && plain && pattern.startsWith("(/", at);
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
        String server = pass.pattern() ? beforeGroups(pass) : text;
        FtpUrl named = FtpUrl.of(server);
        MemberUrl url = MemberUrl.parse(named.url());
        int pathStart = text.indexOf('/', text.indexOf("://") + 3);
        String to = pass.pattern() ? text.substring(server.length()) : pathStart < 0 ? "" : text.substring(pathStart);
        if (!pass.pattern()) {
            slashes(pass, to);
            if (pass.path().endsWith("/") && to.isEmpty()) {
                to = "/";
                report.warning(
                        pass.target().place(), "ProxyPass", "has lost its final slash; read as " + named.url() + "/");
            }
        }
        for (BalancerDraft earlier : this.server.balancers.values()) {
            MemberUrl known = earlier.implicit;
            if (known != null
                    && known.scheme().equals(url.scheme())
                    && known.authority().equals(url.authority())
                    && url.path().startsWith(known.path())
                    && earlier.sameLogin(named)) {
                if (!pass.parameters().isEmpty()) {
                    report.warning(
                            pass.parameters().get(0).place(),
                            "ProxyPass",
                            url + " begins with " + known
                                    + " of an earlier ProxyPass, so it is the same member; these parameters are ignored, as in httpd");
                }
                return Optional.of(new Target(pass, Optional.of(earlier.name), Optional.of(to)));
            }
        }
        BalancerDraft balancer = implicit(this.server, pass.place(), url);
        balancer.logIn(named);
        for (HttpdWord word : pass.parameters()) {
            if (!mapping(word)) {
                HttpdParameter.apply(MemberParameters.ROWS, "Worker", word, balancer.members.get(0), report);
            }
        }
        return Optional.of(new Target(pass, Optional.of(balancer.name), Optional.of(to)));
    }

    private static boolean mapping(HttpdWord word) {
        return word.key().equalsIgnoreCase("mapping");
    }

    /** The balancer of a server that a rewriting leads to. */
    static BalancerDraft single(ServerDraft server, Place place, String text) {
        MemberUrl url = MemberUrl.parse(text);
        for (BalancerDraft earlier : server.balancers.values()) {
            if (earlier.implicit != null && earlier.implicit.equals(url)) {
                return earlier;
            }
        }
        return implicit(server, place, url);
    }

    private static BalancerDraft implicit(ServerDraft server, Place place, MemberUrl url) {
        String wanted = (url.authority() + url.path()).replace('/', '-').toLowerCase(Locale.ROOT);
        String name = wanted;
        for (int i = 2; server.balancers.containsKey(name); i++) {
            name = wanted + "-" + i;
        }
        BalancerDraft balancer = server.balancer(name, place);
        MemberDraft member = new MemberDraft(place, url.withoutPath());
        member.flags.add(MemberFlag.IGNORE_ERRORS);
        balancer.members.add(member);
        balancer.implicit = url;
        return balancer;
    }
}
