package tandem.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.identity.SecretFile.Result;

class SecretFileTest {
    private static final String ONE = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String TWO = "YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWI=";

    @TempDir
    Path directory;

    @Test
    void a_fresh_file_is_private_and_reads_back_as_one_secret() throws IOException {
        Path file = directory.resolve("cluster.key");

        SecretFile.create(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretFile.read(file))
                .isInstanceOfSatisfying(
                        Result.Ok.class, ok -> assertThat(ok.secrets()).hasSize(1));
    }

    @Test
    void two_fresh_files_hold_different_secrets() throws IOException {
        SecretFile.create(directory.resolve("a"));
        SecretFile.create(directory.resolve("b"));

        Result a = SecretFile.read(directory.resolve("a"));
        Result b = SecretFile.read(directory.resolve("b"));

        assertThat(a).isNotEqualTo(b);
    }

    @Test
    void a_secret_is_rotated_and_the_older_one_retired() throws IOException {
        Path file = directory.resolve("cluster.key");
        SecretFile.create(file);
        Result.Ok first = (Result.Ok) SecretFile.read(file);

        Result.Ok both = (Result.Ok) SecretFile.rotate(file);
        Result twice = SecretFile.rotate(file);
        Result.Ok done = (Result.Ok) SecretFile.retire(file);

        assertThat(both.secrets()).hasSize(2).last().isEqualTo(first.secrets().getFirst());
        assertThat(twice)
                .isInstanceOfSatisfying(
                        Result.Problem.class,
                        problem -> assertThat(problem.sentence()).contains("has two secrets already"));
        assertThat(done.secrets()).containsExactly(both.secrets().getFirst());
        assertThat(SecretFile.read(file)).isEqualTo(done);
        assertThat(SecretFile.retire(file)).isInstanceOf(Result.Problem.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void an_existing_file_is_never_overwritten() throws IOException {
        Path file = file(ONE, "rw-------");

        assertThatThrownBy(() -> SecretFile.create(file)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(file).hasContent(ONE);
    }

    @Test
    void two_lines_are_two_secrets_and_the_first_is_the_newest() throws IOException {
        Result result = SecretFile.read(file("# changed today\n" + ONE + "\n\n" + TWO + "\n", "r--------"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Ok.class, ok -> assertThat(ok.secrets()).containsExactly(secret(ONE), secret(TWO)));
    }

    @Test
    void a_line_that_is_not_base64_stands_for_its_own_characters() throws IOException {
        String phrase = "correct horse battery staple, and some more";

        Result result = SecretFile.read(file(phrase + "\n", "rw-------"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Ok.class, ok -> assertThat(ok.secrets()).containsExactly(new Secret(phrase.getBytes())));
    }

    @Test
    void bytes_that_are_no_text_are_one_secret() throws IOException {
        byte[] raw = new byte[32];
        raw[7] = (byte) 200;
        raw[9] = '\n';
        Path file = file("", "rw-------");
        Files.write(file, raw);

        Result result = SecretFile.read(file);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Ok.class, ok -> assertThat(ok.secrets()).containsExactly(new Secret(raw)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void a_file_that_others_can_reach_is_refused_with_the_command_that_mends_it(String mode) throws IOException {
        Path file = file(ONE, mode);

        assertProblem(SecretFile.read(file), file + " is open to others (" + mode + "); run: chmod 600 " + file);
    }

    @Test
    void a_missing_file_is_named_with_the_way_to_make_one() {
        Path file = directory.resolve("none.key");

        assertProblem(
                SecretFile.read(file), file + " does not exist; `tandem secret new` makes one, and every node needs");
    }

    @Test
    void a_directory_is_not_taken_for_a_file() {
        assertProblem(SecretFile.read(directory), "is not a regular file");
    }

    @Test
    void a_short_secret_is_refused_with_its_length_and_not_shown() throws IOException {
        Result result = SecretFile.read(file(ONE + "\nswordfish!\n", "rw-------"));

        assertProblem(result, "has a secret that is too short (number 2, 10 bytes; at least 32 are needed)");
        assertThat(((Result.Problem) result).sentence()).doesNotContain("swordfish");
    }

    @Test
    void an_empty_file_and_three_secrets_are_refused() throws IOException {
        assertProblem(SecretFile.read(file("# nothing\n", "rw-------")), "has no secret in it");
        assertProblem(SecretFile.read(file(ONE + "\n" + TWO + "\n" + ONE, "rw-------")), "has 3 secrets");
    }

    @Test
    void a_huge_file_is_refused_unread() throws IOException {
        assertProblem(SecretFile.read(file("A".repeat(5000), "rw-------")), "has 5000 bytes; at most 4096");
    }

    private static void assertProblem(Result result, String part) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Problem.class,
                        problem -> assertThat(problem.sentence())
                                .startsWith("secret file ")
                                .contains(part));
    }

    private Path file(String content, String mode) throws IOException {
        Path file = Files.createTempFile(directory, "cluster", ".key");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private static Secret secret(String base64) {
        return new Secret(Base64.getDecoder().decode(base64));
    }
}
