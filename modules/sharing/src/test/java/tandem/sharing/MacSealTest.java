package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MacSealTest {
    private static final byte[] VALUE = {1, 2, 3, 4};

    private final MacSeal seal = new MacSeal(TestSettings.KEYS);

    @Test
    void what_was_sealed_opens_again() {
        byte[] sealed = seal.seal("m", "k", VALUE);

        assertThat(seal.open("m", "k", sealed)).contains(VALUE);
    }

    @Test
    void an_empty_value_can_be_sealed() {
        assertThat(seal.open("m", "k", seal.seal("m", "k", new byte[0]))).contains(new byte[0]);
    }

    @Test
    void sealing_again_gives_the_same_bytes() {
        assertThat(seal.seal("m", "k", VALUE)).isEqualTo(seal.seal("m", "k", VALUE));
    }

    @Test
    void a_change_of_any_single_bit_is_noticed() {
        byte[] sealed = seal.seal("m", "k", VALUE);

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] forged = sealed.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open("m", "k", forged)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void every_shorter_part_is_refused() {
        byte[] sealed = seal.seal("m", "k", VALUE);

        for (int length = 0; length < sealed.length; length++) {
            assertThat(seal.open("m", "k", Arrays.copyOf(sealed, length))).isEmpty();
        }
    }

    @Test
    void a_value_cannot_be_moved_to_another_map_or_key() {
        byte[] sealed = seal.seal("settings", "app/node1", VALUE);

        assertThat(seal.open("reports", "app/node1", sealed)).isEmpty();
        assertThat(seal.open("settings", "app/node2", sealed)).isEmpty();
        assertThat(seal.open("settingsa", "pp/node1", sealed)).isEmpty();
    }

    @Test
    void another_key_opens_nothing() {
        MacSeal stranger = new MacSeal(List.of(TestSettings.key("two")));

        assertThat(seal.open("m", "k", stranger.seal("m", "k", VALUE))).isEmpty();
    }

    @Test
    void while_the_secret_changes_both_keys_open_and_the_newest_seals() {
        MacSeal both = new MacSeal(List.of(TestSettings.key("two"), TestSettings.key("one")));
        MacSeal fresh = new MacSeal(List.of(TestSettings.key("two")));

        assertThat(both.open("m", "k", seal.seal("m", "k", VALUE))).contains(VALUE);
        assertThat(fresh.open("m", "k", both.seal("m", "k", VALUE))).contains(VALUE);
        assertThat(seal.open("m", "k", both.seal("m", "k", VALUE))).isEmpty();
    }

    @Test
    void a_seal_without_a_key_is_refused() {
        assertThatThrownBy(() -> new MacSeal(List.of())).hasMessageContaining("at least one key");
    }
}
