package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The listeners of all servers of an nginx.conf, which share them; and which server each asks for other names. One thread. */
final class NginxListeners {
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("default", "default_server", "ssl", "http2", "reuseport", "deferred");

    private final ForeignDraft draft;
    private final Map<String, TreeDraft> byName = new LinkedHashMap<>();
    private final Map<String, ForeignBlock> defaults = new LinkedHashMap<>();

    NginxListeners(ForeignDraft draft) {
        this.draft = draft;
    }

    /** Makes the listeners of a server; their names. */
    List<String> of(ForeignBlock server, NginxScope scope) {
        List<ForeignLine> listens = scope.own("listen");
        if (listens.isEmpty()) {
            listens = List.of(new ForeignLine(
                    List.of(new HttpdWord(server.place(), "listen"), new HttpdWord(server.place(), "80"))));
        }
        List<String> names = new ArrayList<>();
        for (ForeignLine listen : listens) {
            Optional<String> address = address(listen.word(1));
            if (address.isEmpty()) {
                draft.notCarried(listen.place(), "listen", "'" + listen.word(1) + "' is no TCP port");
                continue;
            }
            String name = name(address.get());
            boolean fresh = !byName.containsKey(name);
            TreeDraft listener = draft.listener(listen.place(), name).text(listen.place(), "listen", address.get());
            byName.put(name, listener);
            if (fresh || listen.text().matches(".* default(_server)?( .*)?")) {
                defaults.put(name, server);
            }
            options(listener, listen, scope);
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether this server answers for names that no server has. */
    boolean isDefault(String listener, ForeignBlock server) {
        return defaults.get(listener) == server;
    }

    private static Optional<String> address(String text) {
        String address = text.matches("\\d{1,5}") ? "*:" + text : text;
        boolean alone = address.indexOf(':') < 0 || address.endsWith("]");
        address = alone ? address + ":80" : address;
        String host = address.substring(0, address.lastIndexOf(':')).replaceAll("^\\[|\\]$", "");
        String port = address.substring(address.lastIndexOf(':') + 1);
        if (address.startsWith("unix:") || !port.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        boolean every = host.equals("*") || host.equals("0.0.0.0") || host.equals("::");
        return Optional.of((every ? "*" : host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
    }

    private static String name(String address) {
        String port = address.substring(address.lastIndexOf(':') + 1);
        String plain = port.equals("80") ? "http" : port.equals("443") ? "https" : "port-" + port;
        return address.startsWith("*")
                ? plain
                : plain + "-" + address.replaceAll(":\\d+$", "").replaceAll("[^A-Za-z0-9.]+", "-");
    }

    private void options(TreeDraft listener, ForeignLine listen, NginxScope scope) {
        List<String> words = listen.from(2).stream().map(HttpdWord::text).toList();
        boolean http2 = words.contains("http2")
                || scope.last("http2").filter(line -> line.word(1).equals("on")).isPresent();
        if (http2) {
            listener.text(listen.place(), "http2", "true");
        }
        if (words.contains("proxy_protocol")) {
            listener.in(listen.place(), "proxy-protocol").texts(listen.place(), "from", List.of("all"));
        }
        if (words.contains("ssl")) {
            secure(listener, listen, scope);
        }
        listen.from(2).forEach(word -> {
            String name = word.text();
            boolean known =
                    WITHOUT_EFFECT.contains(name) || name.equals("proxy_protocol") || name.startsWith("ipv6only=");
            if (!known && !name.startsWith("backlog=")) {
                draft.notCarried(word.place(), "listen", "'" + name + "'; see listeners in the reference of keys");
            }
        });
    }

    private void secure(TreeDraft listener, ForeignLine listen, NginxScope scope) {
        TreeDraft tls = listener.in(listen.place(), "tls");
        List<ForeignLine> files = scope.all("ssl_certificate");
        List<ForeignLine> keys = scope.all("ssl_certificate_key");
        if (files.isEmpty()) {
            draft.notCarried(
                    listen.place(), "listen", "it names no certificate; write listeners.NAME.tls.certificates");
        }
        for (int i = 0; i < files.size(); i++) {
            ForeignLine file = files.get(i);
            boolean known = tls.items("certificates").stream()
                    .anyMatch(other -> other.text("cert").equals(Optional.of(file.word(1))));
            if (!known) {
                TreeDraft certificate = tls.item(file.place(), "certificates").text(file.place(), "cert", file.word(1));
                if (i < keys.size()) {
                    certificate.text(keys.get(i).place(), "key", keys.get(i).word(1));
                }
            }
        }
        scope.last("ssl_stapling")
                .filter(line -> line.word(1).equals("on"))
                .ifPresent(line -> tls.text(line.place(), "ocsp-stapling", "true"));
        scope.last("ssl_stapling_responder").ifPresent(line -> tls.text(line.place(), "ocsp-responder", line.word(1)));
        scope.last("ssl_protocols").ifPresent(line -> {
            List<String> spoken = List.of("TLSv1.2", "TLSv1.3").stream()
                    .filter(version ->
                            line.from(1).stream().anyMatch(word -> word.text().equals(version)))
                    .toList();
            if (!spoken.isEmpty()) {
                tls.texts(line.place(), "protocols", spoken);
            }
        });
    }
}
