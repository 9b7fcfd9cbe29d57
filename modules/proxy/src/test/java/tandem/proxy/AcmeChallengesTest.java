package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.TandemConfig;
import tandem.core.port.ChallengeAnswers;
import tandem.core.port.OrderedCertificates;
import tandem.core.port.OrderedCertificates.Shown;
import tandem.core.tls.KeyedCertificate;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;
import tandem.core.tls.TestCertificates;
import tandem.proxy.tls.ServedCertificate;

/** What an authority finds that looks whether a name is here, and what others do meanwhile. */
class AcmeChallengesTest {
    private static final String CHALLENGE = "/.well-known/acme-challenge/";

    private final Answers answers = new Answers();

    /** What a test orders. */
    private static final class Answers implements ChallengeAnswers {
        final Map<String, String> http = new ConcurrentHashMap<>();
        final Map<String, KeyedCertificate> tls = new ConcurrentHashMap<>();

        @Override
        public boolean pending() {
            return !http.isEmpty();
        }

        @Override
        public @Nullable String http(String token) {
            return http.get(token);
        }

        @Override
        public boolean byTls() {
            return !tls.isEmpty();
        }

        @Override
        public @Nullable KeyedCertificate tls(String host) {
            return tls.get(host);
        }
    }

    private static KeyedCertificate certificate(String name) {
        return new KeyedCertificate(
                PemCertificates.read(TestCertificates.text(name + ".pem")),
                PemKey.read(TestCertificates.text(name + ".key")),
                List.of());
    }

    /** A client that knows no session of another. */
    private static SSLSocket connect(int port, String name, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) Wire.clients().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void token_of_an_order_is_answered_and_every_other_path_goes_to_a_member() throws IOException {
        answers.http.put("token", "token.thumbprint");
        try (StubMember a = StubMember.answering("a");
                Bench bench =
                        Bench.with(a).acme(OrderedCertificates.NONE, answers).start();
                RawClient client = bench.client()) {
            RawClient.Response answer = client.ask(RawClient.get(CHALLENGE + "token"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("token.thumbprint");
            assertThat(client.ask(RawClient.get(CHALLENGE + "another")).body()).isEqualTo("a");
            assertThat(client.ask(RawClient.get(CHALLENGE)).body()).isEqualTo("a");
            assertThat(client.ask(RawClient.get("/token")).body()).isEqualTo("a");
            answers.http.clear();
            assertThat(client.ask(RawClient.get(CHALLENGE + "token")).body()).isEqualTo("a");
        }
    }

    @Test
    void token_is_answered_where_every_other_request_is_sent_to_https() throws IOException {
        answers.http.put("token", "token.thumbprint");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .acme(OrderedCertificates.NONE, answers)
                        .change(AcmeChallengesTest::redirecting)
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.get(CHALLENGE + "token"))
                            .body())
                    .isEqualTo("token.thumbprint");
            assertThat(RawClient.once(bench.port, RawClient.get("/")).status()).isEqualTo(301);
        }
    }

    private static TandemConfig redirecting(TandemConfig config) {
        var web = config.listeners().get("web");
        return config.edit()
                .listeners(Map.of(
                        "web",
                        new tandem.core.config.ListenerConfig(
                                web.listen(),
                                web.tls(),
                                web.proxyProtocol(),
                                web.clientCertificates(),
                                web.hsts(),
                                java.util.OptionalInt.of(443))))
                .done();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void proof_by_tls_is_shown_to_who_asks_for_it_and_to_nobody_else(boolean http2) throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = http2 ? byHttp2(a) : secure(a).start()) {
            assertThatThrownBy(() -> connect(bench.port, "shop.example", "acme-tls/1"))
                    .as("without an order")
                    .isInstanceOf(SSLException.class);

            answers.tls.put("shop.example", certificate("member"));
            try (SSLSocket authority = connect(bench.port, "shop.example", "acme-tls/1")) {
                assertThat(authority.getApplicationProtocol()).isEqualTo("acme-tls/1");
                assertThat(subject(authority)).isEqualTo(TestCertificatesNames.MEMBER);
                assertThat(authority.getInputStream().read())
                        .as("closed after the handshake")
                        .isEqualTo(-1);
            }
            try (SSLSocket client = connect(bench.port, "shop.example", "h2", "http/1.1")) {
                assertThat(client.getApplicationProtocol()).isEqualTo(http2 ? "h2" : "http/1.1");
                assertThat(subject(client)).isEqualTo("CN=shop.example");
            }
            assertThatThrownBy(() -> connect(bench.port, "www.shop.example", "acme-tls/1"))
                    .as("a name that is not ordered")
                    .isInstanceOf(IOException.class);
            try (RawClient client = bench.client()) {
                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
            }
        }
    }

    private Bench.Builder secure(StubMember member) {
        return Bench.with(member).tls(Wire.listener("shop-ec")).acme(OrderedCertificates.NONE, answers);
    }

    private Bench byHttp2(StubMember member) {
        return secure(member).http2().start();
    }

    private static final class TestCertificatesNames {
        static final String MEMBER =
                certificate("member").certificate().getSubjectX500Principal().getName();
    }

    @Test
    void ordered_certificate_is_shown_first_once_it_is_there_and_until_then_files_are() throws IOException {
        Shown[] shown = {new Shown(certificate("wild"), false)};
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener("shop-ec").withAcme(List.of("Shop.example")))
                        .acme(
                                names -> {
                                    assertThat(names).containsExactly("shop.example");
                                    return shown[0];
                                },
                                answers)
                        .start()) {
            assertThat(bench.certificates.served())
                    .extracting(ServedCertificate::standsIn)
                    .containsExactly(false);

            shown[0] = new Shown(certificate("member"), true);
            assertThat(bench.certificates.outdated(bench.table.current().config()))
                    .isTrue();
            bench.certificates.load(bench.table.current().config());

            assertThat(bench.certificates.served())
                    .extracting(ServedCertificate::file)
                    .satisfiesExactly(
                            first -> assertThat(first).isEqualTo("acme:shop.example"),
                            second -> assertThat(second).endsWith("shop-ec.pem"));
            try (SSLSocket client = connect(bench.port, "another.example", "http/1.1")) {
                assertThat(subject(client)).isEqualTo(TestCertificatesNames.MEMBER);
            }
        }
    }

    @Test
    void listener_without_any_other_certificate_shows_what_stands_in() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(Wire.listener().withAcme(List.of("shop.example")))
                        .acme(names -> new Shown(certificate("shop-ec"), false), answers)
                        .start();
                RawClient client = bench.client()) {
            assertThat(bench.certificates.served())
                    .extracting(ServedCertificate::standsIn)
                    .containsExactly(true);
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
        }
    }
}
