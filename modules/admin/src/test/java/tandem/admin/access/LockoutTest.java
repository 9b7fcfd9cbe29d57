package tandem.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LockoutTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Lockout lockout = new Lockout();

    private long fail(String name, boolean known, InetAddress address, int times, long at) {
        for (int i = 0; i < times; i++) {
            lockout.failed(name, known, address, at);
        }
        return lockout.left(name, address, at).toSeconds();
    }

    @Test
    void five_failures_lock_a_name_for_that_address_alone() {
        assertThat(fail("anna", true, HERE, 4, 0)).isZero();
        assertThat(fail("anna", true, HERE, 1, 0)).isEqualTo(60);

        assertThat(lockout.left("anna", THERE, 0)).isZero();
        assertThat(lockout.left("bo", HERE, 0)).isZero();
        assertThat(lockout.left("anna", HERE, MINUTE)).isZero();
    }

    @Test
    void each_further_lock_is_twice_as_long_up_to_a_quarter_of_an_hour() {
        long at = 0;
        for (long expected : new long[] {60, 120, 240, 480, 900, 900, 900}) {
            assertThat(fail("anna", true, HERE, 5, at)).isEqualTo(expected);
            at += expected * 1_000_000_000;
        }
    }

    @Test
    void an_address_that_tries_many_names_is_locked_for_all() {
        for (int i = 0; i < 10; i++) {
            lockout.failed("name" + i, false, HERE, 0);
        }

        assertThat(lockout.left("anna", HERE, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(lockout.left("anna", THERE, 0)).isZero();
    }

    @Test
    void addresses_of_one_network_of_ipv6_are_one() {
        for (int i = 0; i < 10; i++) {
            lockout.failed("name" + i, false, InetAddress.ofLiteral("2001:db8:0:1::" + i), 0);
        }

        assertThat(lockout.left("anna", InetAddress.ofLiteral("2001:db8:0:1::99"), 0))
                .isPositive();
        assertThat(lockout.left("anna", InetAddress.ofLiteral("2001:db8:0:2::1"), 0))
                .isZero();
    }

    @Test
    void a_name_that_many_addresses_try_is_locked_for_all() {
        for (int i = 0; i < 20; i++) {
            lockout.failed("anna", true, InetAddress.ofLiteral("198.51.100." + i), 0);
        }

        assertThat(lockout.left("anna", HERE, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(lockout.left("bo", HERE, 0)).isZero();
    }

    @Test
    void a_success_and_an_hour_forget() {
        fail("anna", true, HERE, 4, 0);
        lockout.succeeded("anna", HERE);
        assertThat(fail("anna", true, HERE, 4, 0)).isZero();
        assertThat(fail("anna", true, HERE, 1, 61 * MINUTE)).isZero();
    }

    @Test
    void an_operator_lets_everybody_try_again() {
        fail("anna", true, HERE, 5, 0);

        assertThat(lockout.clear(0)).isEqualTo(1);
        assertThat(lockout.left("anna", HERE, 0)).isZero();
    }

    @Test
    void memory_is_bounded_and_the_newest_stays() {
        for (int i = 0; i < 3 * Lockout.MOST; i++) {
            lockout.failed("name", false, InetAddress.ofLiteral("10.0." + i / 250 + "." + i % 250), 0);
        }
        fail("anna", true, HERE, 5, 0);

        assertThat(lockout.size()).isLessThanOrEqualTo(Lockout.MOST);
        assertThat(lockout.left("anna", HERE, 0)).isPositive();
    }
}
