package tandem.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of a warm-up: asks on new connections and on a kept one, in clear text or by TLS, and by HTTP/2. One thread. */
final class WarmUpClient {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUpClient.class);
    private static final int SOCKET_MILLIS = 2_000;
    /** So small that the node has to wait for its client again and again. */
    private static final int SLOW_BUFFER = 4096;
    private static final byte[] REQUEST = request("/");
    private static final byte[] LARGE_REQUEST = request(WarmUpMember.LARGE_PATH);
    private static final byte[] LAST_REQUEST = request(WarmUpMember.LAST_PATH);
    private static final byte[] STREAM = WarmUpStreams.request("/");
    private static final byte[] LARGE_STREAM = WarmUpStreams.request(WarmUpMember.LARGE_PATH);

    private final BooleanSupplier goesOn;
    private final SSLContext context = trustingEverybody();
    private int port;
    private boolean tls;
    private int answered;

    /** @param goesOn false once it is to stop early */
    WarmUpClient(BooleanSupplier goesOn) {
        this.goesOn = goesOn;
    }

    private static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: warm-up\r\nUser-Agent: warm-up\r\nAccept: */*\r\n"
                        + "Cookie: BALANCEID=x.warm-up\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** It speaks with itself, on the loopback address: there is nobody to tell from anybody else. */
    private static SSLContext trustingEverybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Everybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** From now on it asks this listener. */
    void at(int newPort, boolean byTls) {
        port = newPort;
        tls = byTls;
    }

    /** How many requests were answered so far. */
    int answered() {
        return answered;
    }

    /**
     * One request on each of so many new connections.
     *
     * @param resumed by TLS: all but the first resume a session, else none does
     */
    void askAnew(int connections, boolean resumed) {
        for (int i = 0; i < connections && goesOn.getAsBoolean(); i++) {
            try (Socket client = connect(resumed ? "resumed.warm-up" : i + ".warm-up")) {
                exchange(client, REQUEST, WarmUpMember.BYTES);
            } catch (IOException e) {
                unanswered(e);
            }
        }
    }

    /** So many requests on one connection, then so many for a large body. */
    void askOn(int requests, int large) {
        try (Socket client = connect("kept.warm-up")) {
            for (int i = 0; i < requests && goesOn.getAsBoolean(); i++) {
                exchange(client, REQUEST, WarmUpMember.BYTES);
            }
            for (int i = 0; i < large && goesOn.getAsBoolean(); i++) {
                exchange(client, LARGE_REQUEST, WarmUpMember.LARGE_BYTES);
            }
        } catch (IOException e) {
            unanswered(e);
        }
    }

    /** So many requests on one connection, each of which needs a new connection to the member. */
    void askBehindNew(int requests) {
        try (Socket client = connect("kept.warm-up")) {
            for (int i = 0; i < requests && goesOn.getAsBoolean(); i++) {
                exchange(client, LAST_REQUEST, WarmUpMember.BYTES);
            }
        } catch (IOException e) {
            unanswered(e);
        }
    }

    /** So many clients at once that take a large body bit by bit; every other one gives up half-way. In clear text. */
    void askSlowly(int clients) {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                Socket client = new Socket();
                slow.add(client);
                client.setReceiveBufferSize(SLOW_BUFFER);
                client.setSoTimeout(SOCKET_MILLIS);
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS);
                client.getOutputStream().write(LARGE_REQUEST);
            }
            byte[] bit = new byte[SLOW_BUFFER];
            int taken = 0;
            for (; taken < WarmUpMember.LARGE_BYTES && goesOn.getAsBoolean(); taken += SLOW_BUFFER) {
                int step = taken > WarmUpMember.LARGE_BYTES / 2 ? 2 : 1;
                for (int i = 0; i < clients; i += step) {
                    slow.get(i).getInputStream().readNBytes(bit, 0, SLOW_BUFFER);
                }
            }
            if (taken >= WarmUpMember.LARGE_BYTES) {
                answered += (clients + 1) / 2;
            }
        } catch (IOException e) {
            unanswered(e);
        } finally {
            slow.forEach(WarmUpClient::close);
        }
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            unanswered(e);
        }
    }

    /**
     * By HTTP/2, on each of so many new connections: rounds of several requests at once, then one for large bodies.
     *
     * @param rounds on each connection
     */
    void askByHttp2(int connections, int rounds) {
        for (int i = 0; i < connections && goesOn.getAsBoolean(); i++) {
            try (Socket client = connect(i + ".http2.warm-up", "h2")) {
                WarmUpStreams streams = new WarmUpStreams(client);
                for (int round = 0; round < rounds && goesOn.getAsBoolean(); round++) {
                    answered += streams.ask(STREAM, WarmUpMember.BYTES);
                }
                answered += streams.ask(LARGE_STREAM, WarmUpMember.LARGE_BYTES);
            } catch (IOException e) {
                unanswered(e);
            }
        }
    }

    /** On a machine that is far too busy some are; the others count. */
    private static void unanswered(IOException e) {
        LOG.debug("a request of the warm-up was not answered: {}", e.toString());
    }

    /**
     * @param name by which sessions are kept
     * @param protocols that are offered by TLS; none: HTTP/1.1 without a word
     */
    private Socket connect(String name, String... protocols) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(SOCKET_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS);
        if (!tls) {
            return socket;
        }
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, name, port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private void exchange(Socket client, byte[] request, int bytes) throws IOException {
        client.getOutputStream().write(request);
        InputStream in = client.getInputStream();
        if (WarmUpMember.awaitHeadEnd(in) && in.readNBytes(bytes).length == bytes) {
            answered++;
        }
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // Nobody shows it one.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // It is this process.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
