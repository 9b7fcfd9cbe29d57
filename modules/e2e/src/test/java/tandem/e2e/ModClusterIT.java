package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Tomcats with mod_cluster's own service, which know one node of a pair. */
@SuppressWarnings("try") // what is opened serves until its block ends
@Tag(Tags.UNTIMED)
class ModClusterIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int CLIENTS = 4;
    private static final int EVERY_MILLIS = 10;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void tomcat_registers_is_used_over_a_takeover_is_drained_by_its_shutdown_and_comes_back() throws Exception {
        try (LoopbackPair pair = LoopbackPair.startRegistering(directory)) {
            String first = pair.active();
            String second = LoopbackPair.peerOf(first);
            RegisteringTomcat one = new RegisteringTomcat("one", directory, pair.door(first));
            try (RegisteringTomcat two = new RegisteringTomcat("two", directory, pair.door(first))) {
                awaitAnswers(pair, "one", "two");
                String session = session(pair, "one");
                awaitMembers(pair, second, "one", "two");

                pair.kill(first);

                Awaitility.await("the other node serves")
                        .atMost(SOON)
                        .ignoreExceptions()
                        .untilAsserted(() ->
                                assertThat(get(pair, "/app/x", session).body()).startsWith("one "));
                awaitAnswers(pair, "one", "two");

                pair.launchNode(first);
                awaitHeard(pair, first);
                drainAndComeBack(pair, one, first);
            } finally {
                one.close();
            }
        }
    }

    /** The member says that it goes to a node that stands by; the other one has the clients. */
    private void drainAndComeBack(LoopbackPair pair, RegisteringTomcat one, String heard) throws Exception {
        try (Load load = new Load(pair)) {
            load.awaitMore();
            one.close();
            load.awaitMore();
            assertThat(answers(pair, 8)).containsOnly("two");
            try (RegisteringTomcat again = new RegisteringTomcat("one", directory, pair.door(heard))) {
                awaitAnswers(pair, "one", "two");
                load.awaitMore();
                assertThat(load.failures).as("of " + load.answered.get()).isEmpty();
            }
            load.awaitMore();
            assertThat(load.failures).as("of " + load.answered.get()).isEmpty();
        }
    }

    private HttpResponse<String> get(LoopbackPair pair, String path, String cookie)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(pair.service() + path)).timeout(Duration.ofSeconds(10));
        return http.send(
                (cookie.isEmpty() ? request : request.header("Cookie", cookie)).build(), BodyHandlers.ofString());
    }

    private List<String> answers(LoopbackPair pair, int requests) throws IOException, InterruptedException {
        String[] members = new String[requests];
        for (int i = 0; i < requests; i++) {
            HttpResponse<String> response = get(pair, "/app/", "");
            members[i] = response.statusCode() == 200 ? response.body().split(" ")[0] : response.statusCode() + "";
        }
        return List.of(members);
    }

    private void awaitAnswers(LoopbackPair pair, String... members) {
        Awaitility.await("answers of all members")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(answers(pair, 40)).containsOnly(members));
    }

    private String session(LoopbackPair pair, String member) throws IOException, InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            HttpResponse<String> response = get(pair, "/app/", "");
            if (response.body().startsWith(member + " ")) {
                return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
            }
        }
        throw new AssertionError("no session of " + member);
    }

    private static void awaitMembers(LoopbackPair pair, String node, String... members) {
        Awaitility.await(node + " knows the members")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(pair.status(node).at("/balancers/0/members"))
                        .extracting(member -> member.path("name").asText() + " "
                                + member.path("settingSource").asText())
                        .containsExactlyInAnyOrder(List.of(members).stream()
                                .map(name -> name + " found by registration (MCMP)")
                                .toArray(String[]::new)));
    }

    /** Both Tomcats have noticed that the node was started anew, and registered there again. */
    private static void awaitHeard(LoopbackPair pair, String node) {
        Awaitility.await(node + " hears the members again")
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(pair.metrics(node))
                        .contains("tandem_registration_messages_total{command=\"CONFIG\",outcome=\"ok\"} 2.0"));
        pair.settleSharing();
    }

    /** Clients with and without a session that ask on and on, and remember what went wrong. */
    private final class Load implements AutoCloseable {
        private static final int MORE = 100;

        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS);
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger answered = new AtomicInteger();

        private Load(LoopbackPair pair) throws IOException, InterruptedException {
            String session = session(pair, "one");
            for (int i = 0; i < CLIENTS; i++) {
                String cookie = i % 2 == 0 ? "" : session;
                threads.scheduleWithFixedDelay(() -> ask(pair, cookie), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void ask(LoopbackPair pair, String cookie) {
            try {
                HttpResponse<String> response = get(pair, "/app/x", cookie);
                answered.incrementAndGet();
                if (response.statusCode() != 200) {
                    failures.add(response.statusCode() + " " + response.body());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void awaitMore() {
            int before = answered.get();
            Awaitility.await("more answers").atMost(SOON).until(() -> answered.get() > before + MORE);
        }

        @Override
        public void close() {
            threads.shutdown();
            Awaitility.await("the last answers")
                    .atMost(SOON)
                    .until(() -> threads.awaitTermination(1, TimeUnit.SECONDS));
        }
    }
}
