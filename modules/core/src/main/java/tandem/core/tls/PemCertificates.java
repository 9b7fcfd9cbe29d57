package tandem.core.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads the certificates of a PEM text. Any thread. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * All certificates, in the order in which they stand.
     *
     * @return at least one
     * @throws IllegalArgumentException with a sentence that follows the file's name
     */
    public static List<X509Certificate> read(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(text)) {
            if (block.label().endsWith("CERTIFICATE")) {
                certificates.add(certificate(block.bytes()));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "holds no certificate; a PEM file with -----BEGIN CERTIFICATE----- is expected");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("holds a certificate that cannot be read: " + e.getMessage(), e);
        }
    }
}
