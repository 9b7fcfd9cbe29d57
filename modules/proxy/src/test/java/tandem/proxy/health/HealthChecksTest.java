package tandem.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;
import tandem.core.config.Weight;
import tandem.core.health.CheckReport;
import tandem.core.health.Expectation;
import tandem.core.port.NodeClock;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.core.status.Verdict;
import tandem.proxy.ProxyEvents;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.HpackWriter;

final class HealthChecksTest {
    private static final Duration OFTEN = Duration.ofMillis(100);

    private final List<Answering> members = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private HealthChecks checks;

    @AfterEach
    void close() {
        if (checks != null) {
            checks.close();
        }
        members.forEach(Answering::close);
    }

    @Test
    void hck_01_and_02_member_is_down_while_its_answer_is_bad_and_back_after_enough_passes() {
        Answering a = member("HTTP/1.0 200 OK\r\n\r\n");
        LiveTable table = watched(rule(HealthMethod.GET, "/ok", 2, 1, null), a);
        await(table, Verdict.UP);
        assertThat(a.requests.getFirst()).startsWith("GET /ok HTTP/1.0\r\nHost: 127.0.0.1:" + a.port() + "\r\n");
        assertThat(a.requests.getFirst()).contains("User-Agent: Tandem-health/1");

        a.answer = "HTTP/1.0 500 Oh\r\n\r\n";

        await(table, Verdict.DOWN);
        assertThat(choice(table)).isInstanceOf(Choice.Refused.class);
        assertThat(events.getFirst()).contains("app/a is down by its health checks: GET was answered 500");
        a.answer = "HTTP/1.0 204 OK\r\n\r\n";
        await(table, Verdict.UP);
        assertThat(choice(table)).isInstanceOf(Choice.Chosen.class);
        assertThat(events.getLast()).contains("app/a is up by its health checks");
    }

    @Test
    void hck_04_tcp_check_of_a_closed_port_is_down() throws IOException {
        Answering gone = member("");
        gone.close();

        LiveTable table = watched(rule(HealthMethod.TCP, "", 1, 1, null), gone);

        await(table, Verdict.DOWN);
    }

    @Test
    void hck_05_condition_sees_the_body_however_it_is_framed() {
        Answering a = member("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nDOWN\r\n0\r\n\r\n");
        LiveTable table = watched(rule(HealthMethod.GET11, "/", 1, 1, "hc('body') =~ /UP/"), a);
        await(table, Verdict.DOWN);

        a.answer = "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nUP";

        await(table, Verdict.UP);
    }

    @Test
    void member_by_http_2_is_asked_by_http_2() {
        Answering a = member(http2("200", "UP"));
        HealthConfig rule = rule(HealthMethod.GET, "/ok", 1, 1, "hc('body') =~ /UP/");
        MemberConfig config = config("a", a)
                .edit()
                .url(MemberUrl.parse("h2c://127.0.0.1:" + a.port()))
                .done();
        LiveTable table = start(rule, config);
        Awaitility.await().until(() -> checks.tracker("app/a").isPresent());
        await(table, Verdict.UP);
        assertThat(a.requests.getFirst()).isEqualTo("PRI * HTTP/2.0\r\n\r\n");

        a.answer = http2("200", "no");
        await(table, Verdict.DOWN);
        a.answer = http2("200", "UP");
        await(table, Verdict.UP);
        a.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nUP";

        await(table, Verdict.DOWN);
    }

    private static String http2(String status, String body) {
        FrameBytes frames = new FrameBytes()
                .settings()
                .headers(1, false, new HpackWriter().field(":status", status))
                .data(1, true, body);
        return new String(frames.bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void hck_07_passing_checks_end_an_error_of_traffic_early() {
        Answering a = member("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        LiveTable table = watched(rule(HealthMethod.HEAD11, "", 2, 1, null), a);
        await(table, Verdict.UP);
        Balancer balancer = table.current().balancers().get("app");

        balancer.schedule().failed(balancer.members().getFirst(), "refused", System.nanoTime());

        Awaitility.await()
                .until(() -> balancer.schedule()
                        .error(balancer.members().getFirst(), System.nanoTime())
                        .isEmpty());
    }

    @Test
    void hck_09_stopped_members_are_not_asked_and_disabled_ones_are() {
        Answering a = member("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Answering b = member("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HealthConfig rule = rule(HealthMethod.OPTIONS11, "/never", 1, 1, null);
        start(rule, config("a", a, MemberFlag.STOPPED), config("b", b, MemberFlag.DISABLED));

        Awaitility.await().until(() -> b.requests.size() >= 3);

        assertThat(a.requests).isEmpty();
        assertThat(b.requests.getFirst()).startsWith("OPTIONS * HTTP/1.1\r\n");
    }

    @Test
    void member_that_says_nothing_is_down_when_its_time_is_over() {
        Answering a = member(null);
        HealthConfig rule = new HealthConfig(
                HealthMethod.GET,
                "",
                OFTEN,
                1,
                1,
                Optional.empty(),
                Optional.of(Duration.ofMillis(200)),
                Optional.empty());

        LiveTable table = watched(rule, a);

        await(table, Verdict.DOWN);
        assertThat(checks.tracker("app/a").orElseThrow().reason()).isEqualTo("it did not answer within 200 ms");
    }

    @Test
    void new_node_begins_with_its_peers_verdict() {
        Answering a = member("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HealthConfig slow = new HealthConfig(
                HealthMethod.GET11,
                "",
                Duration.ofHours(1),
                2,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        LiveTable table = start(slow, config("a", a));
        Map<String, CheckReport> peers = Map.of("app/a", new CheckReport(Verdict.DOWN, "GET was answered 500", 1, 1));

        Awaitility.await().until(() -> {
            checks.adopt("lb1", peers);
            return checks.tracker("app/a").isPresent();
        });

        Awaitility.await().until(() -> table.current().down().contains("app/a"));
    }

    private void await(LiveTable table, Verdict verdict) {
        Awaitility.await()
                .until(() -> checks.tracker("app/a").orElseThrow().verdict() == verdict
                        && table.current().down().contains("app/a") == (verdict == Verdict.DOWN));
    }

    private static Choice choice(LiveTable table) {
        return table.current().balancers().get("app").choose(null, 0, List.of(), System.nanoTime());
    }

    private static HealthConfig rule(HealthMethod method, String path, int rise, int fall, String expect) {
        return new HealthConfig(
                method,
                path,
                OFTEN,
                rise,
                fall,
                Optional.ofNullable(expect).map(Expectation::parse),
                Optional.empty(),
                Optional.empty());
    }

    private LiveTable watched(HealthConfig rule, Answering a) {
        LiveTable table = start(rule, config("a", a));
        Awaitility.await().until(() -> checks.tracker("app/a").isPresent());
        return table;
    }

    private LiveTable start(HealthConfig rule, MemberConfig... configs) {
        BalancerConfig plain = Samples.balancer(configs);
        BalancerConfig app = new BalancerConfig(
                plain.policy(),
                plain.sticky(),
                false,
                plain.maxAttempts(),
                true,
                Duration.ZERO,
                java.util.Set.of(),
                false,
                Optional.of(rule),
                plain.members(),
                plain.tls());
        Map<String, InetSocketAddress> addresses = new HashMap<>();
        for (MemberConfig member : configs) {
            addresses.put(
                    "app/" + member.name(),
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), member.url().port()));
        }
        LiveTable table = new LiveTable(RoutingTable.of(
                Samples.config(Map.of("app", app), List.of(Samples.route("/", "app"))),
                Settings.NONE,
                addresses,
                null));
        checks = new HealthChecks(
                table,
                NodeClock.SYSTEM,
                new SplittableRandom(1),
                recording(),
                "Tandem-health/1",
                new SimpleMeterRegistry());
        checks.start();
        return table;
    }

    private static MemberConfig config(String name, Answering member, MemberFlag... flags) {
        return Samples.member(name, Weight.ONE, 0, flags)
                .edit()
                .url(MemberUrl.parse("http://127.0.0.1:" + member.port()))
                .done();
    }

    private ProxyEvents recording() {
        return new ProxyEvents() {
            @Override
            public void memberFailed(String memberId, String sentence) {
                events.add(sentence);
            }

            @Override
            public void memberRecovered(String memberId, String sentence) {
                events.add(sentence);
            }

            @Override
            public void memberUnresolved(String memberId, String sentence) {}
        };
    }

    private Answering member(String answer) {
        try {
            Answering member = new Answering(answer);
            members.add(member);
            return member;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A member that gives each connection the same bytes; none at all if they are null. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final List<String> requests = new CopyOnWriteArrayList<>();
        volatile String answer;

        Answering(String answer) throws IOException {
            this.answer = answer;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                InputStream in = socket.getInputStream();
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    int b = in.read();
                    if (b < 0) {
                        return;
                    }
                    head.append((char) b);
                }
                requests.add(head.toString());
                String now = answer;
                if (now == null) {
                    in.read();
                    return;
                }
                socket.getOutputStream().write(now.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                while (in.read() >= 0) {
                    // a connection that is closed before all is read would be reset
                }
            } catch (IOException e) {
                // the prober went away
            }
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
