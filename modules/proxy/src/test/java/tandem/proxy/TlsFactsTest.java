package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.FieldConfig.Action;

/** What rules are told of a client's TLS, after real handshakes. */
class TlsFactsTest {
    private final SSLSocketFactory clients = Wire.clients();

    private static RuleConfig asking(String value) {
        return new RuleConfig(
                "/",
                Optional.empty(),
                List.of(),
                List.of(new FieldConfig(Action.SET, "X-Tls", value, "", false, false, "", "")),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of());
    }

    private SSLSocket connect(int port, String name, String protocol, String... suites) throws IOException {
        SSLSocket socket = (SSLSocket) clients.createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        parameters.setProtocols(new String[] {protocol});
        if (suites.length > 0) {
            parameters.setCipherSuites(suites);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** What the member saw of the field. */
    private static String told(StubMember member, SSLSocket client) throws IOException {
        try (client) {
            client.getOutputStream()
                    .write(RawClient.get("/", "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ");
        }
        String seen = member.requests.getLast();
        return seen.substring(seen.indexOf("X-Tls: ") + 7).lines().findFirst().orElseThrow();
    }

    @Test
    void protocol_cipher_and_name_are_those_that_were_agreed_on() throws IOException {
        String all = "%{SSL_PROTOCOL}s %{SSL_CIPHER}s %{SSL_CIPHER_USEKEYSIZE}s %{SSL_TLS_SNI}s %{SSL_CLIENT_VERIFY}s";
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener("shop-ec"))
                        .rule(asking(all))
                        .start()) {
            assertThat(told(a, connect(bench.port, "shop.example", "TLSv1.3", "TLS_AES_256_GCM_SHA384")))
                    .isEqualTo("TLSv1.3 TLS_AES_256_GCM_SHA384 256 shop.example NONE");
            assertThat(told(a, connect(bench.port, "", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")))
                    .isEqualTo("TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256 128 (null) NONE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void session_that_is_resumed_says_so_and_keeps_its_name(String protocol) throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener("shop-ec"))
                        .rule(asking("%{SSL_SESSION_RESUMED}s %{SSL_TLS_SNI}s"))
                        .start()) {
            assertThat(told(a, connect(bench.port, "shop.example", protocol))).isEqualTo("Initial shop.example");
            assertThat(told(a, connect(bench.port, "shop.example", protocol))).isEqualTo("Resumed shop.example");
        }
    }

    @Test
    void in_clear_text_there_is_nothing_to_tell() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench =
                        Bench.with(a).rule(asking("%{SSL_PROTOCOL}s %{HTTPS}s")).start()) {
            RawClient.once(bench.port, RawClient.get("/"));

            assertThat(a.requests.getFirst()).contains("X-Tls: (null) off\r\n");
        }
    }
}
