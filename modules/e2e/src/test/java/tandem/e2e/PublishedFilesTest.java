package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.config.ConfigFiles;
import tandem.config.Loaded;

/** The files of {@code parity/published.txt}, which {@link HttpdParityIT} runs: {@code check} is silent or says what is true. */
class PublishedFilesTest {
    @TempDir
    Path directory;

    static List<ParityCase> files() {
        return ParityCase.of("published.txt");
    }

    @ParameterizedTest
    @MethodSource("files")
    void published_file_is_read_with_true_warnings(ParityCase one) {
        String text = (one.whole() ? "Listen 127.0.0.1:${PORT}\nListen 127.0.0.1:${PORT2}\n" : "") + one.config();
        for (String port : List.of("PORT", "PORT2", "A", "B", "C", "D", "DEAD", "S")) {
            text = text.replace("${" + port + "}", String.valueOf(8000 + Math.floorMod(port.hashCode(), 900)));
        }
        Path file = Distribution.write(directory.resolve("httpd.conf"), "Listen 127.0.0.1:8080\n" + text);

        Loaded loaded = ConfigFiles.load(file, Optional.empty());

        assertThat(loaded).isInstanceOf(Loaded.Ok.class);
        assertThat(((Loaded.Ok) loaded)
                        .warnings().stream().map(warning -> warning.sentence().replace(directory + "/", "")))
                .containsExactlyElementsOf(one.warnings());
    }

    @Test
    void there_are_ten_besides_the_layouts() {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(10);
    }
}
