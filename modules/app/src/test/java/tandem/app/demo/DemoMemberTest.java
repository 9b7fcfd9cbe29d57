package tandem.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoMemberTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private DemoMember member;

    @BeforeEach
    void start() throws IOException {
        member = DemoMember.start(
                "node1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "BALANCEID", "mycluster");
    }

    @AfterEach
    void close() {
        member.close();
        http.close();
    }

    @Test
    void gives_a_cookie_to_visitors_without_one() throws Exception {
        HttpResponse<String> response = send(request("/"));

        assertThat(response.headers().firstValue("Set-Cookie")).contains("BALANCEID=mycluster.node1; Path=/");
        assertThat(response.body()).contains("<h1>node1</h1>");
    }

    @Test
    void gives_no_cookie_to_visitors_with_one() throws Exception {
        HttpResponse<String> response = send(request("/").header("Cookie", "BALANCEID=mycluster.node2"));

        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void echoes_a_chunked_body() throws Exception {
        byte[] body = "a body of unknown length".getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> response = send(request("/echo")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));

        assertThat(response.body()).isEqualTo("a body of unknown length");
    }

    @Test
    void sends_as_many_bytes_as_asked() throws Exception {
        assertThat(send(request("/bytes?n=100001")).body()).hasSize(100_001);
    }

    @Test
    void streams_events_and_ends() throws Exception {
        assertThat(send(request("/stream?n=2&ms=1")).body()).isEqualTo("data: node1 1\n\ndata: node1 2\n\n");
    }

    @Test
    void shows_the_fields_it_got() throws Exception {
        assertThat(send(request("/headers").header("X-Mine", "7")).body()).contains("X-Mine: 7");
    }

    @Test
    void echoes_after_an_upgrade() throws Exception {
        try (Socket socket = new Socket(member.address(), member.port())) {
            socket.getOutputStream()
                    .write("GET /upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nping"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\nping");
        }
    }

    @Test
    void client_counts_answers_and_failures() throws Exception {
        URI gone;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = URI.create("http://127.0.0.1:" + closed.getLocalPort() + "/");
        }

        ClientReport served = new DemoClient(url("/"), "", 1000, 50, 1000).visit(() -> {}, attempt -> {});
        ClientReport refused = new DemoClient(gone, "", 1000, 20, 1000).visit(() -> {}, attempt -> {});

        assertThat(served.members()).containsExactly(java.util.Map.entry("node1", 50L));
        assertThat(served.failed()).isZero();
        assertThat(refused.errors()).containsExactly(java.util.Map.entry("refused", 20L));
    }

    @Test
    void commands_name_a_wrong_option() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = DemoMember.run(List.of("--nmae", "x"), nowhere(), new PrintStream(err));

        assertThat(code).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'--nmae' is not an option here", "--name");
    }

    private static PrintStream nowhere() {
        return new PrintStream(java.io.OutputStream.nullOutputStream());
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + member.port() + path);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
