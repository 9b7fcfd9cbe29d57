package tandem.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.tls.TestCertificates;

/**
 * Files of HAProxy, nginx and keepalived as people have them, put into a directory; {@code ForeignSamplesIT} has those programs
 * accept them.
 *
 * @param device an interface that this machine has
 */
record ForeignSamples(Path directory, String device) {
    static ForeignSamples in(Path directory, String device) {
        ForeignSamples samples = new ForeignSamples(directory, device);
        TestCertificates.copy(directory, "shop-rsa.pem", "shop-rsa.key", "ca.pem");
        try {
            Files.writeString(
                    directory.resolve("site.pem"),
                    TestCertificates.text("shop-rsa.pem") + TestCertificates.text("shop-rsa.key"));
            Files.setPosixFilePermissions(directory.resolve("site.pem"), PosixFilePermissions.fromString("rw-------"));
            for (String name : List.of(
                    "haproxy.cfg",
                    "nginx.conf",
                    "sites/shop.conf",
                    "sites/zz-default.conf",
                    "keepalived-lb1.conf",
                    "keepalived-lb2.conf")) {
                Path file = directory.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, samples.filled(resource(name)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples;
    }

    static String resource(String name) {
        try (InputStream in = ForeignSamples.class.getResourceAsStream("/import/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Loaded load(String... names) {
        return load(Map.of(), names);
    }

    Loaded load(Map<String, String> nodes, String... names) {
        return ForeignFiles.load(List.of(names).stream().map(this::file).toList(), Optional.empty(), nodes);
    }

    private String filled(String text) {
        return text.replace("@DIR@", directory.toString()).replace("@IF@", device);
    }

    /** The text without what differs from run to run. */
    String plain(String text) {
        return text.replace(directory.toString(), "@DIR@").replace(device, "@IF@");
    }
}
