package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.admin.json.EventJson;
import tandem.admin.json.StatusJson;
import tandem.core.status.Event;
import tandem.core.status.Verdict;

class EventStreamTest {
    private final AdminCalls admin = new AdminCalls();
    private final List<Follower> followers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Follower follower : followers) {
            follower.socket.close();
        }
        admin.close();
    }

    @Test
    void status_comes_at_once_and_again_and_is_the_one_of_the_api() throws Exception {
        Follower follower = follow("");

        Message first = follower.next();
        Message second = follower.next();

        assertThat(first).isEqualTo(new Message("status", StatusJson.line(admin.node.status), ""));
        assertThat(second.event()).isEqualTo("status");
    }

    @Test
    void an_event_comes_with_its_id_before_the_status_that_shows_it() throws Exception {
        Follower follower = follow("");
        follower.next();

        Event event = new Event("lb2", 7, 1, 5, "takeover", "lb2 took over", Map.of("from", "lb1"));
        admin.node.happens(event);

        assertThat(follower.next("history")).isEqualTo(new Message("history", EventJson.line(event), "lb2-7-1"));
        assertThat(follower.next().event()).isEqualTo("status");
    }

    @Test
    void who_comes_back_with_the_last_id_gets_what_it_missed_in_order_and_nothing_twice() throws Exception {
        Follower byField = follow("Last-Event-ID: lb1-1760000000000-3");
        Follower byQuery = follow("", "?after=lb1-1760000000000-4");

        assertThat(byField.next("history").id()).isEqualTo("lb1-1760000000000-4");
        assertThat(byField.next("history").id()).isEqualTo("lb1-1760000000000-5");
        assertThat(byQuery.next("history").id()).isEqualTo("lb1-1760000000000-5");

        admin.node.happens(new Event("lb2", 7, 1, 5, "member", "x", Map.of()));
        assertThat(byField.next("history").id()).isEqualTo("lb2-7-1");
    }

    @Test
    void clients_are_bounded_and_one_that_leaves_makes_room() throws Exception {
        for (int i = 0; i < EventStream.MOST_CLIENTS; i++) {
            follow("").next();
        }

        assertThat(admin.get("/api/v1/stream").statusCode()).isEqualTo(503);
        followers.getFirst().socket.close();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> admin.registry.get("tandem.admin.streams").gauge().value() < EventStream.MOST_CLIENTS);
        assertThat(follow("").next().event()).isEqualTo("status");
    }

    @Test
    void a_client_that_takes_nothing_is_closed_and_the_others_go_on() throws Exception {
        String reason = "x".repeat(200_000);
        admin.node.status = Statuses.with(IntStream.range(0, 40)
                .mapToObj(i -> Statuses.member("app/" + i, "enabled", "file", Verdict.UP, reason, 1))
                .toList());
        follow("");
        await().until(() -> admin.registry.get("tandem.admin.streams").gauge().value() == 1);
        admin.node.happens(new Event("lb2", 7, 1, 5, "member", "x", Map.of()));

        await().atMost(Duration.ofSeconds(30)).until(() -> dropped() == 1);

        Follower quick = follow("");
        assertThat(quick.next().event()).isEqualTo("status");
        admin.node.happens(new Event("lb2", 7, 2, 5, "member", "x", Map.of()));
        assertThat(quick.next("history").id()).isEqualTo("lb2-7-2");
    }

    @Test
    void stream_outlives_the_time_out_of_idle_connections_and_a_plain_connection_does_not() throws Exception {
        long idle = Duration.ofMillis(1_500).toMillis();
        try (AdminCalls impatient = new AdminCalls((int) idle);
                Follower follower = new Follower(impatient.server.adminPort(), "", "");
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), impatient.server.adminPort())) {
            silent.setSoTimeout(20_000);
            long opened = System.nanoTime();

            assertThat(silent.getInputStream().read())
                    .as("a connection that asks nothing is closed")
                    .isEqualTo(-1);
            while (System.nanoTime() - opened < Duration.ofMillis(4 * idle).toNanos()) {
                assertThat(follower.next().event()).isEqualTo("status");
            }

            impatient.node.happens(new Event("lb2", 7, 1, 5, "member", "x", Map.of()));
            assertThat(follower.next("history").id()).isEqualTo("lb2-7-1");
        }
    }

    private double dropped() {
        return admin.registry
                .get("tandem.admin.streams.dropped")
                .functionCounter()
                .count();
    }

    @Test
    void head_is_answered_and_ends() throws Exception {
        assertThat(admin.send("HEAD", "/api/v1/stream", null).statusCode()).isEqualTo(200);
    }

    private Follower follow(String field) throws IOException {
        return follow(field, "");
    }

    private Follower follow(String field, String query) throws IOException {
        Follower follower = new Follower(admin.server.adminPort(), field, query);
        followers.add(follower);
        return follower;
    }

    private record Message(String event, String data, String id) {}

    /** Reads a stream as a browser does, but for the chunks, whose lines are left out. */
    private static final class Follower implements AutoCloseable {
        private static final int MOST_BEFORE = 30;

        private final Socket socket;
        private final BufferedReader lines;

        Follower(int port, String field, String query) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            String head = "GET /api/v1/stream" + query + " HTTP/1.0\r\nHost: 127.0.0.1\r\n"
                    + (field.isEmpty() ? "" : field + "\r\n") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).contains("200");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        Message next(String event) throws IOException {
            for (int i = 0; i < MOST_BEFORE; i++) {
                Message message = next();
                if (message.event().equals(event)) {
                    return message;
                }
            }
            throw new IOException("there was no " + event + " among " + MOST_BEFORE + " messages");
        }

        Message next() throws IOException {
            Map<String, String> fields = new HashMap<>();
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the stream ended");
                }
                if (line.isEmpty() && fields.containsKey("data")) {
                    return new Message(fields.get("event"), fields.get("data"), fields.getOrDefault("id", ""));
                }
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
        }
    }
}
