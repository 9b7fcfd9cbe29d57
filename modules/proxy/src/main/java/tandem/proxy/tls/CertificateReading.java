package tandem.proxy.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
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
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.OrderedCertificates;
import tandem.core.port.OrderedCertificates.Shown;
import tandem.core.tls.CertificateLoading;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.KeyedCertificate;

/** All files of a configuration's TLS and what was ordered for it, read once. Immutable after that; of the files' texts it keeps digests alone. */
final class CertificateReading {
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

    private final OrderedCertificates source;
    private final Map<CertificateConfig, KeyedCertificate> certificates = new HashMap<>();
    private final Map<List<String>, Shown> ordered = new HashMap<>();
    private final Map<List<Path>, List<X509Certificate>> authorities = new HashMap<>();
    private final Map<Object, String> digests = new HashMap<>();

    private CertificateReading(OrderedCertificates source) {
        this.source = source;
    }

    static CertificateReading of(TandemConfig config, OrderedCertificates source) throws BadFile {
        CertificateReading reading = new CertificateReading(source);
        for (ListenerConfig listener : config.listeners().values()) {
            if (listener.tls().isPresent()) {
                for (CertificateConfig files : listener.tls().get().certificates()) {
                    reading.load(files);
                }
                reading.order(listener.tls().get());
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

    /** What a listener shows, in the order of preference: what was ordered for it, then its files. */
    List<Source> shown(ListenerTlsConfig tls) {
        List<Source> shown = new ArrayList<>();
        Shown found = ordered.get(tls.acme());
        if (found != null) {
            shown.add(new Source("acme:" + tls.acme().getFirst(), found.certificate(), !found.ordered()));
        }
        tls.certificates().forEach(files -> shown.add(new Source(files.cert().toString(), certificate(files), false)));
        return shown;
    }

    /** @param name the file as the configuration names it, or what was ordered */
    record Source(String name, KeyedCertificate certificate, boolean standsIn) {}

    /** SHA-256 of each file read and of each certificate that was ordered. */
    Map<Object, String> digests() {
        return digests;
    }

    /** Nothing stands in where there are files to show. */
    private void order(ListenerTlsConfig tls) {
        if (tls.acme().isEmpty()) {
            return;
        }
        Shown shown = source.of(tls.acme());
        if (shown.ordered() || tls.certificates().isEmpty()) {
            ordered.put(tls.acme(), shown);
            digests.put(tls.acme(), encoded(shown));
        }
    }

    private static String encoded(Shown shown) {
        try {
            return digest(shown.certificate().certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no bytes", e);
        }
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
        digests.put(file, digest(text.getBytes(StandardCharsets.UTF_8)));
        return text;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
