package tandem.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.config.TlsDraft.NamedFile;
import tandem.core.config.CertificateConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsVersion;

/** What one place of an httpd.conf says of TLS towards members: a server, a virtual host or a Proxy section. One thread. */
final class MemberTlsDraft {
    Optional<Boolean> engine = Optional.empty();
    Optional<Boolean> verify = Optional.empty();
    Optional<NamedFile> caFile = Optional.empty();
    Optional<NamedFile> caDirectory = Optional.empty();
    Optional<Boolean> checkName = Optional.empty();
    Optional<Boolean> checkCommonName = Optional.empty();
    Optional<Boolean> checkExpiry = Optional.empty();
    Optional<NamedFile> certificate = Optional.empty();
    Optional<List<TlsVersion>> protocols = Optional.empty();
    Optional<List<String>> ciphers = Optional.empty();
    Optional<List<String>> ciphers13 = Optional.empty();

    /** Whether this place says anything. */
    boolean speaks() {
        return Stream.of(
                        engine,
                        verify,
                        caFile,
                        caDirectory,
                        checkName,
                        checkCommonName,
                        checkExpiry,
                        certificate,
                        protocols,
                        ciphers,
                        ciphers13)
                .anyMatch(Optional::isPresent);
    }

    /** This with what an inner place says on top. */
    MemberTlsDraft under(MemberTlsDraft inner) {
        MemberTlsDraft both = new MemberTlsDraft();
        both.engine = inner.engine.or(() -> engine);
        both.verify = inner.verify.or(() -> verify);
        both.caFile = inner.caFile.or(() -> caFile);
        both.caDirectory = inner.caDirectory.or(() -> caDirectory);
        both.checkName = inner.checkName.or(() -> checkName);
        both.checkCommonName = inner.checkCommonName.or(() -> checkCommonName);
        both.checkExpiry = inner.checkExpiry.or(() -> checkExpiry);
        both.certificate = inner.certificate.or(() -> certificate);
        both.protocols = inner.protocols.or(() -> protocols);
        both.ciphers = inner.ciphers.or(() -> ciphers);
        both.ciphers13 = inner.ciphers13.or(() -> ciphers13);
        return both;
    }

    /** With httpd's defaults: nobody vouches for the member, but its name and time are looked at. */
    MemberTlsConfig config(Places places, String key) {
        List<Path> ca = new java.util.ArrayList<>();
        for (Optional<NamedFile> file : List.of(caFile, caDirectory)) {
            file.ifPresent(named -> {
                places.put(key + ".ca[" + ca.size() + "]", named.place());
                ca.add(named.path());
            });
        }
        certificate.ifPresent(named -> places.put(key + ".certificate", named.place()));
        boolean verified = verify.orElse(false);
        return new MemberTlsConfig(
                verified,
                verified ? ca : List.of(),
                namesAreChecked(),
                checkExpiry.orElse(true),
                Optional.empty(),
                certificate.map(
                        named -> new CertificateConfig(named.path(), Optional.empty(), Optional.empty(), List.of())),
                protocols.orElse(TlsVersion.BOTH),
                TlsDraft.joined(ciphers, ciphers13));
    }

    /** As mod_ssl decides it: CheckPeerCN off alone turns it off where CheckPeerName is not given. */
    private boolean namesAreChecked() {
        boolean byName = checkName.orElse(true) && (checkCommonName.orElse(true) || checkName.orElse(false));
        return byName || checkCommonName.orElse(false);
    }
}
