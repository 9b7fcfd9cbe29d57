package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsVersion;
import tandem.core.port.Outcome;
import tandem.core.tls.TestCertificates;

class TlsTest {
    private static final String EC_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    private static final String RSA_SUITE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

    private static SSLSocket connect(int port, String name, String... suites) throws IOException {
        SSLSocket socket =
                (SSLSocket) Wire.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        if (suites.length > 0) {
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(suites);
        }
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName() + " "
                + shown.getPublicKey().getAlgorithm();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example, CN=shop.example",
        "WWW.shop.example, CN=shop.example",
        "a.wild.example, CN=wild.example",
        "a.b.wild.example, CN=shop.example",
        "unknown.example, CN=shop.example",
        "localhost, CN=localhost"
    })
    void certificate_is_chosen_by_the_name_asked_for(String name, String subject) throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener("shop-ec", "wild", "member"))
                        .start();
                SSLSocket client = connect(bench.port, name)) {
            assertThat(subject(client)).startsWith(subject);
            assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void each_client_gets_the_kind_of_key_that_it_can_use() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench =
                        Bench.with(a).tls(Wire.listener("shop-rsa", "shop-ec")).start();
                SSLSocket elliptic = connect(bench.port, "shop.example", EC_SUITE);
                SSLSocket rsa = connect(bench.port, "shop.example", RSA_SUITE);
                SSLSocket nameless = connect(bench.port, "", EC_SUITE)) {
            assertThat(subject(elliptic)).isEqualTo("CN=shop.example EC");
            assertThat(subject(rsa)).isEqualTo("CN=shop.example RSA");
            assertThat(subject(nameless)).isEqualTo("CN=shop.example EC");
        }
    }

    @Test
    void client_that_can_use_nothing_is_refused_and_counted() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(Wire.listener("shop-ec")).start()) {
            assertThatThrownBy(() -> connect(bench.port, "shop.example", RSA_SUITE))
                    .isInstanceOf(SSLHandshakeException.class);

            Awaitility.await()
                    .untilAsserted(() -> assertThat(handshakes(bench, "failed")).isEqualTo(1));
            assertThat(open(bench)).isZero();
        }
    }

    private static double handshakes(Bench bench, String ending) {
        return bench.meters
                .get("tandem.proxy.tls.handshakes")
                .tags("side", "client", "ending", ending)
                .counter()
                .count();
    }

    private static double open(Bench bench) {
        return bench.meters.get("tandem.proxy.client.connections").gauge().value();
    }

    @Test
    void http_in_clear_text_is_answered_with_a_hint() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(Wire.listener("shop-ec")).start();
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), bench.port)) {
            plain.getOutputStream().write(RawClient.get("/").getBytes(StandardCharsets.US_ASCII));

            String answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").endsWith("use https:// in front of it.\r\n");
            assertThat(answer.split("\r\n\r\n", 2)[1]).hasSize(52);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(handshakes(bench, "plain")).isEqualTo(1));
        }
    }

    @Test
    void client_that_says_nothing_is_closed_when_its_time_is_up() throws IOException {
        ListenerTlsConfig usual = Wire.listener("shop-ec");
        ListenerTlsConfig hasty = new ListenerTlsConfig(
                        usual.certificates(), TlsVersion.BOTH, List.of(), false, Duration.ofMillis(300))
                .withEngine(Wire.engine());
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(hasty).start();
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), bench.port)) {
            silent.setSoTimeout(10_000);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);

            Awaitility.await()
                    .untilAsserted(() -> assertThat(handshakes(bench, "late")).isEqualTo(1));
            assertThat(open(bench)).isZero();
        }
    }

    @Test
    void client_that_leaves_in_the_middle_is_counted_and_forgotten() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(Wire.listener("shop-ec")).start()) {
            new Socket(InetAddress.getLoopbackAddress(), bench.port).close();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(handshakes(bench, "gone")).isEqualTo(1));
            assertThat(open(bench)).isZero();
        }
    }

    /** Else it could not tell the end of an answer from an answer that was cut short, and would resume no session. */
    @Test
    void client_is_told_when_its_connection_ends_in_order() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(Wire.listener("shop-ec")).start();
                RecordedSocket recorded = new RecordedSocket(bench.port);
                SSLSocket client = over(recorded)) {
            client.getOutputStream()
                    .write(RawClient.get("/", "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII));

            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\na");
            assertThat(recorded.lastRecord()).isEqualTo(RecordedSocket.ALERT);
        }
    }

    private static SSLSocket over(Socket socket) throws IOException {
        SSLSocket client =
                (SSLSocket) Wire.context().getSocketFactory().createSocket(socket, "shop.example", 443, true);
        client.setSoTimeout(10_000);
        SSLParameters parameters = client.getSSLParameters();
        // Where the kind of a record is not encrypted
        parameters.setProtocols(new String[] {"TLSv1.2"});
        client.setSSLParameters(parameters);
        return client;
    }

    /** Keeps the records that come, as they are on the wire. */
    private static final class RecordedSocket extends Socket {
        static final int ALERT = 21;

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();

        RecordedSocket(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    int count = super.read(bytes, from, length);
                    read.write(bytes, from, Math.max(count, 0));
                    return count;
                }
            };
        }

        /** Its kind; whole records only. */
        int lastRecord() {
            ByteBuffer records = ByteBuffer.wrap(read.toByteArray());
            int kind = -1;
            while (records.remaining() >= 5) {
                kind = records.get();
                records.getShort();
                int length = records.getShort();
                records.position(records.position() + length);
            }
            return kind;
        }
    }

    @Test
    void only_the_versions_configured_are_spoken() throws IOException {
        ListenerTlsConfig usual = Wire.listener("shop-ec");
        ListenerTlsConfig newest = new ListenerTlsConfig(
                        usual.certificates(), List.of(TlsVersion.TLS_1_3), List.of(), false, Duration.ofSeconds(10))
                .withEngine(Wire.engine());
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(newest).start();
                SSLSocket client = connect(bench.port, "shop.example")) {
            assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThatThrownBy(() -> connect(bench.port, "shop.example", EC_SUITE))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void member_learns_that_the_client_came_by_tls_and_nobody_can_say_otherwise() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener("shop-ec"))
                        .via(tandem.core.config.RouteConfig.Via.ON)
                        .start()) {
            RawClient.once(bench.port, RawClient.get("/", "X-Forwarded-Proto: http\r\n"));

            assertThat(a.requests.getFirst())
                    .contains("X-Forwarded-Proto: https\r\n")
                    .doesNotContain("X-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void in_clear_text_what_another_layer_said_of_the_scheme_is_passed_on() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start()) {
            RawClient.once(bench.port, RawClient.get("/", "X-Forwarded-Proto: https\r\n"));
            RawClient.once(bench.port, RawClient.get("/"));

            assertThat(a.requests.get(0)).contains("X-Forwarded-Proto: https\r\n");
            assertThat(a.requests.get(1)).doesNotContain("X-Forwarded-Proto");
        }
    }

    @Test
    void new_certificates_are_for_new_connections_and_old_ones_go_on(@TempDir Path directory) throws IOException {
        ListenerTlsConfig tls = listener(directory, "shop-ec");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(tls).start();
                RawClient old = bench.client()) {
            assertThat(old.ask(RawClient.get("/")).status()).isEqualTo(200);
            replace(directory, "wild");

            Outcome outcome = bench.certificates.load(config(tls));

            assertThat(outcome.sentence()).isEqualTo("certificates read");
            try (SSLSocket fresh = connect(bench.port, "shop.example")) {
                assertThat(subject(fresh)).startsWith("CN=wild.example");
            }
            assertThat(old.ask(RawClient.get("/")).status()).isEqualTo(200);
        }
    }

    @Test
    void certificates_that_cannot_be_used_change_nothing(@TempDir Path directory) throws IOException {
        ListenerTlsConfig tls = listener(directory, "shop-ec");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(tls).start()) {
            Files.writeString(directory.resolve("web.pem"), TestCertificates.text("wild.pem"));
            assertThat(bench.certificates.outdated(config(tls))).isTrue();

            Outcome outcome = bench.certificates.load(config(tls));

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.sentence()).endsWith("they were made separately");
            try (SSLSocket fresh = connect(bench.port, "shop.example")) {
                assertThat(subject(fresh)).startsWith("CN=shop.example");
            }
        }
    }

    @Test
    void reading_the_same_files_again_keeps_the_sessions_of_clients(@TempDir Path directory) throws IOException {
        ListenerTlsConfig tls = listener(directory, "shop-ec");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(tls).start()) {
            Object before = bench.certificates.listener("web");

            assertThat(bench.certificates.outdated(config(tls))).isFalse();
            assertThat(bench.certificates.load(config(tls)).sentence()).isEqualTo("certificates are unchanged");

            assertThat(bench.certificates.listener("web")).isSameAs(before);
        }
    }

    private static ListenerTlsConfig listener(Path directory, String name) throws IOException {
        replace(directory, name);
        CertificateConfig files = new CertificateConfig(
                directory.resolve("web.pem"), Optional.of(directory.resolve("web.key")), Optional.empty(), List.of());
        return new ListenerTlsConfig(List.of(files), TlsVersion.BOTH, List.of(), false, Duration.ofSeconds(10))
                .withEngine(Wire.engine());
    }

    private static void replace(Path directory, String name) throws IOException {
        Files.writeString(directory.resolve("web.pem"), TestCertificates.text(name + ".pem"));
        Files.writeString(directory.resolve("web.key"), TestCertificates.text(name + ".key"));
    }

    private static TandemConfig config(ListenerTlsConfig tls) {
        return TandemConfig.empty()
                .edit()
                .listeners(Map.of(
                        "web", new ListenerConfig(tandem.core.config.ListenAddress.parse("*:0"), Optional.of(tls))))
                .done();
    }
}
