package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.config.ResponderUrl;
import tandem.core.config.TlsVersion;

/** What one server or virtual host of an httpd.conf says of TLS towards clients. One thread. */
final class TlsDraft {
    /** A file and where it is named. */
    record NamedFile(Place place, Path path) {}

    Optional<Boolean> engine = Optional.empty();
    Optional<Place> enginePlace = Optional.empty();
    final List<NamedFile> certificates = new ArrayList<>();
    final List<NamedFile> keys = new ArrayList<>();
    Optional<NamedFile> chain = Optional.empty();
    Optional<List<TlsVersion>> protocols = Optional.empty();
    Optional<List<String>> ciphers = Optional.empty();
    Optional<List<String>> ciphers13 = Optional.empty();
    Optional<Boolean> honorCipherOrder = Optional.empty();
    Optional<Verify> verifyClient = Optional.empty();
    Optional<Place> verifyPlace = Optional.empty();
    Optional<NamedFile> caFile = Optional.empty();
    Optional<NamedFile> caDirectory = Optional.empty();
    Optional<Boolean> stapling = Optional.empty();
    Optional<ResponderUrl> responder = Optional.empty();

    /** What SSLVerifyClient says. */
    enum Verify {
        NONE,
        OPTIONAL,
        REQUIRE
    }

    /** Both lists of cipher suites as one; empty: the default ones. */
    static List<String> joined(Optional<List<String>> older, Optional<List<String>> newest) {
        if (older.orElse(List.of()).isEmpty() && newest.orElse(List.of()).isEmpty()) {
            return List.of();
        }
        List<String> all = new ArrayList<>(newest.filter(list -> !list.isEmpty())
                .orElse(tandem.core.tls.CipherSuites.INTERMEDIATE.stream()
                        .filter(suite -> !suite.contains("_WITH_"))
                        .toList()));
        all.addAll(older.filter(list -> !list.isEmpty())
                .orElse(tandem.core.tls.CipherSuites.INTERMEDIATE.stream()
                        .filter(suite -> suite.contains("_WITH_"))
                        .toList()));
        return all.stream().distinct().toList();
    }
}
