package tandem.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.config.TlsDraft.NamedFile;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsEngine;
import tandem.core.config.TlsVersion;

/** Makes the rules of TLS out of what main server, virtual hosts and Proxy sections of an httpd.conf say. One use. */
final class HttpdTls {
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final HttpdDraft draft;
    private final Places places;
    private final Report report;

    HttpdTls(HttpdDraft draft, Places places, Report report) {
        this.draft = draft;
        this.places = places;
        this.report = report;
    }

    // ---- listeners ----

    /**
     * How a listener speaks TLS, if it does.
     *
     * @param key the listener's, such as {@code listeners.port-443}
     * @param hosts the virtual hosts that it serves, the default one first; empty: the main server
     */
    Optional<ListenerTlsConfig> listener(String key, HttpdDraft.Listen listen, List<ServerDraft> hosts) {
        List<ServerDraft> servers = hosts.isEmpty() ? List.of(draft.main) : hosts;
        boolean secure = secure(servers.get(0), listen);
        for (ServerDraft server : servers) {
            if (secure(server, listen) != secure) {
                report.warning(
                        server.tls.enginePlace.orElse(server.place),
                        "SSLEngine",
                        "port " + listen.address().port() + " speaks " + (secure ? "TLS" : "clear text")
                                + " as the first virtual host of its address says, for this one too");
            }
        }
        if (!secure) {
            return Optional.empty();
        }
        List<CertificateConfig> certificates = new ArrayList<>();
        for (ServerDraft server : servers) {
            certificates(key + ".tls", server, servers.size() > 1, certificates);
        }
        if (certificates.isEmpty()) {
            report.error(
                    servers.get(0).tls.enginePlace.orElse(listen.place()),
                    "SSLEngine",
                    "needs a certificate; write SSLCertificateFile and SSLCertificateKeyFile");
            return Optional.empty();
        }
        TlsDraft first = servers.get(0).tls;
        TlsDraft main = draft.main.tls;
        return Optional.of(new ListenerTlsConfig(
                certificates,
                first.protocols.or(() -> main.protocols).orElse(TlsVersion.BOTH),
                TlsDraft.joined(first.ciphers.or(() -> main.ciphers), first.ciphers13.or(() -> main.ciphers13)),
                first.honorCipherOrder.or(() -> main.honorCipherOrder).orElse(false),
                HANDSHAKE,
                servers.stream()
                        .anyMatch(server ->
                                server.tls.stapling.or(() -> main.stapling).orElse(false)),
                servers.stream()
                        .flatMap(server -> server.tls.responder.stream())
                        .findFirst()
                        .or(() -> main.responder),
                TlsEngine.JSSE));
    }

    /**
     * Which certificates clients of a listener with TLS show.
     *
     * @param key the listener's, such as {@code listeners.port-443}
     * @param hosts as for {@link #listener}
     */
    Optional<ClientAuthenticationConfig> clients(String key, List<ServerDraft> hosts) {
        List<ServerDraft> servers = hosts.isEmpty() ? List.of(draft.main) : hosts;
        TlsDraft.Verify wanted = verify(servers.get(0));
        for (ServerDraft server : servers) {
            if (verify(server) != wanted
                    || wanted != TlsDraft.Verify.NONE && !ca(server).equals(ca(servers.get(0)))) {
                report.error(
                        server.tls.verifyPlace.orElse(server.place),
                        "SSLVerifyClient",
                        "must be the same, with the same authorities, for all virtual hosts of one address: who has shown"
                                + " a certificate for one could ask for another; give it a port of its own");
            }
        }
        if (wanted == TlsDraft.Verify.NONE) {
            return Optional.empty();
        }
        List<Path> ca = ca(servers.get(0));
        Place place = servers.get(0)
                .tls
                .verifyPlace
                .or(() -> draft.main.tls.verifyPlace)
                .orElse(servers.get(0).place);
        places.put(key + ".client-certificates", place);
        if (ca.isEmpty()) {
            report.error(place, "SSLVerifyClient", "needs SSLCACertificateFile or SSLCACertificatePath");
            return Optional.empty();
        }
        return Optional.of(new ClientAuthenticationConfig(
                wanted == TlsDraft.Verify.REQUIRE
                        ? ClientAuthenticationConfig.Mode.REQUIRE
                        : ClientAuthenticationConfig.Mode.REQUEST,
                ca,
                Map.of()));
    }

    private TlsDraft.Verify verify(ServerDraft server) {
        return server.tls.verifyClient.or(() -> draft.main.tls.verifyClient).orElse(TlsDraft.Verify.NONE);
    }

    private List<Path> ca(ServerDraft server) {
        Optional<NamedFile> file = server.tls.caFile.or(() -> draft.main.tls.caFile);
        Optional<NamedFile> directory = server.tls.caDirectory.or(() -> draft.main.tls.caDirectory);
        return Stream.concat(file.stream(), directory.stream())
                .map(NamedFile::path)
                .toList();
    }

    /** As httpd: SSLEngine decides; where it is not given, a port for https with a certificate speaks TLS. */
    private boolean secure(ServerDraft server, HttpdDraft.Listen listen) {
        Optional<Boolean> engine = server.tls.engine.or(() -> draft.main.tls.engine);
        return engine.orElse(listen.https());
    }

    private void certificates(String key, ServerDraft server, boolean byName, List<CertificateConfig> all) {
        TlsDraft tls = server.tls.certificates.isEmpty() ? draft.main.tls : server.tls;
        if (tls.keys.size() > tls.certificates.size()) {
            report.error(
                    tls.keys.get(tls.certificates.size()).place(),
                    "SSLCertificateKeyFile",
                    "has no SSLCertificateFile that it belongs to");
        }
        List<String> names = new ArrayList<>();
        if (byName && tls == server.tls) {
            server.name.ifPresent(name -> names.add(name.toLowerCase(java.util.Locale.ROOT)));
            server.aliases.stream().filter(alias -> !alias.equals("*")).forEach(names::add);
        }
        Optional<NamedFile> chain = server.tls.chain.or(() -> draft.main.tls.chain);
        for (int i = 0; i < tls.certificates.size(); i++) {
            NamedFile certificate = tls.certificates.get(i);
            Optional<NamedFile> secret = i < tls.keys.size() ? Optional.of(tls.keys.get(i)) : Optional.empty();
            CertificateConfig config = new CertificateConfig(
                    certificate.path(), secret.map(NamedFile::path), chain.map(NamedFile::path), names);
            if (all.contains(config)) {
                continue;
            }
            String at = key + ".certificates[" + all.size() + "]";
            places.put(at + ".cert", certificate.place());
            secret.ifPresent(file -> places.put(at + ".key", file.place()));
            chain.ifPresent(file -> places.put(at + ".chain", file.place()));
            all.add(config);
        }
    }

    // ---- members ----

    /**
     * How the members of a balancer are spoken to.
     *
     * @param owner the server that describes it
     * @param name as the file writes it
     * @param key such as {@code balancers.app}
     */
    MemberTlsConfig members(ServerDraft owner, String name, BalancerDraft balancer, String key) {
        Optional<MemberDraft> first =
                balancer.members.stream().filter(member -> member.url.tls()).findFirst();
        if (first.isEmpty()) {
            return MemberTlsConfig.DEFAULT;
        }
        MemberTlsDraft said = said(user(owner, name, balancer), name, balancer);
        if (!said.engine.orElse(false)) {
            report.error(
                    first.get().place,
                    "SSLProxyEngine",
                    "is not On for " + first.get().url + ", so httpd would answer 500; write SSLProxyEngine On");
        } else if (!said.verify.orElse(false)) {
            report.warning(
                    first.get().place,
                    "SSLProxyVerify",
                    "is none, as httpd has it by default: whoever answers for " + first.get().url
                            + " is trusted. Write SSLProxyVerify require and SSLProxyCACertificateFile");
        }
        return said.config(places, key + ".tls");
    }

    /** The virtual host that sends requests to a balancer of the main server, where it says how; it inherits ProxyPass. */
    private ServerDraft user(ServerDraft owner, String name, BalancerDraft balancer) {
        if (!owner.isMain()) {
            return owner;
        }
        List<ServerDraft> users = draft.hosts.stream()
                .filter(host -> host.balancers.containsKey(name) || balancer.implicit != null)
                .filter(host -> host.memberTls.speaks())
                .toList();
        if (users.isEmpty()) {
            return owner;
        }
        ServerDraft first = users.get(0);
        MemberTlsConfig rules = said(first, name, balancer).config(new Places(first.place), "");
        for (ServerDraft other : users) {
            if (!said(other, name, balancer).config(new Places(first.place), "").equals(rules)) {
                report.warning(
                        other.place,
                        "SSLProxyEngine",
                        "the members of " + name + " are spoken to as the virtual host at line " + first.place.line()
                                + " says, for this one too; write ProxyPass in each of them");
            }
        }
        return first;
    }

    private MemberTlsDraft said(ServerDraft server, String name, BalancerDraft balancer) {
        MemberTlsDraft said = draft.main.memberTls;
        if (!server.isMain()) {
            said = said.under(server.memberTls);
        }
        for (ServerDraft from : server.isMain() ? List.of(server) : List.of(draft.main, server)) {
            for (HttpdScope.Proxy section : from.proxySections) {
                if (concerns(section, name, balancer)) {
                    said = said.under(from.memberTls(section));
                }
            }
        }
        return said;
    }

    private static boolean concerns(HttpdScope.Proxy section, String name, BalancerDraft balancer) {
        if (section.regex()) {
            return false;
        }
        if (section.pattern().equals("*")) {
            return true;
        }
        return section.balancer()
                .map(url -> url.name().equals(name))
                .orElseGet(() -> balancer.implicit != null
                        && balancer.implicit.toString().startsWith(withoutWildcard(section.pattern())));
    }

    private static String withoutWildcard(String pattern) {
        String bare = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
        return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    }
}
