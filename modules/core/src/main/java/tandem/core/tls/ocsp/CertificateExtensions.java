package tandem.core.tls.ocsp;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/** What a certificate says of its authority's answers. Any thread. */
public final class CertificateExtensions {
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final String TLS_FEATURES = "1.3.6.1.5.5.7.1.24";
    private static final String BY_OCSP = "2b06010505073001";
    private static final int URI_NAME = 0x86;
    private static final int STATUS_REQUEST = 5;

    private CertificateExtensions() {}

    /** Where the authority answers (RFC 5280 section 4.2.2.1); empty if the certificate names no address by http or https. */
    public static Optional<URI> responder(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(AUTHORITY_INFORMATION);
        if (extension == null) {
            return Optional.empty();
        }
        try {
            DerReader all = new DerReader(new DerReader(extension).content(DerReader.OCTETS)).enter(DerReader.SEQUENCE);
            while (all.more()) {
                DerReader access = all.enter(DerReader.SEQUENCE);
                boolean byOcsp = HexFormat.of()
                        .formatHex(access.content(DerReader.OBJECT_IDENTIFIER))
                        .equals(BY_OCSP);
                if (byOcsp && access.next(URI_NAME)) {
                    URI uri = URI.create(new String(access.content(URI_NAME), StandardCharsets.US_ASCII));
                    if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                        return Optional.of(uri);
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            // a name that cannot be read leads nowhere
        }
        return Optional.empty();
    }

    /** Whether clients refuse the certificate without its authority's answer (must-staple, RFC 7633). */
    public static boolean mustStaple(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(TLS_FEATURES);
        if (extension == null) {
            return false;
        }
        try {
            DerReader all = new DerReader(new DerReader(extension).content(DerReader.OCTETS)).enter(DerReader.SEQUENCE);
            while (all.more()) {
                byte[] feature = all.content(DerReader.INTEGER);
                if (feature.length == 1 && feature[0] == STATUS_REQUEST) {
                    return true;
                }
            }
        } catch (IllegalArgumentException e) {
            // clients cannot read it either
        }
        return false;
    }
}
