package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.failover.election.Event;
import tandem.failover.election.FenceKind;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipWatch;

/** The keeper under orders that carry deadlines: fence 200 ms, armed 200 ms. */
class LeasedVipsTest {
    private static final FenceTimes TIMES =
            new FenceTimes(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.MILLISECONDS.toNanos(200));
    private static final String NONCE = "00ff";

    private final FakeClock clock = new FakeClock();
    private final FakeSegment segment = new FakeSegment(clock);
    private final FakeVip vip = new FakeVip(segment, "lb1");
    private final FakeFence fence = new FakeFence(clock);
    private final List<Event> events = new ArrayList<>();
    private final List<Runnable> background = new ArrayList<>();
    private final VipKeeper keeper = new VipKeeper(
            new VipGroup(List.of(vip.handle()), fence, VipGuard.none(), VipWatch.none()),
            TIMES,
            clock,
            events::add,
            background::add);

    @BeforeEach
    void prepare() {
        keeper.prepare();
        events.clear();
    }

    @Test
    void start_tells_what_fences_the_node() {
        fence.available = false;
        fence.flush();
        keeper.prepare();

        assertThat(events).contains(new Event.FenceChanged(FenceKind.ADDRESS_LIFETIME, "the fence does not stand"));
    }

    @Test
    void arming_shows_nothing_and_taking_shows() {
        keeper.carryOut(new VipCommand.Arm(7, NONCE, true));
        List<String> whileArmed = segment.owners();

        keeper.carryOut(new VipCommand.Take(7, in(150)));

        assertThat(whileArmed).isEmpty();
        assertThat(events).containsExactly(new Event.Armed(7), new Event.Taken(7));
        assertThat(segment.owners()).containsExactly("lb1");
        assertThat(fence.open()).isTrue();
    }

    @Test
    void a_take_that_was_not_armed_is_refused() {
        keeper.carryOut(new VipCommand.Arm(7, NONCE, false));

        keeper.carryOut(new VipCommand.Take(8, in(150)));

        assertThat(events).last().isEqualTo(new Event.TakeRefused(8, "they were not armed for term 8; trying again"));
        assertThat(segment.owners()).isEmpty();
    }

    @Test
    void a_take_after_the_arming_time_is_refused_although_its_order_is_young() {
        keeper.carryOut(new VipCommand.Arm(7, NONCE, false));
        clock.pass(200);

        keeper.carryOut(new VipCommand.Take(7, in(500)));

        assertThat(events)
                .last()
                .isEqualTo(new Event.TakeRefused(7, "the time to show them had run out; trying again"));
        assertThat(segment.mostOwners()).isZero();
        assertThat(fence.open()).isFalse();
    }

    @Test
    void who_turns_up_while_the_votes_travel_is_heard() {
        keeper.carryOut(new VipCommand.Arm(7, NONCE, true));
        segment.show("lb2", Long.MAX_VALUE);

        keeper.carryOut(new VipCommand.Take(7, in(150)));

        assertThat(segment.mostOwners()).isEqualTo(1);
        assertThat(events).last().isEqualTo(new Event.TakeRefused(7, "198.51.100.100 still answers from lb2"));
    }

    @Test
    void after_the_probe_the_fence_opens_for_no_longer_than_a_probe_takes() {
        keeper.carryOut(new VipCommand.Arm(7, NONCE, true));
        fence.beforeTaking = () -> clock.pass(45);

        keeper.carryOut(new VipCommand.Take(7, in(150)));

        assertThat(segment.mostOwners()).isZero();
        assertThat(events).last().isInstanceOf(Event.TakeRefused.class);
    }

    @Test
    void a_halt_between_probe_and_call_shows_nothing() {
        vip.afterProbing = () -> clock.pass(400);
        keeper.carryOut(new VipCommand.Arm(7, NONCE, true));

        keeper.carryOut(new VipCommand.Take(7, in(150)));

        assertThat(segment.mostOwners()).isZero();
        assertThat(events).last().isInstanceOf(Event.TakeRefused.class);
    }

    @Test
    void renewal_orders_keep_the_address_and_its_lifetime_is_renewed_every_300_ms() {
        take(7);

        renewals(30, 100);

        assertThat(keeper.held()).isTrue();
        assertThat(fence.open()).isTrue();
        assertThat(segment.owners()).containsExactly("lb1");
        assertThat(vip.renewals).isEqualTo(10);
    }

    @Test
    void without_orders_the_address_is_hidden_when_the_fences_time_is_over() {
        take(7);
        clock.pass(199);
        keeper.beat();
        boolean heldBefore = keeper.held();
        clock.pass(1);

        keeper.beat();

        assertThat(heldBefore).isTrue();
        assertThat(segment.owners()).isEmpty();
        assertThat(events).last().isEqualTo(new Event.VipsLost("no round of votes renewed them in time"));
    }

    @Test
    void a_renewal_delayed_in_the_kernel_call_revives_nothing() {
        take(7);
        clock.pass(100);
        fence.beforeRenewing = () -> clock.pass(5000);

        keeper.carryOut(new VipCommand.Renew(7, in(300)));

        assertThat(fence.open()).isFalse();
        assertThat(segment.owners()).isEmpty();
        assertThat(events)
                .last()
                .isEqualTo(new Event.VipsLost(
                        "the kernel closed the fence: its time in the kernel had run out after 100 ms"));
    }

    @Test
    void a_renewal_that_ends_after_its_deadline_hides() {
        take(7);
        clock.pass(100);
        fence.afterRenewing = () -> clock.pass(301);

        keeper.carryOut(new VipCommand.Renew(7, in(300)));

        assertThat(segment.owners()).isEmpty();
        assertThat(fence.open()).isFalse();
        assertThat(events).last().isInstanceOf(Event.VipsLost.class);
    }

    @Test
    void an_order_to_renew_that_waited_too_long_is_let_pass() {
        take(7);
        clock.pass(100);

        keeper.carryOut(new VipCommand.Renew(7, in(199)));
        boolean openBefore = fence.open();
        clock.pass(100);

        assertThat(openBefore).isTrue();
        assertThat(fence.open()).isFalse();
        assertThat(events).last().isEqualTo(new Event.Taken(7));
    }

    @Test
    void a_renewal_of_another_term_changes_nothing() {
        take(7);
        clock.pass(150);

        keeper.carryOut(new VipCommand.Renew(6, in(300)));
        clock.pass(50);

        assertThat(fence.open()).isFalse();
    }

    @Test
    void a_flushed_ruleset_is_noticed_at_the_next_renewal_and_put_back_without_shutting_anybody_out() {
        take(7);
        clock.pass(100);
        fence.flush();

        keeper.carryOut(new VipCommand.Renew(7, in(300)));
        List<Event> noticed = List.copyOf(events);
        background.removeFirst().run();
        boolean openBeforeLook = fence.open();
        keeper.beat();

        assertThat(noticed)
                .last()
                .isEqualTo(new Event.FenceChanged(FenceKind.ADDRESS_LIFETIME, "the fence does not stand"));
        assertThat(openBeforeLook).isTrue();
        assertThat(fence.open()).isTrue();
        assertThat(events).last().isEqualTo(new Event.FenceChanged(FenceKind.KERNEL_TIMEOUT, "the fence stands"));
        assertThat(segment.owners()).containsExactly("lb1");
    }

    @Test
    void a_fence_that_stands_is_opened_although_the_program_that_put_it_up_has_not_returned() {
        take(7);
        clock.pass(100);
        fence.flush();
        keeper.carryOut(new VipCommand.Renew(7, in(300)));
        fence.create(0);
        boolean before = fence.open();

        clock.pass(10);
        keeper.beat();

        assertThat(before).isFalse();
        assertThat(fence.open()).isTrue();
        clock.pass(190);
        assertThat(fence.open()).as("open for longer than the lease").isFalse();
    }

    @Test
    void a_fence_put_back_after_the_lease_ended_stays_closed() {
        take(7);
        clock.pass(100);
        fence.flush();
        keeper.carryOut(new VipCommand.Renew(7, in(300)));
        clock.pass(250);

        background.removeFirst().run();
        keeper.beat();

        assertThat(fence.open()).isFalse();
        assertThat(segment.owners()).isEmpty();
        assertThat(events).last().isEqualTo(new Event.VipsLost("no round of votes renewed them in time"));
    }

    @Test
    void a_fence_put_back_while_the_lease_ends_is_shut_again() {
        take(7);
        clock.pass(100);
        fence.flush();
        keeper.carryOut(new VipCommand.Renew(7, in(300)));
        background.removeFirst().run();
        keeper.carryOut(new VipCommand.Hide());

        keeper.beat();

        assertThat(fence.open()).isFalse();
        assertThat(segment.owners()).isEmpty();
    }

    @Test
    void a_flush_is_noticed_within_a_second_while_nothing_is_held() {
        fence.flush();
        clock.pass(1000);

        keeper.beat();

        assertThat(events)
                .containsExactly(new Event.FenceChanged(FenceKind.ADDRESS_LIFETIME, "the fence does not stand"));
    }

    @Test
    void where_the_kernel_has_no_fence_the_own_clock_keeps_its_times() {
        fence.available = false;
        fence.flush();
        keeper.prepare();
        take(7);
        clock.pass(200);

        keeper.beat();

        assertThat(segment.owners()).isEmpty();
        assertThat(events).last().isEqualTo(new Event.VipsLost("no round of votes renewed them in time"));
    }

    @Test
    void an_address_removed_by_others_is_put_back_and_announced_without_asking_anybody() {
        take(7);
        int announced = segment.announcers().size();
        segment.hide("lb1");
        clock.pass(50);

        keeper.carryOut(new VipCommand.Look("an address was removed"));

        assertThat(segment.owners()).containsExactly("lb1");
        assertThat(segment.announcers().size()).isGreaterThan(announced);
    }

    @Test
    void an_interface_that_goes_down_is_told_at_once_and_its_return_too() {
        take(7);
        vip.incapable = "eth0 is down";
        keeper.carryOut(new VipCommand.Look("eth0 changed"));
        vip.incapable = "";
        keeper.carryOut(new VipCommand.Look("eth0 changed"));

        assertThat(events).endsWith(new Event.CapabilityChecked("eth0 is down"), new Event.CapabilityChecked(""));
        assertThat(segment.owners()).containsExactly("lb1");
    }

    @Test
    void hiding_closes_the_fence_first() {
        take(7);
        List<Boolean> openWhileHiding = new ArrayList<>();
        vip.beforeHiding = () -> openWhileHiding.add(fence.open());

        keeper.carryOut(new VipCommand.Hide());

        assertThat(openWhileHiding).containsExactly(false);
        assertThat(events).last().isEqualTo(new Event.Hidden());
    }

    @Test
    void hiding_disarms() {
        keeper.carryOut(new VipCommand.Arm(7, NONCE, false));

        keeper.carryOut(new VipCommand.Hide());
        keeper.carryOut(new VipCommand.Take(7, in(150)));

        assertThat(fence.armed()).isFalse();
        assertThat(events).last().isInstanceOf(Event.TakeRefused.class);
    }

    private void take(long term) {
        keeper.carryOut(new VipCommand.Arm(term, NONCE, false));
        keeper.carryOut(new VipCommand.Take(term, in(150)));
    }

    private void renewals(int count, long everyMillis) {
        for (int i = 0; i < count; i++) {
            clock.pass(everyMillis);
            keeper.beat();
            keeper.carryOut(new VipCommand.Renew(7, in(300)));
        }
    }

    private long in(long millis) {
        return clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
