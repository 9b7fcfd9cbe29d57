package tandem.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@code virtual_server} of keepalived, which balances by the kernel: carried over where its checks show HTTP. One use. */
final class KeepalivedServer {
    private static final Set<String> CARRIED = Set.of(
            "lb_algo",
            "lvs_sched",
            "real_server",
            "sorry_server",
            "delay_loop",
            "persistence_timeout",
            "protocol",
            "lb_kind",
            "lvs_method");

    private final ForeignBlock block;
    private final ForeignDraft draft;

    KeepalivedServer(ForeignBlock block, ForeignDraft draft) {
        this.block = block;
        this.draft = draft;
    }

    void carry() {
        String address = block.line().word(1);
        String port = block.line().word(2);
        boolean http = block.all("real_server").stream()
                .anyMatch(server -> !server.all("HTTP_GET").isEmpty());
        if (!http || !port.matches("[1-9]\\d{0,4}")) {
            draft.notCarried(
                    block.place(),
                    "virtual_server",
                    "only what is checked by HTTP_GET on one port is known to be HTTP; write a listener and a balancer if it is");
            return;
        }
        Place place = block.place();
        String name = "virtual-" + address.replaceAll("[^0-9A-Za-z.]", "-") + "-" + port;
        boolean six = address.indexOf(':') >= 0;
        draft.listener(place, name).text(place, "listen", (six ? "[" + address + "]" : address) + ":" + port);
        draft.site(place, name, List.of(name)).item(place, "routes").text(place, "balancer", name);
        draft.remark(
                place,
                "virtual_server",
                "was balanced by the kernel; members now see this node as their client, and the client in X-Forwarded-For");
        TreeDraft balancer = draft.balancer(place, name);
        algorithm(balancer);
        for (ForeignBlock server : block.all("real_server")) {
            member(balancer, server);
        }
        block.last("sorry_server").ifPresent(sorry -> {
            ForeignLine line = sorry.line();
            member(balancer, line.place(), line.word(1), line.word(2)).text(line.place(), "setting", "standby");
        });
        block.inner().stream()
                .filter(inner -> !CARRIED.contains(inner.name()))
                .forEach(inner ->
                        draft.notCarried(inner.place(), inner.name(), "see balancers in the reference of keys"));
    }

    private void algorithm(TreeDraft balancer) {
        Optional<HttpdWord> word = block.value("lb_algo").or(() -> block.value("lvs_sched"));
        word.ifPresent(algorithm -> {
            switch (algorithm.text()) {
                case "rr", "wrr" -> {}
                case "lc", "wlc", "sed", "nq", "lblc", "lblcr" ->
                    balancer.text(algorithm.place(), "policy", "bybusyness");
                case "sh", "mh" -> balancer.text(algorithm.place(), "policy", "hash");
                default ->
                    draft.notCarried(
                            algorithm.place(),
                            "lb_algo",
                            "'" + algorithm.text() + "'; byrequests is taken, see policy");
            }
        });
        block.last("persistence_timeout").ifPresent(line -> {
            balancer.text(line.place(), "policy", "hash");
            draft.remark(
                    line.place(),
                    "persistence_timeout",
                    "clients stay by their address (policy hash); sticky with a cookie tells them apart behind one address");
        });
    }

    private static TreeDraft member(TreeDraft balancer, Place place, String address, String port) {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return balancer.item(place, "members")
                .text(place, "name", (address + "-" + port).replaceAll("[^0-9A-Za-z.]", "-"))
                .text(place, "url", "http://" + host + ":" + port);
    }

    private void member(TreeDraft balancer, ForeignBlock server) {
        TreeDraft member = member(
                balancer, server.place(), server.line().word(1), server.line().word(2));
        server.value("weight").ifPresent(weight -> {
            boolean none = weight.text().equals("0");
            member.text(weight.place(), none ? "setting" : "weight", none ? "draining" : weight.text());
        });
        server.last("HTTP_GET").ifPresent(get -> {
            TreeDraft health = member.in(get.place(), "health").text(get.place(), "method", "get");
            get.last("url").ifPresent(url -> {
                url.value("path").ifPresent(path -> health.text(path.place(), "path", path.text()));
                url.value("status_code")
                        .ifPresent(code -> health.text(code.place(), "expect", "status == " + code.text()));
                url.last("digest")
                        .ifPresent(digest ->
                                draft.notCarried(digest.place(), "digest", "write health.expect on the body"));
            });
            block.value("delay_loop")
                    .ifPresent(loop -> draft.time(loop, ForeignTimes.nginx(loop.text()))
                            .ifPresent(millis -> health.text(loop.place(), "interval", millis + "ms")));
            health.text(get.place(), "rise", "1").text(get.place(), "fall", "1");
        });
        server.last("TCP_CHECK")
                .ifPresent(tcp -> member.in(tcp.place(), "health").text(tcp.place(), "method", "tcp"));
    }
}
