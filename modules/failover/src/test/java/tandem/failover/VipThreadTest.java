package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.core.port.NodeClock;
import tandem.failover.election.Event;
import tandem.failover.election.FenceKind;

@Timeout(30)
class VipThreadTest {
    private static final FenceTimes TIMES = new FenceTimes(TimeUnit.SECONDS.toNanos(60), TimeUnit.SECONDS.toNanos(60));

    private final FakeSegment segment = new FakeSegment(NodeClock.SYSTEM);
    private final FakeVip vip = new FakeVip(segment, "lb1", Long.MAX_VALUE);
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final VipKeeper keeper =
            new VipKeeper(FakeVip.groupOf(vip), TIMES, NodeClock.SYSTEM, events::add, Runnable::run);
    private final VipThread thread = new VipThread("tandem-vip", keeper, NodeClock.SYSTEM);

    @AfterEach
    void end() {
        thread.close();
    }

    @Test
    void an_order_to_hide_cancels_the_take_that_waits_before_it_and_the_one_that_still_asks() {
        CountDownLatch probing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        vip.afterProbing = () -> {
            probing.countDown();
            await().until(() -> goOn.getCount() == 0);
        };
        thread.order(new VipCommand.Arm(1, "aa", true));
        thread.order(new VipCommand.Take(1, inAMinute()));
        thread.start();
        await().until(() -> probing.getCount() == 0);

        thread.order(new VipCommand.Arm(2, "bb", true));
        thread.order(new VipCommand.Take(2, inAMinute()));
        thread.order(new VipCommand.Hide());
        goOn.countDown();
        await().until(() -> events.contains(new Event.Hidden()));

        assertThat(events)
                .containsExactlyInAnyOrder(
                        new Event.FenceChanged(FenceKind.ADDRESS_LIFETIME, "in memory"),
                        new Event.Armed(1),
                        new Event.TakeRefused(1, "an order to hide came before they were shown"),
                        new Event.TakeRefused(2, "an order to hide came before it began"),
                        new Event.TakeRefused(2, "an order to hide came before it began"),
                        new Event.Hidden());
        assertThat(segment.mostOwners()).isZero();
    }

    @Test
    void of_two_renewals_that_wait_the_newer_one_counts() {
        thread.order(new VipCommand.Arm(1, "aa", false));
        thread.order(new VipCommand.Take(1, inAMinute()));
        thread.order(new VipCommand.Renew(1, NodeClock.SYSTEM.nanos() - 1));
        thread.order(new VipCommand.Renew(1, inAMinute()));
        thread.start();

        await().until(() -> events.contains(new Event.Taken(1)));
        thread.order(new VipCommand.Hide());
        await().until(() -> events.contains(new Event.Hidden()));

        assertThat(events).noneMatch(Event.VipsLost.class::isInstance);
    }

    private static long inAMinute() {
        return NodeClock.SYSTEM.nanos() + TimeUnit.SECONDS.toNanos(60);
    }
}
