package tandem.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Carries over a server: a site with its routes and rules. One use. */
final class NginxServer {
    private final ForeignBlock server;
    private final NginxScope scope;
    private final ForeignDraft draft;
    private final NginxTargets targets;

    NginxServer(ForeignBlock server, NginxScope scope, ForeignDraft draft, NginxTargets targets) {
        this.server = server;
        this.scope = scope;
        this.draft = draft;
        this.targets = targets;
    }

    /** Whole names win over wild cards, and long wild cards over short ones: where servers must come in a file that is read in order. */
    static int wildness(ForeignBlock server) {
        return server.all("server_name").stream()
                .flatMap(block -> block.line().from(1).stream())
                .map(HttpdWord::text)
                .filter(name -> name.startsWith("*") || name.startsWith("."))
                .mapToInt(name -> 10_000 - name.length())
                .max()
                .orElse(0);
    }

    void carry(List<String> listeners, NginxListeners all) {
        if (listeners.isEmpty()) {
            return;
        }
        List<String> hosts = hosts();
        List<String> others = listeners.stream()
                .filter(listener -> all.isDefault(listener, server))
                .toList();
        if (hosts.isEmpty() && others.isEmpty()) {
            draft.notCarried(server.place(), "server", "it has no name that is known here, so nothing comes to it");
            return;
        }
        server.inner().forEach(this::advise);
        timeouts();
        String name = hosts.isEmpty()
                ? "default-" + server.place().line()
                : hosts.get(0) + "-" + server.place().line();
        if (hosts.isEmpty() || others.size() == listeners.size()) {
            List<String> every = new ArrayList<>(hosts);
            every.add("*");
            site(name, others, every);
        } else {
            site(name, listeners, hosts);
            if (!others.isEmpty()) {
                site(name + "-default", others, List.of("*"));
            }
        }
    }

    private void advise(ForeignBlock block) {
        NginxAdvice.of(block.name()).ifPresent(advice -> draft.notCarried(block.place(), block.name(), advice));
    }

    private List<String> hosts() {
        List<String> hosts = new ArrayList<>();
        for (ForeignLine line : scope.own("server_name")) {
            for (HttpdWord word : line.from(1)) {
                String name = word.text().toLowerCase(Locale.ROOT);
                if (name.startsWith(".")) {
                    hosts.add(name.substring(1));
                    hosts.add("*" + name);
                } else if (name.startsWith("~") || name.endsWith("*") || name.indexOf('$') >= 0) {
                    draft.notCarried(word.place(), "server_name", "'" + name + "': hosts are whole names, *.NAME or *");
                } else if (!name.isEmpty() && !name.equals("_")) {
                    hosts.add(name);
                }
            }
        }
        return hosts;
    }

    private void timeouts() {
        timeout("client_header_timeout", "request-head");
        timeout("keepalive_timeout", "keep-alive");
        timeout("client_body_timeout", "idle");
    }

    private void timeout(String from, String key) {
        scope.last(from).ifPresent(line -> {
            OptionalLong millis =
                    draft.time(line.words().get(Math.min(1, line.size() - 1)), ForeignTimes.nginx(line.word(1)));
            millis.ifPresent(value -> draft.clientTimeout(line.place(), key, value));
        });
    }

    private void site(String name, List<String> listeners, List<String> hosts) {
        TreeDraft site = draft.site(server.place(), name, listeners).texts(server.place(), "hosts", hosts);
        NginxReturn redirects = new NginxReturn(site, draft);
        scope.own("rewrite").forEach(redirects::rewrite);
        Optional<ForeignLine> answer = scope.own("return").stream().findFirst();
        if (answer.isPresent()) {
            redirects.answer(answer.get(), ForeignPath.ALL);
            return;
        }
        List<NginxLocation> locations = new ArrayList<>();
        collect(server.inner(), scope, locations);
        locations.sort(Comparator.comparingInt(NginxLocation::rank).thenComparingInt(NginxLocation::shortness));
        locations.forEach(location -> location.carry(site, draft, targets, redirects));
        if (locations.stream().noneMatch(NginxLocation::regex)) {
            return;
        }
        for (NginxLocation strict : locations) {
            boolean hidden = strict.stops() && locations.stream().anyMatch(other -> other.below(strict));
            if (hidden) {
                draft.remark(
                        strict.place(),
                        "location",
                        "a longer location lies below this ^~; nginx would ask the expressions there. Look at the order of the routes");
            }
        }
    }

    private void collect(List<ForeignBlock> statements, NginxScope around, List<NginxLocation> into) {
        for (ForeignBlock block : statements) {
            if (!block.name().equals("location")) {
                continue;
            }
            if (block.line().word(1).startsWith("@")) {
                draft.notCarried(
                        block.place(),
                        "location",
                        "named locations are for error pages; write sites[].rules[].error-pages");
                continue;
            }
            block.inner().forEach(this::advise);
            NginxScope inner = around.in(block);
            into.add(new NginxLocation(block, inner));
            collect(block.inner(), inner, into);
        }
    }
}
