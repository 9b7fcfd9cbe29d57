package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.TandemConfig;

/** Writes configuration texts into a directory and loads them. */
final class ConfigCase {
    private final Path directory;

    ConfigCase(Path directory) {
        this.directory = directory;
    }

    static String resource(String name) {
        try (InputStream in = ConfigCase.class.getResourceAsStream("/httpd/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loaded yaml(String text) {
        return ConfigFiles.load(file("tandem.yaml", text), Optional.empty());
    }

    /** What the httpd.conf says; the YAML that {@code tandem import} makes of it says the same. */
    Loaded httpd(String text) {
        Loaded loaded = ConfigFiles.load(file("httpd.conf", text), Optional.empty(), Map.of());
        if (loaded instanceof Loaded.Ok read) {
            String yaml = ImportReport.of(read).yaml();
            assertThat(ok(ConfigFiles.load(file("imported.yaml", yaml), Optional.empty(), Map.of())))
                    .as("what is imported:\n%s", yaml)
                    .isEqualTo(read.config());
        }
        return loaded;
    }

    static TandemConfig ok(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Ok ok -> ok.config();
            case Loaded.Broken broken -> fail(Findings.text(broken.findings()));
        };
    }

    static List<String> warnings(Loaded loaded) {
        ok(loaded);
        return loaded instanceof Loaded.Ok ok
                ? ok.warnings().stream().map(ConfigCase::local).toList()
                : List.of();
    }

    /** The findings of a broken configuration as sentences, without the directory. */
    static List<String> findings(Loaded loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        return loaded instanceof Loaded.Broken broken
                ? broken.findings().stream().map(ConfigCase::local).toList()
                : List.of();
    }

    private static String local(Finding finding) {
        String sentence = finding.sentence();
        String file = finding.file();
        return sentence.startsWith(file)
                ? file.substring(file.lastIndexOf('/') + 1) + sentence.substring(file.length())
                : sentence;
    }
}
