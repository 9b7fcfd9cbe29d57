package tandem.e2e;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Jetty's WebSockets, which trust what this Java trusts, whatever the name. */
final class JettySockets implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;

    private final String kind;
    private final WebSocketClient client;

    private JettySockets(String kind, HttpClientTransport transport) throws Exception {
        this.kind = kind;
        HttpClient http = new HttpClient(transport);
        http.setIdleTimeout(0);
        this.client = new WebSocketClient(http);
        client.setIdleTimeout(Duration.ZERO);
        client.addManaged(http);
        client.start();
    }

    /** Each on a connection of its own. */
    static JettySockets byHttp1() throws Exception {
        return new JettySockets("Jetty's by HTTP/1.1", new HttpClientTransportOverHTTP(connector()));
    }

    /** Each on a stream (RFC 8441). */
    static JettySockets byHttp2() throws Exception {
        HTTP2Client http2 = new HTTP2Client(connector());
        http2.setIdleTimeout(0);
        http2.setStreamIdleTimeout(0);
        return new JettySockets("Jetty's by HTTP/2", new HttpClientTransportOverHTTP2(http2));
    }

    private static ClientConnector connector() throws NoSuchAlgorithmException {
        ClientConnector connector = new ClientConnector();
        connector.setIdleTimeout(Duration.ZERO);
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(SSLContext.getDefault());
        tls.setEndpointIdentificationAlgorithm(null);
        connector.setSslContextFactory(tls);
        return connector;
    }

    WebSocketLoad.Socket open(URI url) throws Exception {
        SocketEvents events = new SocketEvents();
        Session session = client.connect(new Endpoint(events), url).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return new Open(kind, session, events);
    }

    private record Open(String kind, Session session, SocketEvents events) implements WebSocketLoad.Socket {
        @Override
        public void send(String message) {
            session.sendText(message, Callback.NOOP);
        }
    }

    /** Public, since Jetty calls it by method handles. */
    public static final class Endpoint extends Session.Listener.AbstractAutoDemanding {
        private final SocketEvents events;

        Endpoint(SocketEvents events) {
            this.events = events;
        }

        @Override
        public void onWebSocketText(String message) {
            events.came(message);
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            events.ended("closed with " + code + " " + reason);
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            events.ended(cause.toString());
        }
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty's client does not stop", e);
        }
    }
}
