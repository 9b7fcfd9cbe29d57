package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ClientAuthenticationConfig.Mode;
import tandem.core.config.HstsConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.TandemConfig;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;
import tandem.core.tls.TestCertificates;

/** Clients that show certificates, and what members are told of them; HSTS and the way to https. */
class ClientCertificatesTest {
    private static final Map<String, String> FIELDS = Map.of(
            "X-Client-Subject", "SSL_CLIENT_S_DN",
            "X-Client-Name", "SSL_CLIENT_S_DN_CN",
            "X-Client-Issuer", "SSL_CLIENT_I_DN",
            "X-Client-Serial", "SSL_CLIENT_M_SERIAL",
            "X-Client-Dns", "SSL_CLIENT_SAN_DNS_1",
            "X-Client-End", "SSL_CLIENT_V_END",
            "X-Client-Cert", "SSL_CLIENT_CERT",
            "X-Client-Verify", "SSL_CLIENT_VERIFY",
            "X-Client-Nothing", "SSL_CLIENT_S_DN_OU");

    @TempDir
    Path directory;

    private ListenerConfig asking(ListenerConfig web, Mode mode) {
        TestCertificates.copy(directory, "ca.pem");
        return web.withClientCertificates(
                Optional.of(new ClientAuthenticationConfig(mode, List.of(directory.resolve("ca.pem")), FIELDS)));
    }

    private Bench.Builder bench(StubMember member, Mode mode) {
        return Bench.with(member)
                .tls(Wire.listener("shop-ec"))
                .change(config -> config.edit()
                        .listeners(Map.of("web", asking(config.listeners().get("web"), mode)))
                        .done());
    }

    private static SSLContext showing(String certificate) {
        try {
            KeyManager[] keys = {};
            if (!certificate.isEmpty()) {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry(
                        "own",
                        PemKey.read(TestCertificates.text(certificate + ".key")),
                        new char[0],
                        PemCertificates.read(TestCertificates.text(certificate + ".pem"))
                                .toArray(X509Certificate[]::new));
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(store, new char[0]);
                keys = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, TestCertificates.trust(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ask(SSLContext client, int port, String protocol, String... lines) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            socket.getOutputStream()
                    .write(RawClient.get("/", String.join("", lines) + "Connection: close\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** What came back, if anything did before the connection ended or an alert came. */
    private static String answer(SSLContext client, int port, String protocol) {
        try {
            return ask(client, port, protocol);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> told(StubMember member) {
        return member.requests
                .getLast()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                        .replace('_', '-')
                        .startsWith("x-client-"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void member_is_told_what_the_certificate_says(String protocol) throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, Mode.REQUIRE).start()) {
            SSLContext client = showing("member");
            assertThat(ask(client, bench.port, protocol)).startsWith("HTTP/1.1 200 ");
            List<String> first = told(a);
            assertThat(ask(client, bench.port, protocol)).startsWith("HTTP/1.1 200 ");

            assertThat(first)
                    .contains(
                            "X-Client-Subject: CN=localhost",
                            "X-Client-Name: localhost",
                            "X-Client-Issuer: CN=Tandem test CA,O=Tandem tests",
                            "X-Client-Serial: 3D9CF63385BD69BD2798270A85A82F5517D4107A",
                            "X-Client-Dns: node1.internal",
                            "X-Client-End: Nov  2 11:06:15 2126 GMT",
                            "X-Client-Verify: SUCCESS")
                    .anyMatch(line -> line.startsWith("X-Client-Cert: -----BEGIN CERTIFICATE----- MII"))
                    .noneMatch(line -> line.startsWith("X-Client-Nothing"));
            assertThat(told(a)).as("of a session that is resumed").isEqualTo(first);
        }
    }

    @Test
    void clients_cannot_forge_what_members_are_told() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, Mode.REQUEST).start()) {
            String[] forged = {
                "X-Client-Subject: CN=admin\r\n",
                "x-client-subject: CN=admin\r\n",
                "X_Client_Subject: CN=admin\r\n",
                "X-Client-Nothing: CN=admin\r\n",
                "Connection: X-Client-Subject, X-Client-Verify\r\n"
            };
            ask(showing("member"), bench.port, "TLSv1.3", forged);
            assertThat(told(a))
                    .contains("X-Client-Subject: CN=localhost", "X-Client-Verify: SUCCESS")
                    .noneMatch(line -> line.contains("admin"));

            ask(showing(""), bench.port, "TLSv1.3", forged);
            assertThat(told(a)).containsExactly("X-Client-Verify: NONE");
        }
    }

    @Test
    void nor_by_another_listener() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .change(config -> config.edit()
                                .listeners(Map.of(
                                        "web",
                                        config.listeners().get("web"),
                                        "secure",
                                        asking(
                                                new ListenerConfig(
                                                        ListenAddress.parse("*:0"),
                                                        Optional.of(Wire.listener("shop-ec"))),
                                                Mode.REQUIRE)))
                                .done())
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/", "X-Client-Subject: CN=admin\r\n"));

            assertThat(told(a)).isEmpty();
        }
    }

    @Test
    void nor_behind_a_body() throws Exception {
        String expected = "3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n";
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    bodies.add(new String(talk.in.readNBytes(expected.length()), StandardCharsets.US_ASCII));
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                });
                Bench bench = bench(a, Mode.REQUEST).start()) {
            try (SSLSocket socket = (SSLSocket) showing("").getSocketFactory().createSocket("127.0.0.1", bench.port)) {
                socket.getOutputStream()
                        .write(("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
                                        + "X-Client_Subject: CN=admin\r\nX-Sum: 6\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(bodies.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void who_must_show_one_gets_nothing_without_or_with_that_of_a_stranger(String protocol) {
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, Mode.REQUIRE).start()) {
            for (String certificate : List.of("", "stranger", "expired")) {
                assertThat(answer(showing(certificate), bench.port, protocol))
                        .as(certificate)
                        .isEmpty();
            }

            assertThat(a.requests).isEmpty();
        }
    }

    @Test
    void who_may_show_one_needs_none_but_a_good_one() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, Mode.REQUEST).start()) {
            assertThat(ask(showing(""), bench.port, "TLSv1.3")).startsWith("HTTP/1.1 200 ");
            assertThat(ask(showing("member"), bench.port, "TLSv1.2")).startsWith("HTTP/1.1 200 ");
        }
    }

    private static TandemConfig told(TandemConfig config, Optional<HstsConfig> hsts, OptionalInt https) {
        ListenerConfig web = config.listeners().get("web");
        return config.edit()
                .listeners(Map.of(
                        "web",
                        new ListenerConfig(web.listen(), web.tls(), Optional.empty(), Optional.empty(), hsts, https)))
                .done();
    }

    @Test
    void browsers_are_told_to_come_by_https_alone() throws IOException {
        HstsConfig hsts = new HstsConfig(java.time.Duration.ofHours(8760), true, false);
        try (StubMember a = StubMember.answering("a", "Strict-Transport-Security: max-age=1\r\n");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener("shop-ec"))
                        .replacing("/app", "/")
                        .change(config -> told(config, Optional.of(hsts), OptionalInt.empty()))
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/app")).field("Strict-Transport-Security"))
                    .isEqualTo("max-age=31536000; includeSubDomains");
            RawClient.Response own = client.ask(RawClient.get("/nowhere"));
            assertThat(own.status()).isEqualTo(404);
            assertThat(own.field("Strict-Transport-Security")).isEqualTo("max-age=31536000; includeSubDomains");
        }
    }

    @Test
    void clients_in_clear_text_are_sent_to_https() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .change(config -> told(config, Optional.empty(), OptionalInt.of(443)))
                        .start()) {
            RawClient.Response get = RawClient.once(bench.port, RawClient.get("/a%20b?c=d"));
            RawClient.Response post = RawClient.once(bench.port, RawClient.post("/form", "x"));
            RawClient.Response port = RawClient.once(
                    bench.port, "GET http://shop.example:8080/x HTTP/1.1\r\nHost: shop.example:8080\r\n\r\n");
            RawClient.Response acme = RawClient.once(bench.port, RawClient.get("/.well-known/acme-challenge/token"));

            assertThat(get.status()).isEqualTo(301);
            assertThat(get.field("Location")).isEqualTo("https://shop.example/a%20b?c=d");
            assertThat(post.status()).isEqualTo(308);
            assertThat(post.field("Location")).isEqualTo("https://shop.example/form");
            assertThat(port.field("Location")).isEqualTo("https://shop.example/x");
            assertThat(acme.body()).isEqualTo("a");
        }
    }
}
