package tandem.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ChallengeType;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.IpAddress;
import tandem.core.tls.CertificateLoading;
import tandem.core.tls.CertificateLoading.BadFile;

/** Finds what an authority would refuse of certificates that are to be ordered, before it is asked. */
final class AcmeChecks {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String NAME = "(" + LABEL + "\\.)+" + LABEL;
    private static final int LONGEST_NAME = 253;
    private static final int MOST_NAMES = 100;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final TandemConfig config;
    private final Places places;
    private final Report report;

    AcmeChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        List<String> wanting = new ArrayList<>();
        config.listeners()
                .forEach((name, listener) -> listener.tls()
                        .filter(tls -> !tls.acme().isEmpty())
                        .ifPresent(tls -> {
                            String key = "listeners." + name + ".tls.acme";
                            wanting.add(key);
                            names(key, tls);
                        }));
        config.admin()
                .tls()
                .filter(tls -> !tls.acme().isEmpty())
                .ifPresent(tls -> error(
                        "admin.tls.acme",
                        "is for listeners of clients; the admin listener takes certificates of files"));
        if (config.acme().isPresent()) {
            authority(config.acme().get(), !wanting.isEmpty());
        } else {
            wanting.forEach(key -> error(
                    key,
                    "is to be ordered, but acme does not say where; write acme: {contact: [\"mailto:you@example.com\"],"
                            + " accept-terms: true} at the top of the file"));
        }
    }

    private void names(String key, ListenerTlsConfig tls) {
        for (int i = 0; i < tls.acme().size(); i++) {
            String name = tls.acme().get(i);
            String at = key + "[" + i + "]";
            if (name.startsWith("*.")) {
                error(
                        at,
                        "'" + name
                                + "' would take a proof by DNS, which is not carried out; name each host, or take the"
                                + " certificate from files (certificates)");
            } else if (IpAddress.valid(name)) {
                error(at, "'" + name + "' is an address; certificates are ordered for names");
            } else if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
                error(at, "'" + name + "' is no name of a host in DNS, such as shop.example");
            }
        }
        if (tls.acme().size() > MOST_NAMES) {
            error(key, "has " + tls.acme().size() + " names; at most " + MOST_NAMES + " fit one certificate");
        }
    }

    private void authority(AcmeConfig acme, boolean used) {
        directory(acme.directory());
        for (int i = 0; i < acme.contact().size(); i++) {
            String contact = acme.contact().get(i);
            if (!contact.matches("mailto:[^\\s,?@]+@[^\\s,?@]+")) {
                error("acme.contact[" + i + "]", "'" + contact + "' is not an address as mailto:ops@shop.example");
            }
        }
        acme.ca().ifPresent(file -> {
            try {
                CertificateLoading.certificates("ca", file, Files::readString);
            } catch (BadFile e) {
                error("acme.ca", e.sentence());
            }
        });
        if (acme.challenges().isEmpty()) {
            error("acme.challenges", "names no way of proof; remove it, or write http-01, tls-alpn-01 or both");
        }
        if (!used) {
            warning("acme", "has no effect: no listener names what to order, under tls.acme");
        } else if (!acme.acceptTerms()) {
            error(
                    "acme.accept-terms",
                    "is not true, and the authority gives certificates only to who agrees to its terms of service: read"
                            + " them (" + acme.directory() + " names them), then write accept-terms: true");
        } else {
            answerable(acme);
        }
    }

    private void directory(String directory) {
        try {
            URI uri = new URI(directory);
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
                error("acme.directory", "'" + directory + "' is no https:// URL of a directory (RFC 8555)");
            }
        } catch (URISyntaxException e) {
            error("acme.directory", "'" + directory + "' is no URL");
        }
    }

    /** Whether some listener can answer, and stands where authorities look. */
    private void answerable(AcmeConfig acme) {
        Map<ChallengeType, Boolean> usual = new EnumMap<>(ChallengeType.class);
        for (ListenerConfig listener : config.listeners().values()) {
            boolean locked = listener.clientCertificates()
                    .filter(asked -> asked.mode() == ClientAuthenticationConfig.Mode.REQUIRE)
                    .isPresent();
            int port = listener.listen().port();
            if (listener.tls().isEmpty()) {
                usual.merge(ChallengeType.HTTP_01, port == HTTP_PORT, Boolean::logicalOr);
            } else if (!locked) {
                usual.merge(ChallengeType.TLS_ALPN_01, port == HTTPS_PORT, Boolean::logicalOr);
            }
        }
        usual.keySet().retainAll(acme.challenges());
        if (usual.isEmpty()) {
            error(
                    "acme.challenges",
                    "can be answered by no listener: http-01 takes one in clear text on port 80, tls-alpn-01 one with TLS on"
                            + " port 443 that does not require client certificates");
        } else if (!usual.containsValue(true)) {
            warning(
                    "acme",
                    "authorities look at port 80 (http-01) or 443 (tls-alpn-01), where no listener is; see that those ports"
                            + " lead here");
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void warning(String key, String message) {
        report.warning(places.of(key), key, message);
    }
}
