package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.ResponderUrl;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.ocsp.CertId;
import tandem.core.tls.ocsp.OcspSamples;
import tandem.core.tls.ocsp.Staple;
import tandem.proxy.tls.Certificates;

final class OcspStaplingTest {
    private static final CertId LEAF = CertId.of(OcspSamples.certificate("leaf"), OcspSamples.certificate("ca"));

    @TempDir
    Path directory;

    private final Certificates certificates = new Certificates();
    private final FixedClock clock = new FixedClock();
    private final EventLog events = new EventLog("lb1", clock, List.of());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private OcspStapling stapling;

    @BeforeEach
    void prepare() {
        clock.epochMillis = OcspSamples.MADE.plusSeconds(60).toEpochMilli();
        stapling = new OcspStapling(certificates, this::answer, events, clock, meters);
    }

    /** The next answer; none left: the responder cannot be reached. */
    private byte[] answer(URI responder, byte[] request) throws IOException {
        asked.add(responder.toString());
        assertThat(request).isEqualTo(OcspSamples.answer("request"));
        if (answers.isEmpty()) {
            throw new IOException("Connection refused");
        }
        return OcspSamples.answer(answers.poll());
    }

    private void serve(boolean stapled, boolean withIssuer, Optional<ResponderUrl> forced) throws IOException {
        Path cert = directory.resolve("leaf.pem");
        Files.writeString(cert, OcspSamples.text("leaf.pem") + (withIssuer ? OcspSamples.text("ca.pem") : ""));
        Path key = directory.resolve("leaf.key");
        Files.writeString(key, OcspSamples.text("leaf.key"));
        ListenerTlsConfig tls = new ListenerTlsConfig(
                List.of(new CertificateConfig(cert, Optional.of(key), Optional.empty(), List.of())),
                TlsVersion.BOTH,
                List.of(),
                false,
                Duration.ofSeconds(10));
        certificates.load(TandemConfig.empty()
                .edit()
                .listeners(Map.of(
                        "web",
                        new ListenerConfig(
                                ListenAddress.parse("*:0"), Optional.of(stapled ? tls.withOcspStapling(forced) : tls))))
                .done());
    }

    private Optional<Staple> shown() {
        return certificates.staples().of(LEAF, Instant.ofEpochMilli(clock.epochMillis));
    }

    private void pass(Duration time) throws InterruptedException {
        clock.epochMillis += time.toMillis();
        stapling.look();
    }

    private double fetches(String outcome) {
        return meters.get("tandem.tls.ocsp.fetches")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double end() {
        return meters.get("tandem.tls.ocsp.staple.expiry.timestamp.seconds")
                .gauge()
                .value();
    }

    @Test
    void good_answer_of_the_certificates_own_responder_is_shown_and_not_asked_for_again() throws Exception {
        serve(true, true, Optional.empty());
        answers.add("good");

        stapling.look();
        pass(Duration.ofHours(10));

        assertThat(asked).containsExactly("http://ocsp.example/answer");
        assertThat(shown().orElseThrow().bytes()).isEqualTo(OcspSamples.answer("good"));
        assertThat(stapling.warnings()).isEmpty();
        assertThat(fetches("good")).isEqualTo(1);
        assertThat(end()).isEqualTo(shown().orElseThrow().end().getEpochSecond());
    }

    @Test
    void configured_responder_is_asked_in_its_place() throws Exception {
        serve(true, true, Optional.of(ResponderUrl.parse("http://127.0.0.9/ours")));

        stapling.look();

        assertThat(asked).containsExactly("http://127.0.0.9/ours");
    }

    @Test
    void bad_answer_is_never_shown_and_said_once() throws Exception {
        serve(true, true, Optional.empty());
        answers.addAll(List.of("by-rogue", "by-rogue", "of-must", "good"));

        stapling.look();
        assertThat(shown()).isEmpty();
        assertThat(stapling.warnings())
                .singleElement()
                .asString()
                .startsWith("no fresh OCSP response for the certificate " + directory.resolve("leaf.pem")
                        + " of listener web: the answer of http://ocsp.example/answer does not stand a look: ")
                .endsWith("; clients get none");
        assertThat(end()).isZero();
        pass(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(20));

        assertThat(shown()).isPresent();
        assertThat(fetches("failed")).isEqualTo(3);
        assertThat(stapling.warnings()).isEmpty();
        assertThat(events.newest())
                .extracting(event -> event.text().split(":")[0])
                .hasSize(3);
        assertThat(events.newest().getLast().text()).endsWith(" again");
    }

    @Test
    void last_good_answer_stays_until_its_end_and_no_longer() throws Exception {
        serve(true, true, Optional.empty());
        answers.add("short");
        stapling.look();

        pass(Duration.ofMinutes(5));
        assertThat(asked).hasSize(2);
        assertThat(shown()).isPresent();
        assertThat(stapling.warnings())
                .singleElement()
                .asString()
                .contains("http://ocsp.example/answer cannot be asked: Connection refused; the one before is handed out"
                        + " until 2026-11-27T16:35:42Z");
        pass(Duration.ofMinutes(4));

        assertThat(shown()).isEmpty();
        assertThat(end()).isZero();
        assertThat(stapling.warnings()).singleElement().asString().endsWith("; clients get none");
    }

    @Test
    void certificate_without_its_issuer_asks_nobody_and_says_so() throws Exception {
        serve(true, false, Optional.empty());

        stapling.look();

        assertThat(asked).isEmpty();
        assertThat(stapling.warnings()).singleElement().asString().contains("its issuer is not in the file");
    }

    @Test
    void who_does_not_staple_any_more_shows_nothing_and_warns_of_nothing() throws Exception {
        serve(true, true, Optional.empty());
        answers.add("short");
        stapling.look();
        pass(Duration.ofMinutes(5));

        serve(false, true, Optional.empty());
        stapling.look();

        assertThat(shown()).isEmpty();
        assertThat(stapling.warnings()).isEmpty();
        assertThat(meters.find("tandem.tls.ocsp.staple.expiry.timestamp.seconds")
                        .gauges())
                .isEmpty();
    }
}
