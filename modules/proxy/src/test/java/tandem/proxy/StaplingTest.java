package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.TrustEverybody;
import tandem.core.tls.ocsp.OcspSamples;
import tandem.core.tls.ocsp.Staple;
import tandem.core.tls.ocsp.StapleCheck;
import tandem.core.tls.ocsp.StapleCheck.Verdict;

/** Clients that ask for it get what the node holds of the authority's answers; nobody is asked meanwhile. */
class StaplingTest {
    @TempDir
    Path directory;

    /** The JVM has one place for them, whichever node they are of. */
    private final List<Runnable> shown = new ArrayList<>();

    @AfterEach
    void hide() {
        shown.forEach(Runnable::run);
    }

    private void show(Bench bench, Staple staple) {
        bench.certificates.staples().show(staple);
        shown.add(() -> bench.certificates.staples().hide(staple.id()));
    }

    private ListenerTlsConfig listener() throws IOException {
        Path cert = directory.resolve("leaf.pem");
        Files.writeString(cert, OcspSamples.text("leaf.pem") + OcspSamples.text("ca.pem"));
        Path key = directory.resolve("leaf.key");
        Files.writeString(key, OcspSamples.text("leaf.key"));
        return new ListenerTlsConfig(
                        List.of(new CertificateConfig(cert, Optional.of(key), Optional.empty(), List.of())),
                        TlsVersion.BOTH,
                        List.of(),
                        false,
                        Duration.ofSeconds(10))
                .withEngine(Wire.engine());
    }

    private static Staple staple(String answer) {
        Instant then = OcspSamples.MADE.plusSeconds(60);
        Verdict verdict = StapleCheck.look(
                OcspSamples.answer(answer), OcspSamples.certificate("leaf"), OcspSamples.certificate("ca"), then);
        return ((Verdict.Usable) verdict).staple();
    }

    private static List<byte[]> stapled(int port, String version) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket client =
                        (SSLSocket) trusting().getSocketFactory().createSocket(plain, "shop.example", port, true)) {
            client.setSoTimeout(10_000);
            SSLParameters parameters = client.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            client.setSSLParameters(parameters);
            client.startHandshake();
            return ((ExtendedSSLSession) client.getSession())
                    .getStatusResponses().stream()
                            .filter(response -> response.length > 0)
                            .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void client_gets_the_answer_that_is_held_and_nothing_before_and_after(String version) throws IOException {
        Staple good = staple("good");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(listener().withOcspStapling(Optional.empty()))
                        .start()) {
            assertThat(stapled(bench.port, version)).isEmpty();

            show(bench, good);
            assertThat(stapled(bench.port, version)).containsExactly(OcspSamples.answer("good"));

            bench.certificates.staples().hide(good.id());
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(15))
                    .untilAsserted(
                            () -> assertThat(stapled(bench.port, version)).isEmpty());
        }
    }

    @Test
    void answer_that_has_ended_is_not_handed_out() throws IOException {
        Staple ended = new Staple(
                staple("good").id(),
                OcspSamples.answer("good"),
                OcspSamples.MADE,
                Instant.now().minusSeconds(1));
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .tls(listener().withOcspStapling(Optional.empty()))
                        .start()) {
            show(bench, ended);

            assertThat(stapled(bench.port, "TLSv1.3")).isEmpty();
        }
    }

    @Test
    void listener_that_does_not_staple_hands_out_nothing() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).tls(listener()).start()) {
            show(bench, staple("good"));

            assertThat(stapled(bench.port, "TLSv1.3")).isEmpty();
        }
    }

    /** The samples' authority is nobody's; what is stapled is looked at here, not by Java. */
    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
