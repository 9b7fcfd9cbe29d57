package tandem.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.access.AccessRole;
import tandem.core.access.Account;
import tandem.core.access.Accounts;

final class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final String HASH = "pbkdf2-sha512:600000:" + "A".repeat(22) + "==:" + "B".repeat(86) + "==";
    private static final Account ANNA =
            new Account(Account.Kind.USER, "anna", AccessRole.OPERATOR, HASH, Optional.empty());

    @TempDir
    Path directory;

    private Path file;
    private KnownAccounts accounts;
    private Sessions sessions;

    @BeforeEach
    void begin() throws Exception {
        file = directory.resolve("users");
        UsersFile.write(file, Accounts.NONE.with(ANNA));
        accounts = KnownAccounts.of(file);
        sessions = new Sessions(accounts, Duration.ofMinutes(30), Duration.ofHours(12));
    }

    @Test
    void one_goes_on_while_it_is_touched_and_ends_when_it_is_not() {
        String id = sessions.begin(ANNA, 0).id();

        assertThat(sessions.find(id, true, NOW, 29 * MINUTE)).isPresent();
        assertThat(sessions.find(id, false, NOW, 58 * MINUTE)).isPresent();
        assertThat(sessions.find(id, false, NOW, 60 * MINUTE)).isEmpty();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void none_outlives_its_life() {
        String id = sessions.begin(ANNA, 0).id();
        for (long minute = 20; minute <= 720; minute += 20) {
            assertThat(sessions.find(id, true, NOW, minute * MINUTE))
                    .as("minute %d", minute)
                    .isPresent();
        }

        assertThat(sessions.find(id, true, NOW, 721 * MINUTE)).isEmpty();
    }

    @Test
    void a_changed_account_ends_its_sessions() throws Exception {
        String id = sessions.begin(ANNA, 0).id();

        UsersFile.write(file, Accounts.NONE.with(ANNA.withRole(AccessRole.VIEWER)));
        accounts.look();

        assertThat(sessions.find(id, true, NOW, 1)).isEmpty();
    }

    @Test
    void a_broken_file_ends_no_session_and_is_told() throws Exception {
        String id = sessions.begin(ANNA, 0).id();

        java.nio.file.Files.writeString(file, "nonsense\n");
        accounts.look();

        assertThat(sessions.find(id, true, NOW, 1)).isPresent();
        assertThat(accounts.problem()).contains(file + ": line 1: is not KIND NAME ROLE HASH");
    }

    @Test
    void an_ended_one_is_gone() {
        String id = sessions.begin(ANNA, 0).id();

        sessions.end(id);

        assertThat(sessions.find(id, true, NOW, 1)).isEmpty();
    }

    @Test
    void there_is_room_for_so_many_and_the_longest_untouched_goes() {
        String first = sessions.begin(ANNA, 0).id();
        String second = sessions.begin(ANNA, 1).id();
        sessions.find(first, true, NOW, 2);
        Set<String> ids = new HashSet<>();
        for (int i = 2; i <= Sessions.MOST; i++) {
            ids.add(sessions.begin(ANNA, 2 + i).id());
        }

        assertThat(sessions.size()).isEqualTo(Sessions.MOST);
        assertThat(ids).hasSize(Sessions.MOST - 1);
        assertThat(sessions.find(first, true, NOW, MINUTE)).isPresent();
        assertThat(sessions.find(second, true, NOW, MINUTE)).isEmpty();
    }
}
