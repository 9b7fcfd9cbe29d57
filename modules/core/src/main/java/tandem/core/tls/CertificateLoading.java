package tandem.core.tls;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import tandem.core.config.CertificateConfig;

/** Makes a {@link KeyedCertificate} of the files that a configuration names. Any thread. */
public final class CertificateLoading {
    /** Reads a file as text; whoever does input and output gives this. */
    @FunctionalInterface
    public interface TextFiles {
        String read(Path file) throws IOException;
    }

    /** A file that cannot be used, and why. */
    public static final class BadFile extends Exception {
        private static final long serialVersionUID = 1;

        private final String part;
        private final transient Path file;

        BadFile(String part, Path file, String sentence, Throwable cause) {
            super(sentence, cause);
            this.part = part;
            this.file = file;
        }

        /** The configuration key that names the file: {@code cert}, {@code key}, {@code chain} or {@code ca}. */
        public String part() {
            return part;
        }

        /** File and reason, for a log. */
        public String sentence() {
            return file + " " + getMessage();
        }
    }

    private CertificateLoading() {}

    /** @throws BadFile for the first file that cannot be used */
    public static KeyedCertificate load(CertificateConfig config, TextFiles files) throws BadFile {
        List<X509Certificate> chain = new ArrayList<>(certificates("cert", config.cert(), files));
        if (config.chain().isPresent()) {
            chain.addAll(certificates("chain", config.chain().get(), files));
        }
        String part = config.key().isPresent() ? "key" : "cert";
        Path file = config.key().orElse(config.cert());
        String text = text(part, file, files);
        try {
            PrivateKey key = PemKey.read(text);
            return new KeyedCertificate(chain, key, config.names());
        } catch (IllegalArgumentException e) {
            throw new BadFile(part, file, String.valueOf(e.getMessage()), e);
        }
    }

    /** The certificates of one file. */
    public static List<X509Certificate> certificates(String part, Path file, TextFiles files) throws BadFile {
        String text = text(part, file, files);
        try {
            return PemCertificates.read(text);
        } catch (IllegalArgumentException e) {
            throw new BadFile(part, file, String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(String part, Path file, TextFiles files) throws BadFile {
        try {
            return files.read(file);
        } catch (NoSuchFileException e) {
            throw new BadFile(part, file, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw new BadFile(part, file, "may not be read by the user that this runs as", e);
        } catch (CharacterCodingException e) {
            throw new BadFile(
                    part,
                    file,
                    "is not text; a PEM file is expected (openssl x509 -inform DER -in OLD -out NEW makes one)",
                    e);
        } catch (IOException e) {
            throw new BadFile(part, file, "cannot be read: " + e.getMessage(), e);
        }
    }
}
