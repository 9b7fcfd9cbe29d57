package tandem.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import tandem.core.config.RouteConfig;
import tandem.proxy.origin.Origin;
import tandem.proxy.tls.ClientTls;
import tandem.proxy.tls.TlsLayer;

/** What outlives one request of a client: who it is, and the member connection that is its own. One I/O thread. */
final class ClientConnection {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final InetAddress address;
    private final String addressText;
    private final InetAddress peerAddress;
    private final String listener;
    private final InetAddress localAddress;
    private final int localPort;
    private final boolean secure;
    private final @Nullable ClientTls tls;
    private final int port;
    private int requests;
    private @Nullable MemberConnection pinned;
    private boolean loggedIn;
    private RouteConfig.Via lastVia = RouteConfig.Via.OFF;
    private String lastVersion = "";
    private String lastViaEntry = "";

    private ClientConnection(
            InetSocketAddress peer,
            @Nullable Origin origin,
            String listener,
            InetSocketAddress local,
            boolean secure,
            @Nullable ClientTls tls) {
        InetSocketAddress named = origin == null ? null : origin.client();
        InetSocketAddress remote = named == null ? peer : named;
        this.peerAddress = peer.getAddress();
        this.address = remote.getAddress();
        this.port = remote.getPort();
        this.addressText = address.getHostAddress();
        this.listener = listener;
        this.localAddress = local.getAddress();
        this.localPort = local.getPort();
        this.secure = secure;
        this.tls = tls;
    }

    /** That of an accepted connection, which speaks TLS if that has been agreed on. */
    static ClientConnection of(StreamConnection connection, String listener) {
        ClientTls tls = ClientTls.of(connection);
        return of(connection, listener, tls != null, tls);
    }

    /** That of a connection on which TLS is yet to be agreed. */
    static ClientConnection agreeing(StreamConnection connection, String listener) {
        return of(connection, listener, true, null);
    }

    private static ClientConnection of(
            StreamConnection connection, String listener, boolean secure, @Nullable ClientTls tls) {
        InetSocketAddress peer = connection.getPeerAddress(InetSocketAddress.class);
        InetSocketAddress local = connection.getLocalAddress(InetSocketAddress.class);
        Origin origin = Origin.of(TlsLayer.beneath(connection));
        return new ClientConnection(peer, origin, listener, local, secure, tls);
    }

    /** The client, as whoever connected says by the PROXY protocol, or else whoever connected. */
    InetAddress address() {
        return address;
    }

    /** Who connected. */
    InetAddress peerAddress() {
        return peerAddress;
    }

    String addressText() {
        return addressText;
    }

    /** The client's own port. */
    int port() {
        return port;
    }

    /** Another request begins. */
    void asked() {
        requests++;
    }

    /** How many requests came before the one under way. */
    int before() {
        return requests - 1;
    }

    /** The name of the listener that it came by. */
    String listener() {
        return listener;
    }

    /** Which address of this machine it connected to. */
    InetAddress localAddress() {
        return localAddress;
    }

    int localPort() {
        return localPort;
    }

    /** What was added to Via when it was last asked for in this way; null if that was another way. */
    @Nullable
    String viaEntry(RouteConfig.Via via, String version) {
        return via == lastVia && version.equals(lastVersion) ? lastViaEntry : null;
    }

    /** Remembers what is added to Via, and returns it. */
    String viaEntry(RouteConfig.Via via, String version, String entry) {
        lastVia = via;
        lastVersion = version;
        lastViaEntry = entry;
        return entry;
    }

    /** Whether it came to the port that its scheme has by itself. */
    boolean onDefaultPort() {
        return localPort == (secure ? HTTPS_PORT : HTTP_PORT);
    }

    /** Whether it is by TLS. */
    boolean secure() {
        return secure;
    }

    /** What was agreed on by TLS; null in clear text. */
    @Nullable
    ClientTls tls() {
        return tls;
    }

    /** {@code https} or {@code http}, as the client wrote it. */
    String scheme() {
        return secure ? "https" : "http";
    }

    /** The member connection that serves this client and nobody else; null without one. */
    @Nullable
    MemberConnection pinned() {
        return pinned;
    }

    /** Whether that connection carries this client's authentication, so that the client has to stay with it. */
    boolean loggedIn() {
        return loggedIn;
    }

    void pin(MemberConnection connection, boolean login) {
        MemberConnection before = pinned;
        pinned = connection;
        loggedIn = login;
        if (before != null && before != connection && before.idle()) {
            before.close();
        }
    }

    /** The client is gone, and with it what was its own. */
    void closed() {
        MemberConnection own = pinned;
        pinned = null;
        if (own != null && own.idle()) {
            own.close();
        }
    }
}
