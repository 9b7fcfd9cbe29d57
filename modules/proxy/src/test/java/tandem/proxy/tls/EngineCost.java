package tandem.proxy.tls;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsEngine;
import tandem.core.config.TlsVersion;
import tandem.core.port.Outcome;
import tandem.core.tls.TestCertificates;
import tandem.proxy.tls.boringssl.Released;

/** Prints what the server's side of TLS costs by each engine, on one thread in memory; the figures of ADR 60. Not a test. */
public final class EngineCost {
    private static final int BODY = 1 << 20;

    private EngineCost() {}

    public static void main(String[] arguments) throws Exception {
        Path files = Files.createTempDirectory("cost");
        System.out.println("engine version key | full us | resumed us | 200 B request+answer us | 1 MiB us");
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (String key : List.of("shop-rsa", "shop-ec")) {
                for (TlsEngine engine : List.of(TlsEngine.JSSE, TlsEngine.NATIVE)) {
                    row(files, version, key, engine);
                }
            }
        }
    }

    private static void row(Path files, String version, String key, TlsEngine engine) throws Exception {
        ListenerTlsConfig tls = new ListenerTlsConfig(
                        List.of(TestCertificates.config(files, key)),
                        TlsVersion.BOTH,
                        List.of(),
                        false,
                        Duration.ofSeconds(10))
                .withEngine(engine);
        Certificates certificates = new Certificates();
        Outcome read = certificates.load(TandemConfig.empty()
                .edit()
                .listeners(Map.of("web", new ListenerConfig(ListenAddress.parse("*:0"), Optional.of(tls))))
                .done());
        ServerTls server = certificates.listener("web");
        if (server == null) {
            throw new IllegalStateException(read.sentence());
        }
        boolean direct = engine == TlsEngine.NATIVE;
        double full = 0;
        double resumed = 0;
        for (int round = 0; round < 3; round++) {
            full = handshakes(server, version, direct, false, 500);
            resumed = handshakes(server, version, direct, true, 500);
        }
        EnginePair pair = pair(clients(), server, version, direct);
        pair.handshake();
        double small = 0;
        double large = 0;
        for (int round = 0; round < 3; round++) {
            small = small(pair, 15_000);
            large = large(pair, 60);
        }
        release(pair.server);
        System.out.printf("%s %s %s | %.1f | %.1f | %.2f | %.1f%n", engine, version, key, full, resumed, small, large);
    }

    private static double handshakes(ServerTls server, String version, boolean direct, boolean resume, int count)
            throws Exception {
        SSLContext clients = clients();
        long nanos = 0;
        for (int i = 0; i < count; i++) {
            EnginePair pair = pair(resume ? clients : clients(), server, version, direct);
            pair.handshake();
            pair.client.closeOutbound();
            nanos += pair.serverNanos;
            release(pair.server);
        }
        return nanos / 1e3 / count;
    }

    private static double small(EnginePair pair, int count) throws Exception {
        byte[] request = new byte[200];
        ByteBuffer answer = ByteBuffer.allocateDirect(200);
        pair.serverNanos = 0;
        for (int i = 0; i < count; i++) {
            pair.toServer(request);
            pair.toClient(answer.clear());
        }
        return pair.serverNanos / 1e3 / count;
    }

    private static double large(EnginePair pair, int count) throws Exception {
        ByteBuffer body = ByteBuffer.allocateDirect(BODY);
        pair.serverNanos = 0;
        for (int i = 0; i < count; i++) {
            pair.toClient(body.clear());
        }
        return pair.serverNanos / 1e3 / count;
    }

    private static void release(SSLEngine engine) {
        if (engine instanceof Released memory) {
            memory.release();
        }
    }

    private static EnginePair pair(SSLContext clients, ServerTls server, String version, boolean direct) {
        SSLEngine client = clients.createSSLEngine("shop.example", 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        client.setSSLParameters(parameters);
        return new EnginePair(client, server.engine(), direct);
    }

    static SSLContext clients() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
