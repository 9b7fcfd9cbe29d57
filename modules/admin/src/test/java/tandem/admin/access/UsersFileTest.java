package tandem.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.access.AccessRole;
import tandem.core.access.Account;
import tandem.core.access.Accounts;

final class UsersFileTest {
    private static final Account CI =
            new Account(Account.Kind.TOKEN, "ci", AccessRole.VIEWER, TokenHash.of("tandem_x"), Optional.empty());

    @TempDir
    Path directory;

    @Test
    void a_new_file_is_open_to_owner_and_group_alone_and_a_changed_one_keeps_its_mode() throws Exception {
        Path file = directory.resolve("users");

        UsersFile.write(file, Accounts.NONE.with(CI));
        String first = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        UsersFile.write(file, Accounts.NONE);

        assertThat(first).isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(UsersFile.read(file)).isEqualTo(new UsersFile.Result.Ok(Accounts.NONE));
        try (var names = Files.list(directory)) {
            assertThat(names).containsExactly(file);
        }
    }

    @Test
    void a_hash_takes_its_password_and_no_other_and_never_comes_twice() {
        String one = PasswordHash.of("correct horse".toCharArray(), new SecureRandom());
        String other = PasswordHash.of("correct horse".toCharArray(), new SecureRandom());

        assertThat(one).isNotEqualTo(other).doesNotContain("correct");
        assertThat(PasswordHash.matches("correct horse".toCharArray(), one)).isTrue();
        assertThat(PasswordHash.matches("correct horsf".toCharArray(), one)).isFalse();
        assertThat(new Account(Account.Kind.USER, "anna", AccessRole.VIEWER, one, Optional.empty()))
                .hasToString("user anna viewer");
    }

    @Test
    void a_password_is_hashed_as_others_hash_it() {
        // Computed by OpenSSL: openssl kdf -keylen 64 -kdfopt digest:SHA512 -kdfopt pass:correct\ horse
        // -kdfopt hexsalt:000102030405060708090a0b0c0d0e0f -kdfopt iter:600000 -binary PBKDF2 | base64 -w0
        String known = "pbkdf2-sha512:600000:AAECAwQFBgcICQoLDA0ODw==:"
                + "QRWzuEKsHePc0aN0CRVWP5b+JflUT4IZpZTCU0dRwV+UnujYtPnhnLxnVGu0oBewgaJzC8FToY/0r8SBpMK/7g==";

        assertThat(PasswordHash.matches("correct horse".toCharArray(), known)).isTrue();
    }

    @Test
    void tokens_are_long_and_differ_and_changes_of_the_file_count() throws Exception {
        String token = TokenHash.fresh(new SecureRandom());
        Path file = directory.resolve("users");
        UsersFile.write(file, Accounts.NONE);
        KnownAccounts accounts = KnownAccounts.of(file);

        UsersFile.write(
                file,
                Accounts.NONE.with(new Account(
                        Account.Kind.TOKEN, "ci", AccessRole.VIEWER, TokenHash.of(token), Optional.empty())));
        boolean before = accounts.token(token, Instant.EPOCH).isPresent();
        accounts.look();

        assertThat(token).startsWith("tandem_").hasSize(50).isNotEqualTo(TokenHash.fresh(new SecureRandom()));
        assertThat(before).isFalse();
        assertThat(accounts.token(token, Instant.EPOCH)).map(Account::name).contains("ci");
        assertThat(accounts.token(TokenHash.of(token), Instant.EPOCH)).isEmpty();
    }
}
