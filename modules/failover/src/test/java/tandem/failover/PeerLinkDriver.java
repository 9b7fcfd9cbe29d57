package tandem.failover;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import tandem.core.config.Profile;
import tandem.core.status.Role;
import tandem.core.text.IpAddress;
import tandem.failover.election.Claim;
import tandem.failover.election.Event;
import tandem.failover.election.Message;
import tandem.failover.jgroups.LinkSettings;
import tandem.failover.jgroups.PeerLink;

/** Three links; one falls silent while the first goes on greeting. Prints the longest gap at the one that is left. */
final class PeerLinkDriver {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PORT = 7800;

    private PeerLinkDriver() {}

    /** Arguments: file of the identity, seconds. */
    public static void main(String[] arguments) throws Exception {
        SSLContext tls = TestTls.load(Path.of(arguments[0]));
        Map<String, InetAddress> addresses = new LinkedHashMap<>();
        List.of("lb1", "lb2", "lb3")
                .forEach(node -> addresses.put(node, IpAddress.parse("192.0.2.1" + node.charAt(2))));
        Gaps gaps = new Gaps(EVERY_NANOS);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        PeerLink lb1 = link("lb1", addresses, tls, () -> {});
        PeerLink lb2 = link("lb2", addresses, tls, () -> {
            heard.add("lb2");
            gaps.event();
        });
        PeerLink lb3 = link("lb3", addresses, tls, () -> heard.add("lb3"));
        while (heard.size() < 2) {
            greet(lb1, gaps);
        }
        gaps.restart();
        long rounds = TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[1])) / EVERY_NANOS;
        for (long round = 1; round <= rounds; round++) {
            if (round == rounds / 5) {
                LoneNamespace.drop("192.0.2.13");
            }
            greet(lb1, gaps);
        }
        System.out.println(gaps.text());
        List.of(lb1, lb2, lb3).forEach(PeerLink::close);
    }

    private static void greet(PeerLink link, Gaps gaps) {
        link.broadcast("main", new Message.Hello(1, 1, 1, Claim.NONE, "", Role.STANDBY, "", "", "", 0));
        gaps.pause();
    }

    private static PeerLink link(String node, Map<String, InetAddress> addresses, SSLContext tls, Runnable whenHeard) {
        LinkSettings settings = new LinkSettings("shop", node, addresses, PORT, Profile.NORMAL);
        PeerLink link = new PeerLink(settings, tls, new AllEars(event -> {
            if (event instanceof Event.Heard heard && heard.from().equals("lb1")) {
                whenHeard.run();
            }
        }));
        link.open();
        return link;
    }
}
