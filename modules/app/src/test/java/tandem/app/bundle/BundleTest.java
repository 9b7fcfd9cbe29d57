package tandem.app.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {
    @TempDir
    private Path directory;

    @Test
    void tar_lists_and_reads_what_was_put_in_and_only_its_owner_may_read_the_file() throws Exception {
        Bundle bundle = new Bundle("tandem-bundle-x", Instant.parse("2026-11-27T01:00:00Z"));
        bundle.text("node-1/status.json", "{\"größe\": 1}\n");
        bundle.text("log.txt", "x".repeat(1_024));
        bundle.missing("machine/rules.txt", "nft: not found");
        Path file = directory.resolve("b.tar.gz");

        bundle.write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(tar("-tzf", file))
                .isEqualTo("tandem-bundle-x/CONTENTS\ntandem-bundle-x/node-1/status.json\ntandem-bundle-x/log.txt\n");
        assertThat(tar("-xzOf", file, "tandem-bundle-x/CONTENTS")).isEqualTo("""
                collected at 2026-11-27T01:00:00Z
                node-1/status.json  15 bytes
                log.txt  1024 bytes
                machine/rules.txt  missing: nft: not found
                """);
        assertThat(tar("-xzOf", file, "tandem-bundle-x/node-1/status.json")).isEqualTo("{\"größe\": 1}\n");
        assertThatThrownBy(() -> bundle.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Authorization: Basic YTpi           | Authorization: (masked)",
                "secret-file: /etc/tandem/key        | secret-file: /etc/tandem/key",
                "ProxyPass / ajp://x/ secret=abc x=1 | ProxyPass / ajp://x/ secret=(masked) x=1",
                "\"password\": \"hunter2\", \"n\": 1  | \"password\": \"(masked)\", \"n\": 1",
                "http://anna:pw@10.0.0.1/x           | http://(masked)@10.0.0.1/x",
                "cookie: BALANCEID                   | cookie: (masked)",
                "GET /x;JSESSIONID=a1b2.node1 200    | GET /x;JSESSIONID=(masked) 200",
                "\"name\": \"node1\", \"weight\": 1     | \"name\": \"node1\", \"weight\": 1",
            })
    void what_looks_like_a_secret_is_masked_and_nothing_else(String text, String masked) {
        assertThat(Masking.of(text)).isEqualTo(masked);
    }

    @Test
    void private_keys_are_masked_whole_even_where_their_end_is_missing() {
        String key = "a\n-----BEGIN PRIVATE KEY-----\nMIIE\nMIIF\n-----END PRIVATE KEY-----\nb\n";

        assertThat(Masking.of(key)).isEqualTo("a\n(masked)\nb\n");
        assertThat(Masking.of("a -----BEGIN EC PRIVATE KEY-----\nMIIE\nMIIF")).isEqualTo("a (masked)");
    }

    @Test
    void facts_of_the_machine_are_there_or_said_to_be_missing() throws Exception {
        Path log = Files.writeString(directory.resolve("log"), "started\npassword=x\n");
        Bundle bundle = new Bundle("b", Instant.EPOCH);

        MachineFacts.collect(bundle, log);

        assertThat(bundle.contents())
                .contains("machine/proc/version  ", "machine/addresses.txt  ", "machine/rules.txt  ", "log.txt  ");
        Path file = directory.resolve("m.tar.gz");
        bundle.write(file);
        assertThat(tar("-xzOf", file, "b/log.txt")).isEqualTo("started\npassword=(masked)\n");
        assertThat(tar("-xzOf", file, "b/machine/proc/version")).startsWith("Linux version");
    }

    private static String tar(String options, Path file, String... more) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("tar", options, file.toString());
        builder.command().addAll(List.of(more));
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
