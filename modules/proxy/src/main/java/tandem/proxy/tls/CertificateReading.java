package tandem.proxy.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tandem.core.config.BalancerConfig;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.tls.CertificateLoading;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.KeyedCertificate;

/** All files of a configuration's TLS, read once. Immutable after that; of the files' texts it keeps digests alone. */
final class CertificateReading {
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

    private final Map<CertificateConfig, KeyedCertificate> certificates = new HashMap<>();
    private final Map<List<Path>, List<X509Certificate>> authorities = new HashMap<>();
    private final Map<Path, String> digests = new HashMap<>();

    private CertificateReading() {}

    static CertificateReading of(TandemConfig config) throws BadFile {
        CertificateReading reading = new CertificateReading();
        for (ListenerConfig listener : config.listeners().values()) {
            if (listener.tls().isPresent()) {
                for (CertificateConfig files : listener.tls().get().certificates()) {
                    reading.load(files);
                }
            }
            if (listener.clientCertificates().isPresent()) {
                reading.loadAuthorities(listener.clientCertificates().get().ca());
            }
        }
        for (MemberTlsConfig tls : spoken(config)) {
            reading.loadAuthorities(tls.ca());
            if (tls.certificate().isPresent()) {
                reading.load(tls.certificate().get());
            }
        }
        return reading;
    }

    /** The rules by which some member is spoken to. */
    static Set<MemberTlsConfig> spoken(TandemConfig config) {
        Set<MemberTlsConfig> spoken = new HashSet<>();
        for (Map.Entry<String, BalancerConfig> entry : config.balancers().entrySet()) {
            BalancerConfig balancer = entry.getValue();
            boolean mayBeFound = config.discovery().containsKey(entry.getKey());
            if (mayBeFound
                    || balancer.members().stream()
                            .anyMatch(member -> member.url().tls())) {
                spoken.add(balancer.tls());
            }
        }
        return spoken;
    }

    KeyedCertificate certificate(CertificateConfig files) {
        KeyedCertificate certificate = certificates.get(files);
        if (certificate == null) {
            throw new IllegalStateException(files.cert() + " was not read");
        }
        return certificate;
    }

    List<X509Certificate> authorities(List<Path> paths) {
        return authorities.getOrDefault(paths, List.of());
    }

    /** SHA-256 of each file read. */
    Map<Path, String> digests() {
        return digests;
    }

    private void load(CertificateConfig files) throws BadFile {
        certificates.put(files, CertificateLoading.load(files, this::text));
    }

    private void loadAuthorities(List<Path> paths) throws BadFile {
        List<X509Certificate> all = new ArrayList<>();
        for (Path path : paths) {
            for (Path file : Files.isDirectory(path) ? certificateFiles(path) : List.of(path)) {
                all.addAll(CertificateLoading.certificates("ca", file, this::text));
            }
        }
        authorities.put(paths, all);
    }

    private static List<Path> certificateFiles(Path directory) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file)
                        && Files.readString(file, StandardCharsets.ISO_8859_1).contains(CERTIFICATE)) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            // a directory that cannot be read trusts nobody, which the first connection says
        }
        return found;
    }

    private String text(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            digests.put(file, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return text;
    }
}
