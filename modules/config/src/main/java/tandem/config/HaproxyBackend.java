package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Carries over what a backend, or the back half of a listen section, says: a balancer with its members. One use. */
final class HaproxyBackend {
    private static final Set<String> COOKIE_VALUED = Set.of("domain", "path", "maxidle", "maxlife", "attr");

    private final HaproxyProxy proxy;
    private final ForeignDraft draft;
    private final HaproxyTlsDefaults tls;

    HaproxyBackend(HaproxyProxy proxy, ForeignDraft draft, HaproxyTlsDefaults tls) {
        this.proxy = proxy;
        this.draft = draft;
        this.tls = tls;
    }

    void carry() {
        TreeDraft balancer = draft.balancer(proxy.place(), proxy.name());
        proxy.last("balance").ifPresent(line -> policy(balancer, line));
        proxy.last("cookie").ifPresent(line -> cookie(balancer, line));
        ForeignParameters defaults = ForeignParameters.of(List.of(), Set.of());
        for (ForeignLine line : proxy.all("default-server")) {
            defaults = defaults.and(ForeignParameters.of(line.from(1), HaproxyServer.VALUED));
        }
        List<HaproxyServer> servers = new ArrayList<>();
        for (ForeignLine line : proxy.all("server")) {
            ForeignParameters own = ForeignParameters.of(line.from(3), HaproxyServer.VALUED);
            servers.add(new HaproxyServer(line, defaults.and(own), draft));
        }
        boolean weighty = servers.stream().anyMatch(server -> server.weight() > 100);
        boolean sticky = balancer.has("sticky");
        boolean checked = servers.stream().anyMatch(HaproxyServer::checked);
        HaproxyServer.Balancer of = new HaproxyServer.Balancer(balancer, weighty, sticky, checked, this::times);
        HaproxyHealth health = new HaproxyHealth(proxy, draft);
        servers.forEach(server -> server.carry(of, health));
        new HaproxyMemberTls(servers, draft, tls).carry(balancer);
        backups(servers);
    }

    private void backups(List<HaproxyServer> servers) {
        List<HaproxyServer> backups =
                servers.stream().filter(HaproxyServer::backup).toList();
        if (backups.size() > 1 && proxy.last("option allbackups").isEmpty()) {
            draft.remark(
                    backups.get(1).place(),
                    "server",
                    "HAProxy uses the first backup alone; here all that are standby share the load. Give it lbset: 1 and so on");
        }
    }

    private void policy(TreeDraft balancer, ForeignLine line) {
        String word = line.word(1).toLowerCase(Locale.ROOT);
        Place place = line.place();
        switch (word.replaceAll("\\(.*", "")) {
            case "roundrobin", "static-rr" -> {}
            case "leastconn" -> balancer.text(place, "policy", "bybusyness");
            case "random" -> balancer.text(place, "policy", "random");
            case "first" -> balancer.text(place, "policy", "first");
            case "source" -> hash(balancer, place, "source");
            case "uri" -> hash(balancer, place, line.text().endsWith(" whole") ? "uri" : "path");
            case "hdr" -> {
                hash(balancer, place, "header");
                balancer.in(place, "hash").text(place, "name", line.word(1).replaceAll("^\\w+\\(|\\)$", ""));
            }
            default ->
                draft.notCarried(
                        place,
                        "balance",
                        "'" + line.word(1) + "' has no counterpart, byrequests is taken; see policy and hash.by");
        }
    }

    private void hash(TreeDraft balancer, Place place, String by) {
        balancer.text(place, "policy", "hash");
        balancer.in(place, "hash").text(place, "by", by);
        proxy.last("hash-balance-factor")
                .filter(line -> line.word(1).matches("\\d{3,5}"))
                .ifPresent(line -> balancer.in(place, "hash")
                        .text(line.place(), "surplus", String.valueOf(Integer.parseInt(line.word(1)) - 100)));
    }

    private void cookie(TreeDraft balancer, ForeignLine line) {
        ForeignParameters words = ForeignParameters.of(line.from(2), COOKIE_VALUED);
        Place place = line.place();
        if (!words.has("insert")) {
            draft.notCarried(
                    place,
                    "cookie",
                    "only `insert` is; write sticky: {cookie: NAME, issue: {}}, or let members append a dot and their route to"
                            + " their own cookie");
            return;
        }
        TreeDraft sticky = balancer.in(place, "sticky");
        sticky.text(place, "cookie", line.word(1)).text(place, "separator", "off");
        TreeDraft issue = sticky.in(place, "issue");
        issue.text(place, "http-only", String.valueOf(words.has("httponly")));
        issue.text(place, "secure", String.valueOf(words.has("secure")));
        words.value("path").ifPresent(path -> issue.text(place, "path", path));
        words.value("domain").ifPresent(domain -> issue.text(place, "domain", domain.replaceFirst("^\\.", "")));
        words.forEach(word -> {
            if (Set.of("maxidle", "maxlife", "preserve", "dynamic", "postonly").contains(word.text())) {
                draft.notCarried(
                        word.place(), "cookie", "'" + word.text() + "': the cookie lasts as long as the browser runs");
            }
        });
        for (String attribute : words.values("attr")) {
            String value = attribute.toLowerCase(Locale.ROOT).replaceFirst("^samesite=", "");
            if (Set.of("lax", "strict", "none").contains(value)) {
                issue.text(place, "same-site", value);
            } else {
                draft.notCarried(
                        place, "cookie", "attr '" + attribute + "': sticky.issue has the attributes that there are");
            }
        }
    }

    /** The times that hold for every member. */
    private void times(TreeDraft member) {
        time(member, "connect", "connect-timeout");
        time(member, "server", "timeout");
        OptionalLong queue = proxy.timeout("queue");
        if (queue.isPresent() && member.has("limit")) {
            member.in(proxy.place(), "limit").text(proxy.place(), "patience", queue.getAsLong() + "ms");
        }
    }

    private void time(TreeDraft member, String name, String key) {
        proxy.last("timeout " + name)
                .ifPresent(line -> draft.time(line.words().getLast(), proxy.timeout(name))
                        .ifPresent(millis -> member.text(line.place(), key, millis + "ms")));
    }
}
