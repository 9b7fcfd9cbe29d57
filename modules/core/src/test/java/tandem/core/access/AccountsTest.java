package tandem.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccountsTest {
    private static final String HASH = "pbkdf2-sha512:600000:" + "A".repeat(22) + "==:" + "B".repeat(86) + "==";
    private static final String TOKEN = "sha256:" + "0a".repeat(32);

    @Test
    void a_file_is_read_as_it_was_written() {
        Instant end = Instant.parse("2027-01-31T00:00:00Z");
        Accounts accounts = Accounts.NONE
                .with(new Account(Account.Kind.USER, "anna", AccessRole.ADMIN, HASH, Optional.empty()))
                .with(new Account(Account.Kind.TOKEN, "ci@shop", AccessRole.VIEWER, TOKEN, Optional.of(end)));

        Accounts again = Accounts.parse(accounts.text());

        assertThat(again).isEqualTo(accounts);
        assertThat(accounts.text()).startsWith("# Who may operate").contains("user anna admin " + HASH + "\n");
        assertThat(again.token(TOKEN)).map(Account::name).contains("ci@shop");
        assertThat(again.token(HASH)).isEmpty();
        assertThat(again.named("ci@shop").orElseThrow().ended(end)).isTrue();
        assertThat(again.named("ci@shop").orElseThrow().ended(end.minusMillis(1)))
                .isFalse();
    }

    @Test
    void one_is_replaced_in_its_place_and_removed() {
        Accounts accounts =
                Accounts.parse("user anna admin " + HASH + "\n\n  # a comment\nuser bo viewer " + HASH + "\n");

        Accounts changed = accounts.with(accounts.named("anna").orElseThrow().withRole(AccessRole.OPERATOR));

        assertThat(changed.all()).extracting(Account::toString).containsExactly("user anna operator", "user bo viewer");
        assertThat(changed.without("anna").all()).extracting(Account::name).containsExactly("bo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user anna admin | line 1: is not KIND NAME ROLE HASH, such as `tandem user add` writes",
                "person anna admin HASH | line 1: 'person' is no kind; write user or token",
                "user anna root HASH | line 1: 'root' is no role; write viewer, operator or admin",
                "user -anna admin HASH | line 1: '-anna' is no name: 1 to 64 letters, digits and . _ @ - are allowed, a letter or"
                        + " digit first",
                "user anna admin geheim | line 1: the hash of user anna is not pbkdf2-sha512:ROUNDS:SALT:HASH; `tandem user"
                        + " passwd` makes one",
                "user anna admin WEAK | line 1: the hash of user anna has 599999 rounds; 600000 to 10000000 are allowed; `tandem"
                        + " user passwd` makes one anew",
                "token ci admin HASH | line 1: the hash of token ci is not sha256: and 64 digits",
                "user anna admin HASH until=tomorrow | line 1: 'until=tomorrow' is not until=2027-01-31T00:00:00Z",
                "user anna admin HASH forever | line 1: 'forever' is not until=2027-01-31T00:00:00Z",
            })
    void what_is_wrong_with_a_line_is_said_without_its_secret(String line, String sentence) {
        String text = line.replace("WEAK", HASH.replace("600000", "599999")).replace("HASH", HASH);

        assertThatThrownBy(() -> Accounts.parse(text)).hasMessage(sentence);
    }

    @Test
    void a_name_stands_for_one() {
        assertThatThrownBy(() -> Accounts.parse("user a admin " + HASH + "\ntoken a viewer " + TOKEN))
                .hasMessage("names a twice; users and tokens share their names");
    }

    @Test
    void each_role_covers_those_before_it() {
        assertThat(AccessRole.ADMIN.covers(AccessRole.OPERATOR)).isTrue();
        assertThat(AccessRole.OPERATOR.covers(AccessRole.OPERATOR)).isTrue();
        assertThat(AccessRole.VIEWER.covers(AccessRole.OPERATOR)).isFalse();
    }
}
