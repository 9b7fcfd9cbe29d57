package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.ClientAddressConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.Network;
import tandem.proxy.origin.ProxyHeaders;

/** Members whose connections begin with a header of the PROXY protocol. */
class MemberProxyHeaderTest {
    private final List<String> headers = new CopyOnWriteArrayList<>();

    private static TandemConfig withHeaders(TandemConfig config, ProxyHeaderVersion version) {
        var app = config.balancers().get("app");
        List<MemberConfig> members = app.members().stream()
                .map(member -> member.edit().proxyProtocol(version).done())
                .toList();
        return config.edit()
                .balancers(java.util.Map.of("app", app.edit().members(members).done()))
                .done();
    }

    private StubMember.Script lines(String body) {
        StubMember.Script answers = StubMember.answers(body);
        return talk -> {
            StringBuilder line = new StringBuilder();
            int b;
            while ((b = talk.socket.getInputStream().read()) != '\n' && b >= 0) {
                line.append((char) b);
            }
            headers.add(line.toString().trim());
            answers.serve(talk);
        };
    }

    private StubMember.Script binaries(String body) {
        StubMember.Script answers = StubMember.answers(body);
        return talk -> {
            DataInputStream in = new DataInputStream(talk.socket.getInputStream());
            byte[] fixed = new byte[16];
            in.readFully(fixed);
            byte[] rest = new byte[fixed[14] << 8 | fixed[15]];
            in.readFully(rest);
            headers.add(HexFormat.of().formatHex(fixed, 12, 14) + " "
                    + InetAddress.getByAddress(java.util.Arrays.copyOf(rest, rest.length == 12 ? 4 : 16))
                            .getHostAddress());
            answers.serve(talk);
        };
    }

    @Test
    void each_client_connection_has_its_own_connection_that_names_it() throws IOException {
        try (StubMember a = StubMember.scripted(lines("a"));
                Bench bench = Bench.with(a)
                        .change(config -> withHeaders(config, ProxyHeaderVersion.V1))
                        .start();
                RawClient one = bench.client();
                RawClient two = bench.client()) {
            one.ask(RawClient.get("/1"));
            two.ask(RawClient.get("/2"));
            one.ask(RawClient.get("/3"));
            two.ask(RawClient.get("/4"));

            assertThat(headers)
                    .containsExactly(
                            "PROXY TCP4 127.0.0.1 127.0.0.1 " + one.socket.getLocalPort() + " " + bench.port,
                            "PROXY TCP4 127.0.0.1 127.0.0.1 " + two.socket.getLocalPort() + " " + bench.port);
            assertThat(a.requests).hasSize(4).noneMatch(request -> request.contains("Connection: close"));
        }
    }

    @Test
    void policy_decides_all_the_same() throws IOException {
        try (StubMember a = StubMember.scripted(lines("a"));
                StubMember b = StubMember.scripted(lines("b"));
                Bench bench = Bench.with(a, b)
                        .change(config -> withHeaders(config, ProxyHeaderVersion.V1))
                        .start();
                RawClient client = bench.client()) {
            StringBuilder bodies = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                bodies.append(client.ask(RawClient.get("/")).body());
            }

            assertThat(bodies.toString()).isEqualTo("ababab");
            // The client has its answer before the loop is through with it.
            Awaitility.await("the connection to the member before is closed")
                    .until(() -> bench.meters
                                    .get("tandem.proxy.member.connections")
                                    .gauge()
                                    .value()
                            == 1);
        }
    }

    @Test
    void header_names_the_client_that_proxies_in_front_named() throws IOException {
        List<Network> here = List.of(Network.parse("127.0.0.0/8"));
        ProxyProtocolConfig senders = new ProxyProtocolConfig(here, List.of(), ProxyProtocolConfig.TIMEOUT);
        try (StubMember a = StubMember.scripted(binaries("a"));
                Bench bench = Bench.with(a)
                        .change(config -> withHeaders(config, ProxyHeaderVersion.V2)
                                .edit()
                                .listeners(java.util.Map.of(
                                        "web",
                                        new ListenerConfig(
                                                config.listeners().get("web").listen(),
                                                Optional.empty(),
                                                Optional.of(senders))))
                                .done())
                        .start();
                RawClient client = RawClient.behind(bench.port, ProxyHeaders.ipv6())) {
            client.ask(RawClient.get("/"));

            assertThat(headers).containsExactly("2121 2001:db8:0:0:0:0:0:7");
        }
    }

    @Test
    void clients_of_one_proxy_connection_do_not_share_one_to_the_member() throws IOException {
        ClientAddressConfig believed = new ClientAddressConfig(
                "X-Forwarded-For", List.of(Network.parse("127.0.0.0/8")), List.of(), Optional.empty());
        try (StubMember a = StubMember.scripted(binaries("a"));
                Bench bench = Bench.with(a)
                        .change(config -> withHeaders(config, ProxyHeaderVersion.V2)
                                .edit()
                                .clientAddress(Optional.of(believed))
                                .done())
                        .start();
                RawClient proxy = bench.client()) {
            proxy.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.8\r\n"));
            proxy.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9\r\n"));
            proxy.ask(RawClient.get("/"));

            assertThat(headers).containsExactly("2111 198.51.100.8", "2111 198.51.100.9", "2111 127.0.0.1");
        }
    }

    @Test
    void connections_to_members_without_it_are_shared_as_before() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient one = bench.client();
                RawClient two = bench.client()) {
            one.ask(RawClient.get("/1"));
            two.ask(RawClient.get("/2"));

            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void header_comes_before_tls() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    headers.add(line(talk.socket));
                    Socket tls = Wire.accepted(talk.socket, "member");
                    tls.getInputStream().read();
                    tls.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na"
                                    .getBytes(StandardCharsets.US_ASCII));
                    tls.close();
                });
                Bench bench = Bench.with()
                        .memberTls(Wire.members())
                        .member("a", a.port())
                        .change(config -> withHeaders(config, ProxyHeaderVersion.V1))
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(headers.getFirst()).startsWith("PROXY TCP4 127.0.0.1 ");
        }
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = socket.getInputStream().read()) != '\n' && b >= 0) {
            line.append((char) b);
        }
        return line.toString().trim();
    }
}
