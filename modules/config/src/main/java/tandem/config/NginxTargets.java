package tandem.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What locations pass requests to: upstreams, and hosts without one. Each becomes a balancer once. One thread. */
final class NginxTargets {
    private static final Pattern URL = Pattern.compile("(https?)://([^/$]+)(/[^$]*)?");

    private final Map<String, ForeignBlock> upstreams;
    private final ForeignDraft draft;
    private final Map<String, Map<String, Limit>> limits = new HashMap<>();

    private final Map<String, String> attempts = new LinkedHashMap<>();

    private record Limit(Place place, long millis) {}

    /**
     * Where a location passes to.
     *
     * @param path what replaces the location's own; empty: nothing does
     */
    record Target(String balancer, Optional<String> path) {}

    NginxTargets(Map<String, ForeignBlock> upstreams, ForeignDraft draft) {
        this.upstreams = new LinkedHashMap<>(upstreams);
        this.draft = draft;
    }

    /** Where a {@code proxy_pass} leads; empty, with a finding, if it cannot be told. */
    Optional<Target> of(ForeignLine pass, NginxScope scope) {
        Matcher url = URL.matcher(pass.word(1));
        if (!url.matches()) {
            draft.notCarried(
                    pass.place(),
                    "proxy_pass",
                    "'" + pass.word(1) + "' is no plain http:// or https:// URL; write a balancer");
            return Optional.empty();
        }
        String name = url.group(2);
        String balancer = upstreams.containsKey(name) ? name : name.replaceAll("[^A-Za-z0-9.-]", "-");
        if (!draft.hasBalancer(balancer)) {
            made(pass, name, balancer, url.group(1));
        }
        limit(balancer, scope, "proxy_connect_timeout", "connect-timeout");
        limit(balancer, scope, "proxy_read_timeout", "timeout");
        tries(balancer, pass.place(), scope);
        return Optional.of(new Target(balancer, Optional.ofNullable(url.group(3))));
    }

    private void made(ForeignLine pass, String name, String balancer, String scheme) {
        ForeignBlock upstream = upstreams.get(name);
        if (upstream != null) {
            new NginxUpstream(upstream, draft, scheme).carry();
        } else {
            TreeDraft made = draft.balancer(pass.place(), balancer);
            if (scheme.equals("https")) {
                NginxUpstream.believe(made, pass.place(), draft);
            }
            TreeDraft member = made.item(pass.place(), "members");
            member.text(pass.place(), "name", balancer).text(pass.place(), "url", scheme + "://" + name);
        }
    }

    private void limit(String balancer, NginxScope scope, String from, String key) {
        scope.last(from)
                .ifPresent(line -> draft.time(line.words().getLast(), ForeignTimes.nginx(line.word(1)))
                        .ifPresent(millis -> {
                            Map<String, Limit> known = limits.computeIfAbsent(balancer, name -> new LinkedHashMap<>());
                            Limit earlier = known.get(key);
                            if (earlier != null && earlier.millis != millis) {
                                draft.remark(
                                        line.place(),
                                        from,
                                        "holds for all that " + balancer + " is given; the longest is taken");
                            }
                            if (earlier == null || earlier.millis < millis) {
                                known.put(key, new Limit(line.place(), millis));
                            }
                        }));
    }

    private void tries(String balancer, Place place, NginxScope scope) {
        Optional<ForeignLine> next = scope.last("proxy_next_upstream");
        boolean off = next.filter(line -> line.word(1).equals("off")).isPresent();
        String further = scope.last("proxy_next_upstream_tries")
                .map(line -> line.word(1))
                .filter(text -> text.matches("[1-9]\\d{0,3}"))
                .map(text -> String.valueOf(Integer.parseInt(text) - 1))
                .orElse("");
        String wanted = off ? "0" : further;
        String earlier = attempts.putIfAbsent(balancer, wanted);
        if (earlier != null && !earlier.equals(wanted)) {
            attempts.put(balancer, "");
            draft.remark(
                    place,
                    "proxy_next_upstream",
                    "differs between locations that pass to " + balancer
                            + "; max-attempts holds for all of them and is left out");
        }
        next.filter(line -> line.text().matches(".*(http_|invalid_header|non_idempotent).*"))
                .ifPresent(line -> draft.notCarried(
                        line.place(),
                        "proxy_next_upstream",
                        "a request goes to the next member where the first saw nothing of it; fail-on-status puts a member in error"
                                + " by its answers"));
    }

    /** Gives members the times of the locations that pass to them; makes the upstreams that none passes to. */
    void settle() {
        draft.root.inners("balancers").forEach((name, balancer) -> {
            String further = attempts.getOrDefault(name, "");
            if (!further.isEmpty()) {
                balancer.text(balancer.place(), "max-attempts", further);
            }
            limits.getOrDefault(name, Map.of())
                    .forEach((key, limit) -> balancer.items("members")
                            .forEach(member -> member.text(limit.place, key, limit.millis + "ms")));
        });
        upstreams.forEach((name, upstream) -> {
            if (!draft.hasBalancer(name)) {
                new NginxUpstream(upstream, draft, "http").carry();
            }
        });
    }
}
