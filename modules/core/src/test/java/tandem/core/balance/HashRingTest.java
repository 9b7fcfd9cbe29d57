package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.core.balance.HashRing.Slice;
import tandem.core.config.Weight;

/** Where keys belong, and what a member that comes or goes moves. */
final class HashRingTest {
    private static final int KEYS = 20_000;

    @Test
    void numbers_of_texts_and_addresses_stay_what_they_are() {
        assertThat(KeyHash.of("")).isEqualTo(0xefd01f60ba992926L);
        assertThat(KeyHash.of("node1")).isEqualTo(KeyHash.of("node1")).isNotEqualTo(KeyHash.of("node2"));
        assertThat(KeyHash.of(InetAddress.ofLiteral("198.51.100.7")))
                .isNotEqualTo(KeyHash.of(InetAddress.ofLiteral("198.51.100.8")));
    }

    @Test
    void order_of_the_members_does_not_count() {
        List<Slice> slices = new ArrayList<>(slices(10));
        Map<Long, String> before = owners(slices);
        Collections.shuffle(slices, new Random(1));

        assertThat(owners(slices)).isEqualTo(before);
    }

    @Test
    void each_gets_keys_by_its_weight() {
        List<Slice> slices = List.of(
                new Slice("a", Weight.ONE), new Slice("b", Weight.parse("2")), new Slice("c", Weight.parse("5")));
        Map<String, Integer> counts = new HashMap<>();
        owners(slices).values().forEach(owner -> counts.merge(owner, 1, Integer::sum));

        assertThat(counts.get("a") / (double) KEYS).isBetween(0.125 * 0.8, 0.125 * 1.2);
        assertThat(counts.get("b") / (double) KEYS).isBetween(0.25 * 0.85, 0.25 * 1.15);
        assertThat(counts.get("c") / (double) KEYS).isBetween(0.625 * 0.9, 0.625 * 1.1);
    }

    @Test
    void member_that_goes_moves_its_own_keys_alone() {
        List<Slice> all = slices(10);
        Map<Long, String> before = owners(all);
        Map<Long, String> after = owners(all.subList(0, 9));

        before.forEach((key, owner) -> {
            if (!owner.equals("node9")) {
                assertThat(after.get(key)).isEqualTo(owner);
            }
        });
        long moved = before.values().stream().filter("node9"::equals).count();
        assertThat(moved / (double) KEYS).isBetween(0.07, 0.13);
    }

    private static List<Slice> slices(int count) {
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(new Slice("node" + i, Weight.ONE));
        }
        return slices;
    }

    private static Map<Long, String> owners(List<Slice> slices) {
        HashRing ring = new HashRing(slices);
        Map<Long, String> owners = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            long key = KeyHash.of("key " + i);
            owners.put(key, slices.get(ring.owner(ring.at(key))).name());
        }
        return owners;
    }
}
