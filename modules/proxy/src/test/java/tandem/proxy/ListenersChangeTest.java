package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.port.Outcome;

/** Listeners and limits that change while clients are served. */
class ListenersChangeTest {
    private static final InetAddress VIP = InetAddress.ofLiteral("127.0.0.78");

    @Test
    void new_listener_opens_while_clients_of_the_old_one_go_on() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");

            Outcome changed = change(bench, ClientLimits.DEFAULT, Map.of("web", before(bench), "more", local(0)));

            assertThat(changed).isInstanceOf(Outcome.Done.class);
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(bench.server.ports()).containsExactlyInAnyOrder(bench.port, bench.server.port("more"));
            new RawClient(bench.server.port("more")).close();
        }
    }

    @Test
    void listener_that_is_gone_lets_a_request_finish_and_ends_its_clients() throws IOException {
        HeldAnswer held = new HeldAnswer();
        try (StubMember a = held.member();
                Bench bench = Bench.with(a).start();
                RawClient idle = bench.client();
                RawClient busy = held.askedBy(bench)) {
            change(bench, ClientLimits.DEFAULT, Map.of("more", local(0)));

            assertThat(idle.readToEnd()).isIn("", "[reset]");
            held.endsWith(busy);
            assertThatThrownBy(bench::client).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void listener_with_another_name_keeps_its_socket() throws IOException {
        int port = StubMember.freePort();
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start()) {
            change(bench, ClientLimits.DEFAULT, Map.of("old", local(port)));

            Outcome renamed = change(bench, ClientLimits.DEFAULT, Map.of("web", local(port)));

            assertThat(renamed).isInstanceOf(Outcome.Done.class);
            assertThat(RawClient.once(port, RawClient.get("/")).body()).isEqualTo("a");
        }
    }

    @Test
    void port_that_is_taken_leaves_all_as_it_was() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Map<String, ListenerConfig> wanted = new LinkedHashMap<>();
            wanted.put("more", local(0));
            wanted.put("taken", local(other.getLocalPort()));

            Outcome refused = change(bench, ClientLimits.DEFAULT, wanted);

            assertThat(refused)
                    .isEqualTo(new Outcome.Refused("listener taken could not listen on 127.0.0.1:"
                            + other.getLocalPort()
                            + ": the port is in use; stop the program that has it or choose another"));
            assertThat(bench.server.ports()).containsExactly(bench.port);
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");
        }
    }

    @Test
    void virtual_address_follows_the_listeners() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start()) {
            bench.server.open(VIP);

            change(bench, ClientLimits.DEFAULT, Map.of("more", local(0)));

            new RawClient(VIP, bench.server.port("more")).close();
            assertThatThrownBy(() -> new RawClient(VIP, bench.port)).isInstanceOf(ConnectException.class);
            bench.server.close(VIP);
            assertThatThrownBy(() -> new RawClient(VIP, bench.server.port("more")))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void limits_count_for_new_connections() throws IOException {
        ClientLimits strict = new ClientLimits(
                ClientLimits.DEFAULT.requestLine(),
                ClientLimits.DEFAULT.head(),
                1,
                ClientLimits.DEFAULT.field(),
                ClientLimits.DEFAULT.trailers(),
                ClientLimits.DEFAULT.chunkExtensions(),
                ClientLimits.DEFAULT.minRate(),
                ClientLimits.DEFAULT.minRateGrace(),
                2,
                ClientLimits.DEFAULT.connectionsPerAddress(),
                ClientLimits.DEFAULT.buffered());
        String twoFields = "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n";
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient before = bench.client()) {
            assertThat(before.ask(twoFields).status()).isEqualTo(200);

            change(bench, strict, Map.of("web", before(bench)));

            assertThat(before.ask(twoFields).status()).isEqualTo(200);
            try (RawClient after = bench.client()) {
                assertThat(after.ask(twoFields).status()).isEqualTo(431);
            }
            Awaitility.await()
                    .until(() -> bench.meters
                                    .get("tandem.proxy.client.connections")
                                    .gauge()
                                    .value()
                            == 1);
            try (RawClient second = bench.client();
                    RawClient third = bench.client()) {
                assertThat(second.ask(RawClient.get("/")).status()).isEqualTo(200);
                assertThat(third.readToEnd()).isIn("", "[reset]");
            }
        }
    }

    private static Outcome change(Bench bench, ClientLimits limits, Map<String, ListenerConfig> listeners) {
        return bench.server.change(listeners, ClientTimeouts.DEFAULT, limits);
    }

    private static ListenerConfig local(int port) {
        return new ListenerConfig(new ListenAddress("127.0.0.1", port));
    }

    /** The bench's own listener, as its configuration has it. */
    private static ListenerConfig before(Bench bench) {
        return bench.table.current().config().listeners().get("web");
    }
}
