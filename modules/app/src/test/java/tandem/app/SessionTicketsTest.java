package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.port.PeerChannel;
import tandem.core.tls.TicketSeeds;
import tandem.core.tls.TicketSeeds.Seed;
import tandem.proxy.tls.Certificates;

final class SessionTicketsTest {
    private final FixedClock clock = new FixedClock();
    private final List<byte[]> said = new CopyOnWriteArrayList<>();
    private final SessionTickets one = tickets(Duration.ofHours(1));

    private SessionTickets tickets(Duration pause) {
        SessionTickets made = new SessionTickets(new Certificates(), clock, new SimpleMeterRegistry(), pause);
        made.share(new PeerChannel() {
            @Override
            public void broadcast(byte[] bytes) {
                said.add(bytes);
            }

            @Override
            public void listen(Consumer<byte[]> ear) {
                // hears by SessionTickets.learn
            }
        });
        return made;
    }

    private List<Seed> last() {
        return TicketSeeds.read(said.getLast(), clock.epochMillis).orElseThrow();
    }

    private void pass(Duration time) {
        clock.epochMillis += time.toMillis();
        one.turn();
    }

    @Test
    void secret_is_replaced_every_hour_and_forgotten_after_three() {
        one.turn();
        byte[] first = last().getFirst().bytes();
        pass(Duration.ofMinutes(59));
        assertThat(last()).hasSize(1);

        pass(Duration.ofMinutes(1));
        assertThat(last()).hasSize(2);
        assertThat(last().getFirst().bytes()).isNotEqualTo(first);

        for (int i = 0; i < 5; i++) {
            pass(Duration.ofHours(1));
        }
        assertThat(last()).hasSize(4).noneMatch(seed -> java.util.Arrays.equals(seed.bytes(), first));
    }

    @Test
    void each_node_comes_to_know_the_secrets_of_the_others_and_passes_them_on() {
        SessionTickets other = tickets(Duration.ofHours(1));
        one.turn();
        byte[] mine = said.getLast();

        other.turn();
        other.learn(mine);
        other.turn();

        assertThat(last()).hasSize(2);
        SessionTickets restarted = tickets(Duration.ofHours(1));
        restarted.learn(said.getLast());
        restarted.turn();
        assertThat(last()).hasSize(3);
    }

    @Test
    void node_that_is_told_all_the_time_tells_too() {
        one.turn();
        byte[] mine = said.getLast();
        try (SessionTickets busy = tickets(Duration.ofMillis(100))) {
            busy.start();
            Awaitility.await("tells again and again")
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        busy.heard(mine);
                        return said.size() > 5;
                    });
        }
    }

    @Test
    void news_is_passed_on_at_once() {
        one.turn();
        byte[] mine = said.getLast();
        try (SessionTickets other = tickets(Duration.ofHours(1))) {
            other.start();
            other.heard(mine);

            Awaitility.await("says both").until(() -> last().size() == 2);
        }
    }

    @Test
    void what_cannot_be_read_changes_nothing() {
        one.turn();
        one.learn(new byte[] {TicketSeeds.KIND, 9, 1});
        one.turn();

        assertThat(last()).hasSize(1);
    }
}
