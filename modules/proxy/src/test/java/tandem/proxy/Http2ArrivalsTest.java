package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.Session;

/** When requests by HTTP/2 begin: what is taken back at once costs nothing, and nobody waits for a crowd. */
class Http2ArrivalsTest extends Http2FrontBench {
    private static final int MANY = 50;

    /** What was handed on until this one came. */
    private List<String> until(String last) throws InterruptedException {
        List<String> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.getLast().equals(last));
        return all;
    }

    @Test
    void requests_that_are_taken_back_at_once_are_never_handed_on() throws Exception {
        handling = (loop, exchange) -> {
            seen.add(exchange.head().target());
            answer(exchange, "ok");
        };

        try (Http2Client client = new Http2Client(port)) {
            FrameBytes attack = new FrameBytes();
            for (int id = 1; id < 2 * MANY; id += 2) {
                attack.get(id, "/back").reset(id, ErrorCode.CANCEL);
            }
            client.send(attack.get(1001, "/kept")).await("DATA 1001 end ok");
        }

        assertThat(until("/kept")).containsExactly("/kept");
        allGivenBack();
    }

    @Test
    void requests_that_the_client_has_us_end_at_once_are_never_handed_on() throws Exception {
        handling = (loop, exchange) -> {
            seen.add(exchange.head().target());
            answer(exchange, "ok");
        };

        try (Http2Client client = new Http2Client(port)) {
            FrameBytes attack = new FrameBytes();
            for (int id = 1; id < 2 * MANY; id += 2) {
                attack.get(id, "/back").windowUpdate(id, 0);
            }
            client.send(attack.get(1001, "/kept")).await("DATA 1001 end ok");
        }

        assertThat(until("/kept")).containsExactly("/kept");
        allGivenBack();
    }

    @Test
    void beginning_of_a_body_hands_a_request_on_at_once_only_while_few_are_taken_back() throws Exception {
        handling = (loop, exchange) -> {
            seen.add(exchange.head().target());
            if (exchange.head().target().equals("/kept")) {
                answer(exchange, "ok");
            } else {
                exchange.listen(aborting(exchange));
            }
        };

        try (Http2Client client = new Http2Client(port)) {
            FrameBytes attack = new FrameBytes();
            for (int id = 1; id < 2 * MANY; id += 2) {
                attack.headers(id, false, FrameBytes.request("POST", "/back"))
                        .data(id, false, "x")
                        .reset(id, ErrorCode.CANCEL);
            }
            client.send(attack.get(1001, "/kept")).await("DATA 1001 end ok");
        }

        assertThat(until("/kept")).hasSizeBetween(2, 10);
        allGivenBack();
    }

    @Test
    void connection_that_asks_for_much_at_once_leaves_others_their_turn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        handling = (loop, exchange) -> {
            begun.countDown();
            awaitQuietly(asked);
            seen.add(exchange.head().target());
            answer(exchange, "ok");
        };

        try (Http2Client crowd = new Http2Client(port);
                Http2Client other = new Http2Client(port)) {
            other.await("SETTINGS ack");
            FrameBytes all = new FrameBytes();
            for (int i = 0; i < Session.MOST_STREAMS; i++) {
                all.get(2 * i + 1, "/" + i);
            }
            crowd.send(all);
            begun.await();
            other.send(get(1, "/other"));
            asked.countDown();

            other.await("DATA 1 end ok");
            crowd.await("DATA " + (2 * Session.MOST_STREAMS - 1) + " end ok");
        }

        List<String> order = until("/99");
        assertThat(order).contains("/other");
        assertThat(order.indexOf("/other")).isLessThan(3 * Http2Arrivals.A_TURN);
        assertThat(order.stream().filter(target -> !target.equals("/other")))
                .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(Session.MOST_STREAMS)
                        .map(i -> "/" + i)
                        .toList());
        allGivenBack();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
