package tandem.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RouteConfig;

/** What outlives one request of a client: who it is, and the member connection that is its own. One I/O thread. */
final class ClientConnection {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final InetAddress address;
    private final String addressText;
    private final String listener;
    private final InetAddress localAddress;
    private final int localPort;
    private final boolean secure;
    private @Nullable MemberConnection pinned;
    private RouteConfig.Via lastVia = RouteConfig.Via.OFF;
    private boolean lastHttp11;
    private String lastViaEntry = "";

    /** @param secure whether it is by TLS */
    ClientConnection(InetAddress address, String listener, InetSocketAddress local, boolean secure) {
        this.secure = secure;
        this.address = address;
        this.addressText = address.getHostAddress();
        this.listener = listener;
        this.localAddress = local.getAddress();
        this.localPort = local.getPort();
    }

    InetAddress address() {
        return address;
    }

    String addressText() {
        return addressText;
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
    String viaEntry(RouteConfig.Via via, boolean http11) {
        return via == lastVia && http11 == lastHttp11 ? lastViaEntry : null;
    }

    /** Remembers what is added to Via, and returns it. */
    String viaEntry(RouteConfig.Via via, boolean http11, String entry) {
        lastVia = via;
        lastHttp11 = http11;
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

    /** {@code https} or {@code http}, as the client wrote it. */
    String scheme() {
        return secure ? "https" : "http";
    }

    /** The member connection that carries this client's authentication and serves nobody else; null without one. */
    @Nullable
    MemberConnection pinned() {
        return pinned;
    }

    void pin(@Nullable MemberConnection connection) {
        pinned = connection;
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
