package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.proxy.http.Fields;
import tandem.proxy.loop.PromptSelectors;

/** Bodies without end share the turns of an I/O thread. */
class RelayTurnTest {
    private static final int TURNS = 32;

    private final IoBuffers buffers = new IoBuffers(Long.MAX_VALUE);
    private final TurnBudget turn = new TurnBudget();
    private Selector selector;

    @BeforeEach
    void open() throws IOException {
        selector = new PromptSelectors().openSelector();
        nextTurn();
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
    }

    private void nextTurn() {
        selector.selectedKeys();
    }

    private Relay body() {
        Relay relay = new Relay(buffers, turn);
        relay.begin(new Endless(), new Swallowing());
        return relay;
    }

    /** Serves each in every turn; returns the most that all of them moved in one turn. */
    private long serve(List<Relay> bodies) {
        long most = 0;
        for (int i = 0; i < TURNS; i++) {
            nextTurn();
            long before = moved(bodies);
            bodies.forEach(body -> assertThat(body.run()).isEqualTo(Relay.Stop.TURN_OVER));
            most = Math.max(most, moved(bodies) - before);
        }
        return most;
    }

    private static long moved(List<Relay> bodies) {
        return bodies.stream().mapToLong(Relay::moved).sum();
    }

    private List<Relay> bodies(int count) {
        List<Relay> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(body());
        }
        return bodies;
    }

    @Test
    void a_few_have_their_whole_share_in_every_turn() {
        List<Relay> few = bodies(8);

        serve(few);

        assertThat(few).allSatisfy(body -> assertThat(body.moved()).isEqualTo((long) TURNS * Relay.FAIR_SHARE));
    }

    @Test
    void turns_stay_short_however_many_there_are_and_everybody_gets_on() {
        List<Relay> many = bodies(1000);
        many.forEach(Relay::run);
        long begun = moved(many);

        long most = serve(many);

        long eachEighth = many.size() / TurnBudget.MOST_PASSED_OVER * (long) IoBuffers.LARGE;
        assertThat(most).isLessThanOrEqualTo(TurnBudget.A_TURN + Relay.FAIR_SHARE + 2 * eachEighth);
        assertThat(moved(many) - begun).isGreaterThan((long) TURNS * TurnBudget.A_TURN);
        assertThat(many).allSatisfy(body -> assertThat(body.moved())
                .isGreaterThanOrEqualTo(TURNS / TurnBudget.MOST_PASSED_OVER * (long) TurnBudget.SMALL));
    }

    @Test
    void body_that_begins_is_never_passed_over() {
        serve(bodies(100));
        Relay late = body();

        late.run();

        assertThat(turn.used()).isTrue();
        assertThat(late.moved()).isGreaterThanOrEqualTo(TurnBudget.SMALL);
    }

    @Test
    void where_nobody_counts_turns_shares_stay_large() throws InterruptedException {
        TurnBudget uncounted = new TurnBudget();
        List<Boolean> used = new ArrayList<>();
        Thread other = Thread.ofPlatform().start(() -> {
            uncounted.moved(TurnBudget.A_TURN);
            used.add(uncounted.used());
        });
        other.join();

        assertThat(used).containsExactly(false);
    }

    /** Has always more. */
    private static final class Endless implements BodySource {
        @Override
        public int read(ByteBuffer into) {
            int read = into.remaining();
            into.position(into.limit());
            return read;
        }

        @Override
        public long expected() {
            return Long.MAX_VALUE;
        }

        @Override
        public @Nullable Fields trailers() {
            return null;
        }

        @Override
        public void resume() {
            // always is
        }

        @Override
        public void suspend() {
            // never is
        }
    }

    /** Takes everything. */
    private static final class Swallowing implements BodySink {
        @Override
        public void write(ByteBuffer payload) {
            payload.position(payload.limit());
        }

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public void trailers(Fields fields) {
            throw new AssertionError("there are none");
        }

        @Override
        public boolean end() {
            throw new AssertionError("there is none");
        }

        @Override
        public void shutdown() {
            throw new AssertionError("it is no tunnel");
        }

        @Override
        public void resume() {
            // always is
        }

        @Override
        public void suspend() {
            // never is
        }
    }
}
