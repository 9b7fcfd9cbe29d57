package tandem.failover.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.jgroups.logging.Log;
import org.jgroups.logging.NoopLogImpl;
import org.junit.jupiter.api.Test;
import tandem.core.port.NodeClock;

class RefusalsTest {
    private final List<String> told = new ArrayList<>();
    private final Log log = (Log) Proxy.newProxyInstance(
            Log.class.getClassLoader(),
            new Class<?>[] {Log.class},
            new ElectionTcp.Refusals(new NoopLogImpl(), NodeClock.SYSTEM, told::add));

    @Test
    void refused_peer_is_told_once_a_minute_with_the_peers_address() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket peer = new Socket()) {
            peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));

            log.warn("%s: %s: %s", "here", peer, new SSLHandshakeException("no certificate"));
            log.warn("%s: %s: %s", "here", peer, new SSLHandshakeException("no certificate"));
        }

        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("refused a connection to the election link from 127.0.0.1 (no certificate)");
    }

    @Test
    void other_lines_are_left_to_jgroups() {
        log.warn("%s: %s", "here", new EOFException());
        log.error("could not", new SSLHandshakeException("no certificate"));

        assertThat(told).isEmpty();
        assertThat(log.isWarnEnabled()).isFalse();
    }
}
