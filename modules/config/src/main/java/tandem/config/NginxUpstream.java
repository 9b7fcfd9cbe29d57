package tandem.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Carries over an upstream: a balancer with its members. One use. */
final class NginxUpstream {
    private final ForeignBlock upstream;
    private final ForeignDraft draft;
    private final String scheme;

    /** @param scheme by which it is passed to: http or https */
    NginxUpstream(ForeignBlock upstream, ForeignDraft draft, String scheme) {
        this.upstream = upstream;
        this.draft = draft;
        this.scheme = scheme;
    }

    void carry() {
        TreeDraft balancer = draft.balancer(upstream.place(), upstream.line().word(1));
        for (ForeignBlock block : upstream.inner()) {
            if (!block.name().equals("server")) {
                policy(balancer, block.line());
            }
        }
        upstream.all("server").forEach(server -> member(balancer, server.line()));
        if (scheme.equals("https")) {
            believe(balancer, upstream.place(), draft);
        }
    }

    /** Members' certificates are not looked at, as in nginx. */
    static void believe(TreeDraft balancer, Place place, ForeignDraft draft) {
        TreeDraft tls = balancer.in(place, "tls").text(place, "verify", "false");
        tls.text(place, "check-name", "false").text(place, "check-expiry", "false");
        draft.remark(
                place,
                "tls",
                "nginx believes any certificate of a member unless proxy_ssl_verify is on, and so does this; write verify and ca");
    }

    private void policy(TreeDraft balancer, ForeignLine line) {
        Place place = line.place();
        switch (line.word(0)) {
            case "least_conn" -> balancer.text(place, "policy", "bybusyness");
            case "least_time" -> balancer.text(place, "policy", "least-time");
            case "random" -> balancer.text(place, "policy", "random");
            case "ip_hash" -> balancer.text(place, "policy", "hash");
            case "hash" -> hash(balancer, line);
            case "sticky" -> sticky(balancer, line);
            case "zone", "keepalive", "keepalive_requests", "keepalive_timeout", "keepalive_time" -> {}
            case "queue" ->
                draft.notCarried(place, "queue", "write `wait` of the balancer, or limit.patience of members");
            default -> draft.notCarried(place, line.word(0), "see balancers in the reference of keys");
        }
    }

    private void hash(TreeDraft balancer, ForeignLine line) {
        Place place = line.place();
        String key = line.word(1);
        balancer.text(place, "policy", "hash");
        TreeDraft hash = balancer.in(place, "hash");
        if (key.startsWith("$http_")) {
            hash.text(place, "by", "header")
                    .text(place, "name", key.substring(6).replace('_', '-'));
        } else if (key.startsWith("$cookie_")) {
            hash.text(place, "by", "cookie").text(place, "name", key.substring(8));
        } else if (key.equals("$request_uri") || key.equals("$uri")) {
            hash.text(place, "by", key.equals("$uri") ? "path" : "uri");
        } else if (!Set.of("$remote_addr", "$binary_remote_addr").contains(key)) {
            draft.remark(place, "hash", "'" + key + "' has no counterpart: by the client's address; see hash.by");
        }
    }

    private void sticky(TreeDraft balancer, ForeignLine line) {
        Place place = line.place();
        if (!line.word(1).equals("cookie")) {
            draft.notCarried(
                    place, "sticky", "only `sticky cookie` is; write sticky with cookie and parameter of your own");
            return;
        }
        TreeDraft sticky =
                balancer.in(place, "sticky").text(place, "cookie", line.word(2)).text(place, "separator", "off");
        TreeDraft issue = sticky.in(place, "issue");
        boolean httpOnly = false;
        boolean secure = false;
        for (HttpdWord word : line.from(3)) {
            String value = word.text().substring(word.text().indexOf('=') + 1);
            switch (word.text().replaceAll("=.*", "")) {
                case "httponly" -> httpOnly = true;
                case "secure" -> secure = true;
                case "path" -> issue.text(place, "path", value);
                case "domain" -> issue.text(place, "domain", value.replaceFirst("^\\.", ""));
                case "samesite" -> issue.text(place, "same-site", value.toLowerCase(Locale.ROOT));
                default -> draft.notCarried(word.place(), "sticky", "'" + word.text() + "'; see sticky.issue");
            }
        }
        issue.text(place, "http-only", String.valueOf(httpOnly)).text(place, "secure", String.valueOf(secure));
    }

    private void member(TreeDraft balancer, ForeignLine line) {
        String address = line.word(1);
        if (address.startsWith("unix:")) {
            draft.notCarried(line.place(), "server", "'" + address + "': members are reached by TCP");
            return;
        }
        TreeDraft member = balancer.item(line.place(), "members");
        String name = address.replaceAll("[^A-Za-z0-9.-]", "-");
        member.text(line.place(), "name", name).text(line.place(), "url", scheme + "://" + address);
        if (balancer.has("sticky")) {
            member.text(line.place(), "route", name);
        }
        member.text(line.place(), "retry", "10s");
        line.from(2).forEach(word -> parameter(member, word));
    }

    private void parameter(TreeDraft member, HttpdWord word) {
        Place place = word.place();
        String value = word.text().substring(word.text().indexOf('=') + 1);
        switch (word.text().replaceAll("=.*", "")) {
            case "weight" -> member.text(place, "weight", value);
            case "backup" -> member.text(place, "setting", "standby");
            case "down" -> member.text(place, "setting", "disabled");
            case "drain" -> member.text(place, "setting", "draining");
            case "max_conns" -> member.in(place, "limit").text(place, "connections", value);
            case "fail_timeout" -> time(member, word, value, "retry");
            case "slow_start" -> time(member, word, value, "slow-start");
            case "route" -> member.text(place, "route", value);
            case "max_fails" -> fails(member, place, value);
            case "resolve" -> {}
            default -> draft.notCarried(place, "server", "'" + word.text() + "'; see balancers.NAME.members");
        }
    }

    private void time(TreeDraft member, HttpdWord word, String value, String key) {
        draft.time(word, ForeignTimes.nginx(value)).ifPresent(millis -> member.text(word.place(), key, millis + "ms"));
    }

    private void fails(TreeDraft member, Place place, String value) {
        if (value.equals("0") && member.text("setting").equals(Optional.empty())) {
            member.text(place, "setting", "ignore-errors");
        } else if (!value.matches("[01]")) {
            draft.notCarried(
                    place,
                    "server",
                    "max_fails=" + value
                            + ": one failed connection is enough to leave a member alone for `retry`; health adds checks");
        }
    }
}
