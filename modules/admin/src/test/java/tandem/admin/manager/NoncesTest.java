package tandem.admin.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.balance.Balancer;
import tandem.core.balance.Schedule;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ManagerEdits;
import tandem.core.setting.Settings;

final class NoncesTest {
    private static final long HOUR = 3_600_000;

    private final AtomicLong now = new AtomicLong(100 * HOUR + 1);
    private final Nonces nonces = nonces(1);

    @Test
    void nonce_is_taken_for_this_hour_and_the_next_and_then_no_more() {
        Balancer app = balancer("app", ManagerEdits.DEFAULT);
        String shown = nonces.of(app);

        assertThat(shown).matches("[0-9a-f-]{36}");
        assertThat(nonces.matches(app, shown)).isTrue();
        now.addAndGet(HOUR);
        assertThat(nonces.matches(app, shown)).isTrue();
        assertThat(nonces.of(app)).isNotEqualTo(shown);
        now.addAndGet(HOUR);
        assertThat(nonces.matches(app, shown)).as("replayed").isFalse();
    }

    @Test
    void nonce_is_of_one_balancer_and_the_same_on_nodes_that_share_the_key() {
        Balancer app = balancer("app", ManagerEdits.DEFAULT);
        Balancer shop = balancer("shop", ManagerEdits.DEFAULT);

        assertThat(nonces.matches(shop, nonces.of(app))).isFalse();
        assertThat(nonces(1).of(app)).isEqualTo(nonces.of(app));
        assertThat(nonces(2).matches(app, nonces.of(app))).isFalse();
        assertThat(nonces(2, 1).matches(app, nonces.of(app)))
                .as("while the secret is changed")
                .isTrue();
    }

    @Test
    void configured_nonce_never_ends_and_none_is_never_matched() {
        Balancer fixed = balancer("app", new ManagerEdits(Optional.of("fixed"), 0));
        Balancer open = balancer("app", new ManagerEdits(Optional.of("none"), 0));

        assertThat(nonces.of(fixed)).isEqualTo("fixed");
        assertThat(nonces.matches(fixed, "fixed")).isTrue();
        assertThat(nonces.matches(fixed, "Fixed")).isFalse();
        assertThat(nonces.of(open)).isEmpty();
        assertThat(nonces.matches(open, "")).isFalse();
        assertThat(nonces.matches(open, "none")).isFalse();
    }

    private Nonces nonces(int... keys) {
        List<SecretKey> all = java.util.Arrays.stream(keys)
                .<SecretKey>mapToObj(key -> new SecretKeySpec(new byte[] {(byte) key}, "HmacSHA256"))
                .toList();
        return new Nonces(() -> all, now::get);
    }

    private static Balancer balancer(String name, ManagerEdits edits) {
        BalancerConfig config =
                Samples.balancer(Samples.member("a")).edit().manager(edits).done();
        return Balancer.of(name, config, Settings.NONE, Map.of(), java.util.Set.of(), new Schedule());
    }
}
