package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.balance.Member;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsVersion;

class MemberTlsTest {
    private static final MemberTlsConfig TRUSTING = Wire.members();

    private static MemberTlsConfig rules(boolean verify, boolean checkName, boolean checkExpiry, String serverName) {
        return new MemberTlsConfig(
                verify,
                TRUSTING.ca(),
                checkName,
                checkExpiry,
                serverName.isEmpty() ? Optional.empty() : Optional.of(serverName),
                Optional.empty(),
                TlsVersion.BOTH,
                List.of());
    }

    /** A member that shows this certificate and tells what SNI named. */
    private static StubMember member(String certificate, BlockingQueue<String> names) {
        return StubMember.secure(certificate, talk -> {
            names.add(requested(talk.socket));
            StubMember.answers("a").serve(talk);
        });
    }

    private static String requested(Socket socket) {
        ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
        return session.getRequestedServerNames().stream()
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst()
                .orElse("none");
    }

    /** Each row: whose certificate, what is checked, and what an event says of it; nothing where it is trusted. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        member   | true  | true  | true  | localhost      |
        member   | true  | true  | true  | node1.internal |
        member   | true  | true  | true  | node2.internal | its certificate is for localhost, node1.internal, 127.0.0.1, not for node2.internal
        member   | true  | false | true  | node2.internal |
        stranger | true  | true  | true  | localhost      | unable to find valid certification path
        stranger | false | true  | true  | localhost      |
        stranger | false | true  | true  | node2.internal | not for node2.internal
        expired  | true  | true  | true  | localhost      | NotAfter: Fri Jan 01
        expired  | false | true  | true  | localhost      | NotAfter: Fri Jan 01
        expired  | true  | true  | false | localhost      |
        expired  | false | false | false | other.example  |
        """)
    void member_is_checked_as_configured(
            String certificate, boolean verify, boolean name, boolean expiry, String serverName, String refusal)
            throws IOException {
        try (StubMember a = member(certificate, new LinkedBlockingQueue<>());
                Bench bench = Bench.with()
                        .memberTls(rules(verify, name, expiry, serverName))
                        .member("a", a.port())
                        .start()) {
            int status = RawClient.once(bench.port, RawClient.get("/")).status();

            if (refusal == null) {
                assertThat(bench.events).isEmpty();
                assertThat(status).isEqualTo(200);
            } else {
                assertThat(status).isEqualTo(503);
                assertThat(bench.events)
                        .singleElement()
                        .asString()
                        .contains("TLS with " + serverName + " failed: ")
                        .contains(refusal);
                assertThat(a.requests).isEmpty();
            }
        }
    }

    @Test
    void member_that_is_not_trusted_is_passed_over_for_the_next() throws IOException {
        try (StubMember bad = member("stranger", new LinkedBlockingQueue<>());
                StubMember good = member("member", new LinkedBlockingQueue<>());
                Bench bench = Bench.with()
                        .memberTls(rules(true, true, true, "localhost"))
                        .member("bad", bad.port())
                        .member("good", good.port())
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.post("/", "x")).body())
                    .isEqualTo("a");
            assertThat(good.requests).hasSize(1);
        }
    }

    @Test
    void server_name_is_the_request_host_where_that_is_passed_on() throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        try (StubMember a = member("shop-ec", names);
                Bench bench = Bench.with()
                        .memberTls(rules(true, true, true, ""))
                        .member("a", a.port())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
            String other = "GET / HTTP/1.1\r\nHost: www.shop.example:8080\r\n\r\n";
            assertThat(client.ask(other).body()).isEqualTo("a");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");

            assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("shop.example");
            assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("www.shop.example");
            assertThat(a.connections()).isEqualTo(2);
        }
    }

    @Test
    void server_name_is_the_members_host_where_the_request_host_is_not_passed_on() throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        try (StubMember a = member("member", names);
                Bench bench = Bench.with()
                        .memberTls(rules(true, true, true, ""))
                        .member("a", "https://localhost:" + a.port(), member -> member)
                        .memberHost()
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");

            assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("localhost");
            assertThat(a.requests.getFirst()).contains("\r\nHost: localhost:" + a.port() + "\r\n");
        }
    }

    @Test
    void address_as_host_is_looked_for_in_the_certificate_but_not_sent() throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        try (StubMember a = member("member", names);
                Bench bench = Bench.with()
                        .memberTls(rules(true, true, true, ""))
                        .member("a", a.port())
                        .memberHost()
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");

            assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("none");
        }
    }

    @Test
    void member_that_asks_gets_the_certificate_configured() throws IOException {
        MemberTlsConfig showing = new MemberTlsConfig(
                true,
                TRUSTING.ca(),
                true,
                true,
                Optional.of("localhost"),
                Optional.of(Wire.certificate("shop-ec")),
                TlsVersion.BOTH,
                List.of());
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        try (StubMember a = StubMember.secure("member", talk -> {
                    shown.add(((SSLSocket) talk.socket)
                            .getSession()
                            .getPeerPrincipal()
                            .getName());
                    StubMember.answers("a").serve(talk);
                });
                Bench bench =
                        Bench.with().memberTls(showing).member("a", a.port()).start()) {
            int status = RawClient.once(bench.port, RawClient.get("/")).status();

            assertThat(bench.events).isEmpty();
            assertThat(a.failures).isEmpty();
            assertThat(status).isEqualTo(200);
            assertThat(shown).containsExactly("CN=shop.example");
        }
    }

    @Test
    void member_that_does_not_speak_tls_is_refused_in_time() throws IOException {
        try (StubMember silent = StubMember.scripted(StubMember.Talk::awaitEnd);
                Bench bench = Bench.with()
                        .memberTls(rules(true, true, true, "localhost"))
                        .member(
                                "a",
                                "https://127.0.0.1:" + silent.port(),
                                Bench.Builder.connectTimeout(java.time.Duration.ofMillis(300)))
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.get("/")).status()).isEqualTo(503);

            assertThat(bench.events).singleElement().asString().contains("within 300 ms");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(bench.meters
                                    .get("tandem.proxy.tls.handshakes")
                                    .tags("side", "member", "ending", "late")
                                    .counter()
                                    .count())
                            .isEqualTo(1));
        }
    }

    @Test
    void connections_opened_beforehand_wait_with_their_tickets_and_carry_the_first_requests() throws IOException {
        try (StubMember a = member("member", new LinkedBlockingQueue<>());
                Bench bench = Bench.with()
                        .memberTls(rules(true, true, true, "localhost"))
                        .member("a", a.port())
                        .start()) {
            List<Member> members = bench.table.current().balancers().get("app").members();
            bench.server.prepareConnections(members);
            Awaitility.await().until(() -> idle(bench) == 1);

            for (int i = 0; i < 5; i++) {
                assertThat(RawClient.once(bench.port, RawClient.get("/")).body())
                        .isEqualTo("a");
            }

            assertThat(a.connections()).isEqualTo(1);
        }
    }

    private static double idle(Bench bench) {
        return bench.meters.get("tandem.proxy.member.connections.idle").gauge().value();
    }
}
