package tandem.failover.votes;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tandem.failover.Gaps;
import tandem.failover.LoneNamespace;

/** Sends votes to a voter that is there and to others that are not, and prints the longest gap at the one that is. */
final class SilentVoterDriver {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private SilentVoterDriver() {}

    /** Arguments: {@code silent} or {@code path}, seconds. */
    public static void main(String[] arguments) throws IOException {
        Map<String, List<InetAddress>> voters = new LinkedHashMap<>();
        if (arguments[0].equals("path")) {
            voters.put("lb1", LinkVoter.at("192.0.2.11", "198.51.100.11"));
            voters.put("lb2", LinkVoter.at("192.0.2.12", "198.51.100.12"));
        } else {
            LoneNamespace.drop("192.0.2.98");
            voters.put("silent", LinkVoter.at("192.0.2.99"));
            voters.put("dropped", LinkVoter.at("192.0.2.98"));
            voters.put("lb1", LinkVoter.at("192.0.2.11"));
            voters.put("lb2", LinkVoter.at("192.0.2.12"));
        }
        run(voters, arguments[0], Integer.parseInt(arguments[1]));
    }

    private static void run(Map<String, List<InetAddress>> voters, String fault, int seconds) {
        int port = LinkVoter.freePort();
        try (LinkVoter lb1 = new LinkVoter("shop", "lb1", voters, port, TestKeys.FIRST);
                LinkVoter lb2 = new LinkVoter("shop", "lb2", voters, port, TestKeys.FIRST)) {
            while (!lb1.hears("lb2") || !lb2.hears("lb1")) {
                LockSupport.parkNanos(EVERY_NANOS);
            }
            Gaps gaps = new Gaps(EVERY_NANOS, "tandem-votes");
            lb2.whenReceived = gaps::event;
            long rounds = TimeUnit.SECONDS.toNanos(seconds) / EVERY_NANOS;
            for (long round = 1; round <= rounds; round++) {
                if (fault.equals("path") && round == rounds / 5) {
                    LoneNamespace.drop("192.0.2.0/24");
                }
                lb1.link.broadcast("main", LinkVoter.vote(round));
                gaps.pause();
            }
            System.out.println(gaps.text());
            lb2.link
                    .paths("lb1")
                    .forEach(path -> System.out.println(path.peer().getHostAddress() + " silent-for="
                            + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - path.lastHeardNanos())));
        }
    }
}
