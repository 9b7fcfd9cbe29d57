package tandem.failover.jgroups;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.logging.Log;
import org.jgroups.protocols.TCP;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.text.Paced;

/**
 * JGroups' TCP, which tells in our words, at most once a minute and address, who was refused, as a rule for want of a certificate.
 * JGroups itself only logs that, and its log of connections that come and go is switched off.
 */
final class ElectionTcp extends TCP {
    // Deliberate: not this class's own, under which JGroups logs what is switched off.
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    ElectionTcp() {
        // Deliberate: the number of the class that peers without this subclass know.
        setId(ClassConfigurator.getProtocolId(TCP.class));
    }

    @Override
    public void start() throws Exception {
        super.start();
        srv.log((Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(),
                new Class<?>[] {Log.class},
                new Refusals(log, NodeClock.SYSTEM, LOG::warn)));
    }

    /** Passes everything on to JGroups' log and picks out the connections that were not accepted. */
    static final class Refusals implements InvocationHandler {
        private final Log log;
        private final NodeClock clock;
        private final Consumer<String> teller;
        private final Paced paced = new Paced();

        Refusals(Log log, NodeClock clock, Consumer<String> teller) {
            this.log = log;
            this.clock = clock;
            this.teller = teller;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (arguments != null && arguments.length == 2 && arguments[1] instanceof Object[] details) {
                watch(details);
            }
            try {
                return method.invoke(log, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        private void watch(Object[] details) {
            @Nullable SocketAddress peer = null;
            @Nullable IOException failure = null;
            for (Object detail : details) {
                if (detail instanceof Socket socket) {
                    peer = socket.getRemoteSocketAddress();
                } else if (detail instanceof IOException refused) {
                    failure = refused;
                }
            }
            if (failure != null && peer instanceof InetSocketAddress address) {
                tell(address.getAddress().getHostAddress(), failure);
            }
        }

        private void tell(String peer, IOException failure) {
            if (paced.pass(peer, clock.nanos())) {
                teller.accept("refused a connection to the election link from " + peer + " (" + failure.getMessage()
                        + "): it showed no certificate of this cluster, or broke off. If it is a node, compare"
                        + " secret-file and cluster.name; if not, keep it from this port."
                        + " More of these are not told for a minute");
            }
        }
    }
}
