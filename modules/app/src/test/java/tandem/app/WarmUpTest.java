package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.Samples;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsVersion;
import tandem.core.status.ReadinessCheck;
import tandem.core.tls.TestCertificates;

final class WarmUpTest {
    private static final WarmUp.Effort LITTLE = new WarmUp.Effort(5, 7, 2, 3, 1, 3, 2, 42, 14, new WarmUp.ByHttp2(2, 3, 80));

    @TempDir
    Path directory;

    private static TandemConfig clear() {
        return Samples.config(Map.of("app", Bench.APP), List.of(Samples.route("/", "app")));
    }

    private static TandemConfig secure(CertificateConfig certificate) {
        ListenerTlsConfig tls =
                new ListenerTlsConfig(List.of(certificate), TlsVersion.BOTH, List.of(), false, Duration.ofSeconds(10));
        return clear().edit()
                .listeners(Map.of("web", new ListenerConfig(ListenAddress.parse("*:443"), Optional.of(tls))))
                .done();
    }

    private static ReadinessCheck warmed(TandemConfig config) {
        try (WarmUp warmUp = new WarmUp(config, LITTLE)) {
            warmUp.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !warmUp.check().sentence().equals("not warmed up yet"));
            return warmUp.check();
        }
    }

    @Test
    void node_whose_clients_speak_tls_is_warmed_by_handshakes_with_its_own_certificate() {
        ReadinessCheck check = warmed(secure(TestCertificates.config(directory, "shop-ec")));

        assertThat(check.ok()).isTrue();
        assertThat(check.sentence()).matches("warmed up by 42 requests and 14 by TLS in \\d+ ms");
    }

    @Test
    void node_whose_clients_may_speak_http_2_is_warmed_by_it_where_they_may() {
        TandemConfig tls = secure(TestCertificates.config(directory, "shop-ec"));
        ListenerConfig web = tls.listeners().get("web").withHttp2(true);
        ListenerConfig clear = new ListenerConfig(ListenAddress.parse("*:80"));

        assertThat(warmed(with(tls, web, clear)).sentence())
                .matches("warmed up by 42 requests and 14 by TLS and 80 by HTTP/2 in \\d+ ms");
        assertThat(warmed(with(tls, web, clear.withHttp2(true))).sentence())
                .matches("warmed up by 42 requests and 14 by TLS and 160 by HTTP/2 in \\d+ ms");
    }

    private static TandemConfig with(TandemConfig config, ListenerConfig web, ListenerConfig clear) {
        return config.edit().listeners(Map.of("web", web, "clear", clear)).done();
    }

    @Test
    void node_in_clear_text_spends_nothing_on_tls() {
        assertThat(warmed(clear()).sentence()).matches("warmed up by 42 requests in \\d+ ms");
    }

    @Test
    void busy_machine_gets_warm_by_several_runs() {
        WarmUp.Effort halves = new WarmUp.Effort(5, 7, 2, 0, 0, 0, 0, 28, 0, new WarmUp.ByHttp2(0, 0, 0));

        try (WarmUp warmUp = new WarmUp(clear(), halves)) {
            warmUp.start();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(warmUp.check().sentence())
                            .matches("not warmed up: only 14 requests in \\d+ ms"));
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(warmUp.check().sentence()).matches("warmed up by 28 requests in \\d+ ms"));
        }
    }

    @Test
    void node_that_is_still_cold_says_why_and_goes_on_until_it_is_warm() {
        CertificateConfig late = new CertificateConfig(
                directory.resolve("shop-ec.pem"),
                Optional.of(directory.resolve("shop-ec.key")),
                Optional.empty(),
                List.of());
        try (WarmUp warmUp = new WarmUp(secure(late), LITTLE)) {
            warmUp.start();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(warmUp.check().sentence())
                            .startsWith("not warmed up: " + directory.resolve("shop-ec.pem")));
            assertThat(warmUp.check().ok()).isFalse();

            TestCertificates.config(directory, "shop-ec");

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> warmUp.check().ok());
        }
    }
}
