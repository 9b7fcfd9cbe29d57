package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDraft.Orphan;

/**
 * Names the repair for a configuration whose {@code <Proxy>} tags were lost, as web pages lose them: access directives and
 * members stand alone, and ProxyPass says which balancer they belonged to.
 */
final class PrintedConfigRepair {
    private PrintedConfigRepair() {}

    static void report(HttpdDraft draft, Report report) {
        for (Orphan orphan : draft.orphans) {
            report.error(orphan.place(), orphan.name(), message(orphan, onlyBalancer(draft)));
        }
    }

    private static String message(Orphan orphan, Optional<String> balancer) {
        if (orphan.kind() == Orphan.Kind.ACCESS) {
            return balancer.isPresent()
                    ? "stands outside of any section, its <Proxy> tags are lost; put it between <Proxy *> and </Proxy>"
                    : "stands outside of any section; put it into <Proxy> or <Location>";
        }
        return balancer.map(name -> "must define balancer name when outside <Proxy > section; put it between"
                        + " <Proxy balancer://" + name + "> and </Proxy>, or write BalancerMember balancer://" + name
                        + " "
                        + orphan.words())
                .orElse("must define balancer name when outside <Proxy > section");
    }

    /** The balancer that every ProxyPass to a balancer names, if it is one. */
    static Optional<String> onlyBalancer(HttpdDraft draft) {
        List<String> names = draft.servers().stream()
                .flatMap(server -> server.passes.stream())
                .map(pass -> pass.target().text())
                .filter(BalancerUrl::is)
                .map(PrintedConfigRepair::nameOf)
                .distinct()
                .toList();
        return names.size() == 1 && !names.get(0).isEmpty() ? Optional.of(names.get(0)) : Optional.empty();
    }

    private static String nameOf(String url) {
        try {
            return BalancerUrl.parse(url).name();
        } catch (IllegalArgumentException e) {
            // A broken URL names no balancer; PassTargets reports it.
            return "";
        }
    }
}
