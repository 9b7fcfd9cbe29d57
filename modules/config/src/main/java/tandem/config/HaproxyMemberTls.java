package tandem.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How HAProxy speaks TLS to the servers of a backend, which is one way for all members of a balancer here. */
final class HaproxyMemberTls {
    private static final Set<String> WORDS = Set.of("verify", "ca-file", "sni", "verifyhost", "crt");

    private final List<HaproxyServer> servers;
    private final ForeignDraft draft;
    private final HaproxyTlsDefaults defaults;

    HaproxyMemberTls(List<HaproxyServer> servers, ForeignDraft draft, HaproxyTlsDefaults defaults) {
        this.servers = servers.stream().filter(HaproxyServer::secure).toList();
        this.draft = draft;
        this.defaults = defaults;
    }

    void carry(TreeDraft balancer) {
        if (servers.isEmpty()) {
            return;
        }
        HaproxyServer first = servers.get(0);
        Place place = first.place();
        if (servers.stream().map(HaproxyMemberTls::words).distinct().count() > 1) {
            draft.remark(
                    place,
                    "server",
                    "its TLS holds for all members of the balancer; put the others into a balancer of their own");
        }
        ForeignParameters words = first.parameters();
        TreeDraft tls = balancer.in(place, "tls");
        boolean verify = words.value("verify").orElse("required").equals("required");
        tls.text(place, "verify", String.valueOf(verify));
        Optional<String> name = words.value("verifyhost")
                .or(() -> words.value("sni")
                        .filter(sni -> sni.startsWith("str("))
                        .map(sni -> sni.substring(4, sni.length() - 1)));
        tls.text(place, "check-name", String.valueOf(verify && name.isPresent()));
        tls.text(place, "check-expiry", String.valueOf(verify));
        name.ifPresent(given -> tls.text(place, "server-name", given));
        words.value("ca-file")
                .filter(file -> !file.startsWith("@"))
                .ifPresent(file -> tls.texts(place, "ca", List.of(defaults.authority(file))));
        words.value("crt")
                .ifPresent(file -> tls.in(place, "certificate").text(place, "cert", defaults.certificate(file)));
    }

    private static String words(HaproxyServer server) {
        return WORDS.stream()
                .sorted()
                .map(word -> word + "=" + server.parameters().value(word).orElse(""))
                .collect(Collectors.joining(" "));
    }
}
