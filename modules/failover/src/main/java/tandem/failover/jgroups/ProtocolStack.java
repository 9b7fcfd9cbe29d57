package tandem.failover.jgroups;

import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TLSClientAuth;

/**
 * The JGroups protocols of the election link. TCP only, with TLS 1.3 both ways. FD_SOCK2 is left out, since its own port is
 * outside TLS; a closed connection raises a suspicion instead. Short merge intervals, since a stale view must not last.
 */
final class ProtocolStack {
    private ProtocolStack() {}

    /** @throws Exception if JGroups refuses a value, which would be a bug */
    static List<Protocol> build(LinkSettings settings, SSLContext tls) throws Exception {
        StackTimers timers = StackTimers.of(settings.profile());
        MERGE3 merge = new MERGE3();
        merge.setMinInterval(500);
        merge.setMaxInterval(2000);
        FD_ALL3 detector = new FD_ALL3();
        detector.setTimeout(timers.silenceMillis());
        detector.setInterval(timers.beatMillis());
        VERIFY_SUSPECT2 verify = new VERIFY_SUSPECT2();
        verify.setTimeout(timers.verifyMillis());
        return List.of(
                transport(settings, tls),
                discovery(settings),
                merge,
                detector,
                verify,
                new NAKACK2().useMcastXmit(false).setXmitInterval(200),
                new UNICAST3().setXmitInterval(200),
                new STABLE().setDesiredAverageGossip(20_000).setMaxBytes(1_000_000),
                membership(),
                new FRAG2().setFragSize(60_000));
    }

    private static TCP transport(LinkSettings settings, SSLContext tls) throws Exception {
        TCP tcp = new ElectionTcp();
        tcp.setBindAddress(settings.own());
        tcp.setClientBindAddr(settings.own());
        tcp.setBindPort(settings.port());
        tcp.setPortRange(0);
        tcp.setBundlerType("no-bundler");
        tcp.setSockConnTimeout(300);
        tcp.tcpNodelay(true);
        tcp.enableSuspectEvents(true);
        tcp.logDetails(false);
        DiagnosticsHandler silent =
                new DiagnosticsHandler(tcp.getLog(), tcp.getSocketFactory(), tcp.getThreadFactory());
        tcp.setDiagnosticsHandler(silent.setEnabled(false));
        tcp.tls()
                .enabled(true)
                .setSSLContext(tls)
                .setClientAuth(TLSClientAuth.NEED)
                .setProtocols(new String[] {"TLSv1.3"});
        return tcp;
    }

    private static TCPPING discovery(LinkSettings settings) {
        TCPPING ping = new TCPPING();
        ping.setPortRange(0);
        ping.setInitialHosts(settings.addresses().values().stream()
                .map(address -> new InetSocketAddress(address, settings.port()))
                .toList());
        return ping;
    }

    private static GMS membership() {
        GMS gms = new GMS();
        gms.setJoinTimeout(500);
        gms.setMaxJoinAttempts(3);
        gms.setLeaveTimeout(500);
        gms.setMergeTimeout(2000);
        gms.setViewAckCollectionTimeout(500);
        gms.printLocalAddress(false);
        return gms;
    }
}
