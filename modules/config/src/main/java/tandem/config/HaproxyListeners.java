package tandem.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries over the {@code bind} lines of a frontend. One use. */
final class HaproxyListeners {
    private static final Set<String> VALUED = Set.of(
            "crt",
            "alpn",
            "npn",
            "proto",
            "ca-file",
            "verify",
            "ssl-min-ver",
            "ssl-max-ver",
            "ciphers",
            "ciphersuites",
            "name",
            "interface",
            "maxconn",
            "backlog",
            "process",
            "thread",
            "mss",
            "user",
            "group",
            "mode",
            "uid",
            "gid",
            "curves",
            "ecdhe",
            "id",
            "nice",
            "level",
            "crt-list",
            "crl-file",
            "shards",
            "tls-ticket-keys",
            "default-crt");
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("name", "v4v6", "backlog", "process", "thread", "shards", "id", "nice", "defer-accept", "tfo");

    private final HaproxyProxy proxy;
    private final ForeignDraft draft;
    private final HaproxyTlsDefaults tls;
    private final Map<String, TreeDraft> made = new LinkedHashMap<>();

    HaproxyListeners(HaproxyProxy proxy, ForeignDraft draft, HaproxyTlsDefaults tls) {
        this.proxy = proxy;
        this.draft = draft;
        this.tls = tls;
    }

    /** Makes them; their names. */
    List<String> carry() {
        for (ForeignLine bind : proxy.all("bind")) {
            for (String address : bind.word(1).split(",", -1)) {
                Optional<String> listen = address(address);
                if (listen.isEmpty()) {
                    draft.notCarried(
                            bind.place(),
                            "bind",
                            "'" + address + "' is not ADDRESS:PORT; listeners are TCP ports, one each");
                } else {
                    listener(bind, listen.get());
                }
            }
        }
        return List.copyOf(made.keySet());
    }

    private static Optional<String> address(String text) {
        String address = text.replaceFirst("^(ipv4|ipv6|tcp|tcp4|tcp6)@", "");
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        if (colon < 0 || !port.matches("\\d{1,5}") || address.indexOf('/') >= 0 || address.indexOf('@') >= 0) {
            return Optional.empty();
        }
        String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
        boolean every = host.isEmpty() || host.equals("*") || host.equals("0.0.0.0") || host.equals("::");
        return Optional.of((every ? "*" : host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
    }

    private void listener(ForeignLine bind, String listen) {
        String port = listen.substring(listen.lastIndexOf(':') + 1);
        String name = made.isEmpty() ? proxy.name() : proxy.name() + "-" + port;
        if (made.values().stream().anyMatch(other -> other.text("listen").equals(Optional.of(listen)))) {
            return;
        }
        if (made.containsKey(name)) {
            name = name + "-" + (made.size() + 1);
        }
        TreeDraft listener = draft.listener(bind.place(), name).text(bind.place(), "listen", listen);
        made.put(name, listener);
        ForeignParameters parameters = ForeignParameters.of(bind.from(2), VALUED);
        if (parameters.has("ssl")) {
            secure(bind, listener, parameters);
        }
        boolean http2 = parameters.value("alpn").orElse("").matches("(.*,)?h2(,.*)?")
                || parameters.value("proto").equals(Optional.of("h2"));
        if (http2) {
            listener.text(bind.place(), "http2", "true");
        }
        if (parameters.has("accept-proxy")) {
            listener.in(bind.place(), "proxy-protocol").texts(bind.place(), "from", List.of("all"));
        }
        Set<String> known = Set.of("ssl", "crt", "alpn", "proto", "accept-proxy", "ca-file", "verify", "ssl-min-ver");
        parameters.forEach(word -> {
            if (!known.contains(word.text()) && !WITHOUT_EFFECT.contains(word.text())) {
                draft.notCarried(word.place(), "bind", "'" + word.text() + "'; see listeners in the reference of keys");
            }
        });
    }

    private void secure(ForeignLine bind, TreeDraft listener, ForeignParameters parameters) {
        Place place = bind.place();
        TreeDraft secure = listener.in(place, "tls");
        List<String> files = parameters.values("crt");
        files.forEach(file -> {
            secure.item(place, "certificates").text(place, "cert", tls.certificate(file));
            if (file.endsWith("/") || !file.matches(".*\\.\\w+$")) {
                draft.remark(
                        place,
                        "bind",
                        "'" + file + "' looks like a directory; write an entry of certificates for each file in it");
            }
        });
        if (files.isEmpty()) {
            draft.notCarried(place, "bind", "it names no certificate; write listeners.NAME.tls.certificates");
        }
        parameters.value("ssl-min-ver").ifPresent(least -> {
            List<String> versions = least.equals("TLSv1.3") ? List.of("TLSv1.3") : List.of("TLSv1.2", "TLSv1.3");
            secure.texts(place, "protocols", versions);
        });
        String verify = parameters.value("verify").orElse("none");
        Optional<String> authority = parameters.value("ca-file");
        if (!verify.equals("none") && authority.isPresent()) {
            TreeDraft clients = listener.in(place, "client-certificates");
            clients.text(place, "mode", verify.equals("required") ? "require" : "request");
            clients.texts(place, "ca", List.of(tls.authority(authority.get())));
        }
    }

    /** Sends what comes to the listeners in clear text to https. */
    void redirectToHttps(Place place) {
        String port = made.values().stream()
                .filter(listener -> listener.has("tls"))
                .map(listener -> listener.text("listen").orElse(":443"))
                .findFirst()
                .map(listen -> listen.substring(listen.lastIndexOf(':') + 1))
                .orElse("443");
        made.values().stream()
                .filter(listener -> !listener.has("tls"))
                .forEach(listener -> listener.text(place, "redirect-to-https", port));
    }
}
