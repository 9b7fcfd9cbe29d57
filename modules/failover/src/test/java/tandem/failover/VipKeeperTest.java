package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.Profile;
import tandem.failover.election.Event;
import tandem.failover.election.FenceKind;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.vip.Fence;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipWatch;

class VipKeeperTest {
    private static final String NONCE = "00ff";
    private static final long PROMISE =
            LeaseTimers.of(Profile.NORMAL).withLifetimeFence().promise();
    private static final FenceTimes TIMES =
            new FenceTimes(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.MILLISECONDS.toNanos(200));

    private final FakeClock clock = new FakeClock();
    private long promisedUntil = clock.nanos() + PROMISE;
    private final FakeSegment segment = new FakeSegment(clock);
    private final FakeVip vip = new FakeVip(segment, "lb1");
    private final List<Event> events = new ArrayList<>();
    private final VipKeeper keeper = keeper(vip);

    @Test
    void take_shows_and_reports() {
        take(4);

        assertThat(events).containsExactly(new Event.Taken(4));
        assertThat(segment.owners()).containsExactly("lb1");
    }

    @Test
    void take_is_refused_while_somebody_else_answers() {
        segment.show("lb2", Long.MAX_VALUE);

        take(4);

        assertThat(events).containsExactly(new Event.TakeRefused(4, "198.51.100.100 still answers from lb2"));
        assertThat(segment.owners()).containsExactly("lb2");
    }

    @Test
    void released_address_is_taken_without_probe() {
        segment.show("lb2", Long.MAX_VALUE);

        keeper.carryOut(new VipCommand.Arm(4, NONCE, false));
        keeper.carryOut(new VipCommand.Take(4, latest()));

        assertThat(events).containsExactly(new Event.Armed(4), new Event.Taken(4));
    }

    @Test
    void order_that_waited_too_long_is_refused() {
        arm(keeper, 4);
        long latest = clock.nanos();
        clock.pass(1);

        keeper.carryOut(new VipCommand.Take(4, latest));

        assertThat(events)
                .containsExactly(new Event.TakeRefused(4, "the order to take them came too late; trying again"));
    }

    @Test
    void missing_privilege_is_told_once_and_its_end_too() {
        vip.incapable = "CAP_NET_ADMIN is missing";
        keeper.prepare();
        keeper.carryOut(new VipCommand.Arm(4, NONCE, false));
        vip.incapable = "";
        clock.pass(5000);
        keeper.beat();

        assertThat(events)
                .containsExactly(
                        new Event.FenceChanged(FenceKind.ADDRESS_LIFETIME, "in memory"),
                        new Event.CapabilityChecked("CAP_NET_ADMIN is missing"),
                        new Event.TakeRefused(4, "CAP_NET_ADMIN is missing"),
                        new Event.CapabilityChecked(""));
    }

    @Test
    void all_addresses_are_shown_or_none() {
        FakeSegment otherSegment = new FakeSegment(clock);
        FakeVip other = new FakeVip(otherSegment, "lb1");
        other.refuseShow = "eth1 is down";
        VipKeeper both = keeper(vip, other);

        arm(both, 4);

        both.carryOut(new VipCommand.Take(4, latest()));

        assertThat(events).containsExactly(new Event.TakeRefused(4, "eth1 is down"));
        assertThat(segment.owners()).isEmpty();
    }

    @Test
    void halt_without_lifetime_changes_nothing() {
        FakeVip bound = new FakeVip(segment, "lb1", Long.MAX_VALUE);
        VipKeeper lasting = new VipKeeper(
                new VipGroup(
                        List.of(bound.handle()),
                        Fence.none(FenceKind.PROCESS, "bound"),
                        VipGuard.none(),
                        VipWatch.none()),
                TIMES,
                clock,
                events::add,
                Runnable::run);
        lasting.prepare();
        lasting.carryOut(new VipCommand.Arm(4, NONCE, true));
        lasting.carryOut(new VipCommand.Take(4, latest()));
        clock.pass(60_000);

        lasting.beat();

        assertThat(segment.owners()).containsExactly("lb1");
    }

    /** Halts before an order to renew and in the renewal; a peer takes the address as soon as the promise is over. */
    @ParameterizedTest
    @CsvSource({"1000, 0", "199, 1", "199, 801", "120, 1400", "120, 2700", "200, 0", "130, 5000", "3000, 3000"})
    void expired_address_is_never_revived_beside_a_peer(long before, long renewing) {
        take(4);
        beats(1, 180);
        vip.beforeRenewing = () -> passWhilePeerWaits(renewing);

        passWhilePeerWaits(before);
        promisedUntil = clock.nanos() + PROMISE;
        keeper.carryOut(new VipCommand.Renew(4, latest()));
        keeper.beat();

        assertThat(segment.mostOwners()).isEqualTo(1);
        assertThat(segment.owners().contains("lb1")).isEqualTo(keeper.held());
    }

    @Test
    void address_that_cannot_be_shown_again_is_lost() {
        take(4);
        segment.hide("lb1");
        vip.refuseShow = "eth0 is down";

        beats(3, 100);

        assertThat(events).containsExactly(new Event.Taken(4), new Event.VipsLost("eth0 is down"));
    }

    @Test
    void address_that_cannot_be_hidden_is_tried_again_until_it_is() {
        take(4);
        vip.refuseHide = "interrupted";
        keeper.carryOut(new VipCommand.Hide());
        assertThat(events).doesNotContain(new Event.Hidden());
        vip.refuseHide = "";
        clock.pass(300);

        keeper.beat();

        assertThat(events).containsOnlyOnce(new Event.Hidden());
        assertThat(segment.owners()).isEmpty();
    }

    @Test
    void nothing_is_taken_before_the_last_order_to_hide_is_carried_out() {
        take(4);
        vip.refuseHide = "interrupted";
        keeper.carryOut(new VipCommand.Hide());

        take(5);

        assertThat(events)
                .last()
                .isEqualTo(new Event.TakeRefused(5, "they are not hidden yet since the last time; trying again"));
    }

    @Test
    void each_order_to_hide_is_reported() {
        keeper.carryOut(new VipCommand.Hide());
        keeper.carryOut(new VipCommand.Hide());

        assertThat(events).containsExactly(new Event.Hidden(), new Event.Hidden());
    }

    @Test
    void failing_provider_leads_to_a_refusal_and_a_hidden_address() {
        arm(keeper, 4);
        VipCommand.Take take = new VipCommand.Take(4, latest());
        keeper.carryOut(take);

        keeper.failed(take, new IllegalStateException("no such interface"));
        keeper.beat();

        assertThat(events)
                .last()
                .isEqualTo(new Event.TakeRefused(
                        4, "its provider failed: java.lang.IllegalStateException: no such interface"));
        assertThat(segment.owners()).isEmpty();
    }

    @Test
    void address_is_announced_often_at_first_and_then_every_30_seconds() {
        take(4);

        beats(520, 10);
        int first = segment.announcers().size();
        beats(600, 100);

        assertThat(first).isEqualTo(8);
        assertThat(segment.announcers()).hasSize(10);
    }

    @Test
    void order_to_announce_starts_the_schedule_again() {
        take(4);
        beats(600, 10);
        int before = segment.announcers().size();

        keeper.carryOut(new VipCommand.Announce());
        beats(50, 10);

        assertThat(segment.announcers().size() - before).isEqualTo(5);
    }

    private VipKeeper keeper(FakeVip... shown) {
        return new VipKeeper(FakeVip.groupOf(shown), TIMES, clock, events::add, Runnable::run);
    }

    private void take(long term) {
        arm(keeper, term);
        keeper.carryOut(new VipCommand.Take(term, latest()));
    }

    private void arm(VipKeeper armed, long term) {
        armed.carryOut(new VipCommand.Arm(term, NONCE, true));
        events.remove(new Event.Armed(term));
    }

    private long latest() {
        return clock.nanos()
                + LeaseTimers.of(Profile.NORMAL).withLifetimeFence().usable();
    }

    private void passWhilePeerWaits(long millis) {
        clock.pass(millis);
        if (segment.owners().isEmpty() && clock.nanos() - promisedUntil >= 0) {
            segment.show("lb2", Long.MAX_VALUE);
        }
    }

    private void beats(int count, long everyMillis) {
        for (int i = 0; i < count; i++) {
            clock.pass(everyMillis);
            keeper.carryOut(new VipCommand.Renew(4, latest()));
            keeper.beat();
        }
    }
}
