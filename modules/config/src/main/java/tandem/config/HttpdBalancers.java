package tandem.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.BalancerConfig;

/**
 * Gives each balancer of an httpd.conf one name: httpd keeps those of each virtual host apart, and merges them with the main
 * server's of the same name. One use.
 */
final class HttpdBalancers {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpdDraft draft;
    private final Map<ServerDraft, String> siteNames;
    private final Map<String, BalancerDraft> byName = new LinkedHashMap<>();
    private final Map<BalancerDraft, Duration> timeouts = new HashMap<>();
    private final Map<BalancerDraft, ServerDraft> owners = new HashMap<>();
    private final Map<ServerDraft, Map<String, String>> names = new HashMap<>();

    HttpdBalancers(HttpdDraft draft, Map<ServerDraft, String> siteNames) {
        this.draft = draft;
        this.siteNames = siteNames;
        Set<String> all = new LinkedHashSet<>();
        draft.servers().forEach(server -> all.addAll(server.balancers.keySet()));
        all.forEach(this::settle);
    }

    private void settle(String name) {
        BalancerDraft main = draft.main.balancers.get(name);
        Map<ServerDraft, BalancerDraft> own = new LinkedHashMap<>();
        boolean shared = draft.hosts.isEmpty() || usedByMain(name);
        for (ServerDraft host : draft.hosts) {
            BalancerDraft here = host.balancers.get(name);
            if (here != null && here.hasContent()) {
                own.put(host, here);
            } else {
                shared |= here != null;
            }
        }
        boolean mainKeepsName = main != null && (shared || own.size() != 1) || own.isEmpty();
        if (mainKeepsName) {
            BalancerDraft kept = main == null ? firstBare(name) : main;
            byName.put(name, kept);
            timeouts.put(kept, timeout(draft.main));
            owners.put(kept, draft.main);
        }
        own.forEach((host, here) -> {
            BalancerDraft merged = here.over(main);
            String unique = byName.containsKey(name) ? free(name + "-" + siteNames.get(host)) : name;
            byName.put(unique, merged);
            timeouts.put(merged, timeout(host));
            owners.put(merged, host);
            names.computeIfAbsent(host, h -> new HashMap<>()).put(name, unique);
        });
    }

    private boolean usedByMain(String name) {
        boolean passed = draft.main.passes.stream()
                .anyMatch(pass -> BalancerUrl.is(pass.target().text())
                        && pass.target()
                                .text()
                                .regionMatches(true, BalancerUrl.SCHEME.length(), name, 0, name.length()));
        BalancerDraft main = draft.main.balancers.get(name);
        return passed || main != null && main.implicit != null;
    }

    private BalancerDraft firstBare(String name) {
        return draft.hosts.stream()
                .map(host -> Optional.ofNullable(host.balancers.get(name)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; byName.containsKey(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    private static Duration timeout(ServerDraft server) {
        Duration own = server.memberTimeout();
        return own == null ? TIMEOUT : own;
    }

    /** The name of the balancer that a server means. */
    String name(ServerDraft server, String asked) {
        return names.getOrDefault(server, Map.of()).getOrDefault(asked, asked);
    }

    /** The names of those that a virtual host has or inherits. */
    List<String> seenBy(ServerDraft host) {
        Set<String> asked = new LinkedHashSet<>(draft.main.balancers.keySet());
        asked.addAll(host.balancers.keySet());
        return asked.stream()
                .map(balancer -> name(host, balancer))
                .filter(byName::containsKey)
                .distinct()
                .toList();
    }

    Map<String, BalancerConfig> configs(Places places, HttpdTls tls) {
        Map<String, BalancerConfig> configs = new LinkedHashMap<>();
        byName.forEach((name, balancer) -> {
            places.put("balancers." + name, balancer.place);
            for (int i = 0; i < balancer.members.size(); i++) {
                places.put("balancers." + name + ".members[" + i + "]", balancer.members.get(i).place);
            }
            ServerDraft owner = owners.getOrDefault(balancer, draft.main);
            BalancerConfig config = balancer.config(
                    timeouts.getOrDefault(balancer, TIMEOUT),
                    draft.health,
                    owner.source(),
                    tls.members(owner, balancer.name, balancer, "balancers." + name));
            configs.put(
                    name,
                    balancer.byFtp() ? config.edit().ftp(balancer.ftp(owner)).done() : config);
        });
        return configs;
    }
}
