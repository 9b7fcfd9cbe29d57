package tandem.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsEngine;
import tandem.core.config.TlsVersion;
import tandem.core.text.NearestName;
import tandem.core.tls.CertificateLoading;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.KeyedCertificate;
import tandem.core.tls.ocsp.CertificateExtensions;

/** Looks at the files that TLS needs: whether they are what they should be, belong together, and for how long. */
final class CertificateChecks {
    private static final Duration SOON = Duration.ofDays(21);

    private final TandemConfig config;
    private final Places places;
    private final Report report;
    private final Instant now;

    CertificateChecks(TandemConfig config, Places places, Report report, Instant now) {
        this.config = config;
        this.places = places;
        this.report = report;
        this.now = now;
    }

    void check() {
        config.listeners()
                .forEach((name, listener) ->
                        listener.tls().ifPresent(tls -> listener("listeners." + name + ".tls", tls)));
        config.listeners()
                .forEach((name, listener) -> listener.clientCertificates()
                        .ifPresent(clients -> clients("listeners." + name + ".client-certificates", clients.ca())));
        config.admin().tls().ifPresent(tls -> {
            listener("admin.tls", tls);
            onlyOfListeners(tls);
        });
        config.admin().clientCertificates().ifPresent(clients -> clients("admin.client-certificates", clients.ca()));
        config.registration().ifPresent(registration -> {
            registration.tls().ifPresent(tls -> listener("registration.tls", tls));
            for (int i = 0; i < registration.clientCa().size(); i++) {
                authorities(
                        "registration.client-ca[" + i + "]",
                        registration.clientCa().get(i));
            }
        });
        config.balancers().forEach((name, balancer) -> member("balancers." + name + ".tls", balancer.tls()));
    }

    private void listener(String key, ListenerTlsConfig tls) {
        versionsAndCiphers(key, tls.protocols(), tls.ciphers());
        if (tls.certificates().isEmpty() && tls.acme().isEmpty()) {
            error(key + ".certificates", "names no certificate, without which TLS cannot be spoken");
        }
        List<KeyedCertificate> usable = new ArrayList<>();
        for (int i = 0; i < tls.certificates().size(); i++) {
            String at = key + ".certificates[" + i + "]";
            certificate(at, tls.certificates().get(i)).ifPresent(found -> {
                staple(at, tls, found);
                hidden(at, found, usable);
                usable.add(found);
            });
        }
    }

    private void onlyOfListeners(ListenerTlsConfig tls) {
        if (tls.ocspStapling()) {
            warning("admin.tls.ocsp-stapling", "has no effect: only listeners for clients staple");
        }
        if (tls.engine() == TlsEngine.NATIVE) {
            warning("admin.tls.engine", "has no effect: operators are always spoken to by Java's TLS");
        }
    }

    private void staple(String key, ListenerTlsConfig tls, KeyedCertificate found) {
        if (!tls.ocspStapling()) {
            if (CertificateExtensions.mustStaple(found.certificate())) {
                warning(
                        key + ".cert",
                        "asks for OCSP stapling (must-staple), without which clients refuse it; write ocsp-stapling: true");
            }
        } else if (found.issuer().isEmpty()) {
            warning(
                    key + ".cert",
                    "gets no OCSP response, for which its issuer is needed too; add it to the file or as chain");
        } else if (tls.ocspResponder().isEmpty()
                && CertificateExtensions.responder(found.certificate()).isEmpty()) {
            warning(
                    key + ".cert",
                    "names no OCSP responder, as of authorities that have none any more; write ocsp-responder, or leave"
                            + " ocsp-stapling out");
        }
    }

    private void hidden(String key, KeyedCertificate found, List<KeyedCertificate> before) {
        for (KeyedCertificate earlier : before) {
            boolean same = earlier.algorithm().equals(found.algorithm());
            if (same && earlier.names().containsAll(found.names())) {
                warning(
                        key + ".cert",
                        "is never used: an earlier certificate is for the same names ("
                                + String.join(", ", found.names()) + ") with the same kind of key");
                return;
            }
        }
    }

    private void member(String key, MemberTlsConfig tls) {
        versionsAndCiphers(key, tls.protocols(), tls.ciphers());
        for (int i = 0; i < tls.ca().size(); i++) {
            authorities(key + ".ca[" + i + "]", tls.ca().get(i));
        }
        if (!tls.verify() && !tls.ca().isEmpty()) {
            warning(key + ".ca", "has no effect while verify is false");
        }
        tls.certificate().ifPresent(own -> certificate(key + ".certificate", own));
    }

    private void clients(String key, List<Path> ca) {
        if (ca.isEmpty()) {
            error(key + ".ca", "names no file with authorities, so no certificate could be taken");
        }
        for (int i = 0; i < ca.size(); i++) {
            authorities(key + ".ca[" + i + "]", ca.get(i));
        }
    }

    private void authorities(String key, Path path) {
        if (Files.isDirectory(path)) {
            return;
        }
        try {
            CertificateLoading.certificates("ca", path, CertificateChecks::text);
        } catch (BadFile e) {
            error(key, e.sentence());
        }
    }

    private Optional<KeyedCertificate> certificate(String key, CertificateConfig files) {
        try {
            KeyedCertificate loaded = CertificateLoading.load(files, CertificateChecks::text);
            for (String sentence : loaded.warnings(now, SOON)) {
                warning(key + ".cert", files.cert() + " " + sentence);
            }
            openKey(key, files);
            return Optional.of(loaded);
        } catch (BadFile e) {
            error(key + "." + e.part(), e.sentence());
            return Optional.empty();
        }
    }

    private void openKey(String key, CertificateConfig files) {
        Path file = files.key().orElse(files.cert());
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                warning(
                        key + (files.key().isPresent() ? ".key" : ".cert"),
                        file + " holds the private key and can be read by everybody; chmod o-r it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // a file system without permissions has nothing to warn of
        }
    }

    private void versionsAndCiphers(String key, List<TlsVersion> protocols, List<String> ciphers) {
        if (protocols.isEmpty()) {
            error(key + ".protocols", "names no version; remove it, or write TLSv1.2, TLSv1.3 or both");
        }
        List<String> known = supported();
        for (int i = 0; i < ciphers.size(); i++) {
            String cipher = ciphers.get(i);
            if (!known.contains(cipher)) {
                String near = NearestName.to(cipher, known)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; for example TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
                error(key + ".ciphers[" + i + "]", "'" + cipher + "' is no cipher suite known here" + near);
            }
        }
    }

    /** The suites of this Java, without those that authenticate or hide nothing. */
    static List<String> supported() {
        try {
            return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void warning(String key, String message) {
        report.warning(places.of(key), key, message);
    }
}
