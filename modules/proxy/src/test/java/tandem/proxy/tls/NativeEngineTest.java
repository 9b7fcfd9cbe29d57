package tandem.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsEngine;
import tandem.core.config.TlsVersion;
import tandem.core.port.Outcome;
import tandem.core.tls.TestCertificates;
import tandem.proxy.tls.boringssl.NativeLibrary;
import tandem.proxy.tls.boringssl.NativeSession;
import tandem.proxy.tls.boringssl.Released;

/** BoringSSL's engine does what Java's does, spoken to by Java's as a client. */
final class NativeEngineTest {
    @TempDir
    Path directory;

    private SSLContext clients;
    private SSLEngine last;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(NativeLibrary.problem().isEmpty(), NativeLibrary::problem);
        clients = EngineCost.clients();
    }

    @AfterEach
    void release() {
        if (last instanceof Released memory) {
            memory.release();
            memory.release();
        }
    }

    private ListenerTlsConfig listener(String... certificates) {
        List<CertificateConfig> files = Arrays.stream(certificates)
                .map(name -> TestCertificates.config(directory, name))
                .toList();
        return new ListenerTlsConfig(files, TlsVersion.BOTH, List.of(), false, Duration.ofSeconds(10))
                .withEngine(TlsEngine.NATIVE);
    }

    private static TandemConfig config(String name, ListenerTlsConfig tls) {
        return TandemConfig.empty()
                .edit()
                .listeners(Map.of(name, new ListenerConfig(ListenAddress.parse("*:0"), Optional.of(tls))))
                .done();
    }

    private static Certificates certificates(String name, ListenerTlsConfig tls) {
        Certificates certificates = new Certificates();
        Outcome read = certificates.load(config(name, tls));
        assertThat(read).isInstanceOf(Outcome.Done.class);
        return certificates;
    }

    private EnginePair pair(Certificates from, String version, String... suites) {
        return pairAt(from, "web", version, suites);
    }

    private EnginePair pairAt(Certificates from, String listener, String version, String... suites) {
        SSLEngine client = clients.createSSLEngine("shop.example", 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setServerNames(List.of(new SNIHostName("shop.example")));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (suites.length > 0) {
            parameters.setCipherSuites(suites);
        }
        client.setSSLParameters(parameters);
        last = from.listener(listener).engine();
        return new EnginePair(client, last, true);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bytes_go_both_ways_and_the_session_tells_what_was_agreed_on(String version) throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), version);

        pair.handshake();

        assertThat(pair.toServer(bytes(100_000))).isEqualTo(bytes(100_000));
        assertThat(pair.toClient(ByteBuffer.wrap(bytes(100_000)))).isEqualTo(bytes(100_000));
        ByteBuffer direct =
                ByteBuffer.allocateDirect(100_000).put(bytes(100_000)).flip();
        assertThat(pair.toClient(direct)).isEqualTo(bytes(100_000));
        NativeSession session = (NativeSession) pair.server.getSession();
        assertThat(session.getProtocol()).isEqualTo(version);
        assertThat(session.getCipherSuite()).isEqualTo(pair.client.getSession().getCipherSuite());
        assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName("shop.example"));
        assertThat(session.resumed()).isFalse();
        assertThat(pair.server.getApplicationProtocol()).isEqualTo("http/1.1");
    }

    @Test
    void several_pieces_leave_in_one_record() throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), "TLSv1.3");
        pair.handshake();
        pair.toClient(ByteBuffer.allocate(1));
        ByteBuffer head = ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer body = ByteBuffer.allocateDirect(5)
                .put("hello".getBytes(StandardCharsets.US_ASCII))
                .flip();

        ByteBuffer wire = ByteBuffer.allocateDirect(NetBuffers.SIZE);
        int taken = pair.server
                .wrap(new ByteBuffer[] {head, ByteBuffer.allocate(0), body}, 0, 3, wire)
                .bytesConsumed();

        assertThat(taken).isEqualTo(24);
        wire.flip();
        int records = 0;
        while (wire.hasRemaining()) {
            wire.position(wire.position() + 5 + (wire.getShort(wire.position() + 3) & 0xffff));
            records++;
        }
        assertThat(records).isEqualTo(1);
    }

    @Test
    void buffer_that_is_too_small_is_said_and_nothing_lost() throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), "TLSv1.3");
        pair.handshake();

        ByteBuffer one = ByteBuffer.wrap(new byte[] {1});
        assertThat(pair.server.wrap(one, ByteBuffer.allocateDirect(10)).getStatus())
                .isEqualTo(Status.BUFFER_OVERFLOW);
        assertThat(one.remaining()).isEqualTo(1);
        ByteBuffer wire = ByteBuffer.allocateDirect(NetBuffers.SIZE);
        pair.client.wrap(ByteBuffer.wrap(bytes(1000)), wire);
        wire.flip();
        assertThat(pair.server.unwrap(wire, ByteBuffer.allocateDirect(100)).getStatus())
                .isEqualTo(Status.BUFFER_OVERFLOW);
        ByteBuffer cut = wire.slice(0, wire.limit() - 1);
        assertThat(pair.server.unwrap(cut, ByteBuffer.allocateDirect(2000)).getStatus())
                .isEqualTo(Status.BUFFER_UNDERFLOW);
        ByteBuffer clear = ByteBuffer.allocate(2000);
        assertThat(pair.server.unwrap(wire, clear).bytesProduced()).isEqualTo(1000);
        assertThat(Arrays.copyOf(clear.array(), 1000)).isEqualTo(bytes(1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void client_that_says_no_more_comes_still_gets_its_answer(String version) throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), version);
        pair.handshake();
        ByteBuffer wire = ByteBuffer.allocateDirect(NetBuffers.SIZE);
        pair.client.closeOutbound();
        pair.client.wrap(ByteBuffer.allocate(0), wire);

        Status end = pair.server
                .unwrap(wire.flip(), ByteBuffer.allocateDirect(NetBuffers.SIZE))
                .getStatus();

        assertThat(end).isEqualTo(Status.CLOSED);
        assertThat(pair.server.isInboundDone()).isTrue();
        assertThat(pair.server.isOutboundDone()).isFalse();
        ByteBuffer answer = ByteBuffer.allocateDirect(NetBuffers.SIZE);
        assertThat(pair.server.wrap(ByteBuffer.wrap(bytes(50)), answer).bytesConsumed())
                .isEqualTo(50);
        pair.server.closeOutbound();
        assertThat(pair.server.wrap(ByteBuffer.allocate(0), answer).bytesProduced())
                .isPositive();
        assertThat(pair.server.isOutboundDone()).isTrue();
    }

    /** What comes of all these records; tickets may be among them. */
    private static Status clientReads(EnginePair pair, ByteBuffer wire) throws SSLException {
        Status last = Status.OK;
        while (wire.hasRemaining() && last == Status.OK) {
            last = pair.client
                    .unwrap(wire, ByteBuffer.allocate(NetBuffers.SIZE))
                    .getStatus();
        }
        return last;
    }

    @Test
    void end_without_a_farewell_is_an_error() throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), "TLSv1.3");
        pair.handshake();

        assertThatThrownBy(pair.server::closeInbound)
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("close_notify");
    }

    @Test
    void farewell_is_understood_by_the_client() throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), "TLSv1.3");
        pair.handshake();
        ByteBuffer wire = ByteBuffer.allocateDirect(NetBuffers.SIZE);

        pair.server.closeOutbound();
        assertThat(pair.server.isOutboundDone()).isFalse();
        pair.server.wrap(ByteBuffer.allocate(0), wire);

        assertThat(clientReads(pair, wire.flip())).isEqualTo(Status.CLOSED);
    }

    @ParameterizedTest
    @CsvSource({"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, EC"})
    void each_client_gets_the_key_that_it_can_use(String suite, String key) throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-rsa", "shop-ec")), "TLSv1.2", suite);

        pair.handshake();

        assertThat(pair.client
                        .getSession()
                        .getPeerCertificates()[0]
                        .getPublicKey()
                        .getAlgorithm())
                .isEqualTo(key);
    }

    @Test
    void damaged_record_ends_it_with_an_alert() throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), "TLSv1.3");
        pair.handshake();
        ByteBuffer wire = ByteBuffer.allocateDirect(NetBuffers.SIZE);
        pair.client.wrap(ByteBuffer.wrap(bytes(100)), wire);
        wire.put(20, (byte) (wire.get(20) ^ 1)).flip();

        assertThatThrownBy(() -> pair.server.unwrap(wire, ByteBuffer.allocateDirect(NetBuffers.SIZE)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("bad decrypt");

        assertThat(pair.server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        ByteBuffer alert = ByteBuffer.allocateDirect(NetBuffers.SIZE);
        assertThat(pair.server.wrap(ByteBuffer.allocate(0), alert).bytesProduced())
                .isPositive();
        assertThat(pair.server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThatThrownBy(() -> clientReads(pair, alert.flip())).hasMessageContaining("bad_record_mac");
    }

    @Test
    void what_is_no_tls_is_refused() throws Exception {
        SSLEngine server =
                certificates("web", listener("shop-ec")).listener("web").engine();
        last = server;
        ByteBuffer noise = ByteBuffer.allocateDirect(100).put(bytes(100)).flip();
        server.unwrap(noise, ByteBuffer.allocateDirect(100));
        server.getDelegatedTask().run();

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5; i++) {
                        server.wrap(ByteBuffer.allocate(0), ByteBuffer.allocateDirect(NetBuffers.SIZE));
                    }
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void released_engine_is_closed_and_a_task_that_comes_later_does_nothing() throws Exception {
        EnginePair pair = pair(certificates("web", listener("shop-ec")), "TLSv1.3");
        pair.client.beginHandshake();
        pair.client.wrap(ByteBuffer.allocate(0), pair.wireToServer());
        pair.server.unwrap(pair.wireToServer().flip(), ByteBuffer.allocateDirect(100));
        Runnable task = pair.server.getDelegatedTask();

        ((Released) pair.server).release();
        task.run();

        assertThat(pair.server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(pair.server
                        .wrap(ByteBuffer.allocate(0), ByteBuffer.allocateDirect(100))
                        .getStatus())
                .isEqualTo(Status.CLOSED);
        assertThat(pair.server
                        .unwrap(ByteBuffer.allocateDirect(10), ByteBuffer.allocateDirect(100))
                        .getStatus())
                .isEqualTo(Status.CLOSED);
    }

    // ---- sessions ----

    private boolean resumedAt(Certificates node, String listener, String version) throws Exception {
        EnginePair pair = pairAt(node, listener, version);
        pair.handshake();
        pair.toClient(ByteBuffer.wrap(new byte[1]));
        pair.client.closeOutbound();
        boolean resumed = ((NativeSession) pair.server.getSession()).resumed();
        ((Released) pair.server).release();
        return resumed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void session_of_one_node_goes_on_at_another_that_knows_its_secret(String version) throws Exception {
        Certificates one = certificates("web", listener("shop-rsa", "shop-ec"));
        Certificates other = certificates("web", listener("shop-rsa", "shop-ec"));
        Certificates stranger = certificates("web", listener("shop-rsa", "shop-ec"));
        one.ticketSeeds(List.of(bytes(32)));
        other.ticketSeeds(List.of(new byte[32], bytes(32)));
        stranger.ticketSeeds(List.of(new byte[32]));

        assertThat(resumedAt(one, "web", version)).isFalse();
        assertThat(resumedAt(stranger, "web", version)).isFalse();
        clients = EngineCost.clients();
        assertThat(resumedAt(one, "web", version)).isFalse();
        assertThat(resumedAt(other, "web", version)).isTrue();
    }

    @Test
    void session_of_one_listener_is_none_of_another() throws Exception {
        Certificates open = certificates("web", listener("shop-ec"));
        Certificates guarded = certificates("staff", listener("shop-ec"));
        open.ticketSeeds(List.of(bytes(32)));
        guarded.ticketSeeds(List.of(bytes(32)));

        assertThat(resumedAt(open, "web", "TLSv1.3")).isFalse();
        assertThat(resumedAt(guarded, "staff", "TLSv1.3")).isFalse();
    }

    @Test
    void new_certificates_keep_the_sessions_of_clients() throws Exception {
        Certificates node = certificates("web", listener("shop-ec"));
        node.ticketSeeds(List.of(bytes(32)));
        assertThat(resumedAt(node, "web", "TLSv1.3")).isFalse();

        node.load(config("web", listener("shop-rsa")));

        assertThat(resumedAt(node, "web", "TLSv1.3")).isTrue();
    }

    // ---- choice of the engine ----

    @Test
    void what_boringssl_cannot_do_is_java_s_business_or_refused_by_name() {
        ListenerTlsConfig picky = new ListenerTlsConfig(
                        listener("shop-ec").certificates(),
                        TlsVersion.BOTH,
                        List.of("TLS_AES_256_GCM_SHA384"),
                        false,
                        Duration.ofSeconds(10))
                .withEngine(TlsEngine.AUTO);

        assertThat(certificates("web", picky).listener("web").isNative()).isFalse();
        assertThat(new Certificates()
                        .load(config("web", picky.withEngine(TlsEngine.NATIVE)))
                        .sentence())
                .isEqualTo(
                        "listener web asks for tls.engine: native, but BoringSSL always offers the three cipher suites of"
                                + " TLS 1.3, and ciphers leaves some out; write auto or jsse");
        assertThat(certificates("web", listener("shop-ec").withEngine(TlsEngine.JSSE))
                        .listener("web")
                        .isNative())
                .isFalse();
        assertThat(certificates("web", listener("shop-ec").withEngine(TlsEngine.AUTO))
                        .listener("web")
                        .isNative())
                .isTrue();
    }
}
