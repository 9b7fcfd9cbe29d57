package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.config.ConfigFiles;
import tandem.config.Loaded;
import tandem.core.config.TandemConfig;
import tandem.identity.SecretFile;

final class CookieKeysTest {
    @TempDir
    Path directory;

    private TandemConfig config() throws IOException {
        Path file = Files.writeString(directory.resolve("tandem.yaml"), """
                listeners: {web: {listen: "*:8080"}}
                balancers:
                  app:
                    sticky: {cookie: LB, issue: {key-file: cookie.key}}
                    members: [{name: a, url: "http://192.0.2.1", route: a}]
                routes: [{balancer: app}]
                """);
        return ((Loaded.Ok) ConfigFiles.load(file, Optional.empty())).config();
    }

    private static List<String> seals(TandemConfig config, Path file) {
        return ((CookieKeys.Reading.Read) CookieKeys.read(config)).keys().of(file, "app", "a");
    }

    @Test
    void nodes_with_copies_of_the_file_sign_the_same_also_while_it_is_changed() throws IOException {
        Path file = directory.resolve("cookie.key");
        SecretFile.create(file);
        TandemConfig config = config();
        List<String> before = seals(config, file);

        SecretFile.rotate(file);
        List<String> after = seals(config, file);

        assertThat(before).hasSize(1).isEqualTo(List.of(after.get(1)));
        assertThat(after).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_file_that_others_can_read_is_refused() throws IOException {
        Path file = directory.resolve("cookie.key");
        SecretFile.create(file);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(CookieKeys.read(config()))
                .isInstanceOfSatisfying(
                        CookieKeys.Reading.Unusable.class,
                        refused -> assertThat(refused.sentence())
                                .startsWith("the key of sticky cookies: secret file ")
                                .contains("is open to others (rw-r--r--); run: chmod 600"));
    }
}
