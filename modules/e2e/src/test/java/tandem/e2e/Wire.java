package tandem.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an onlooker on the bridge learns about an address, by asking every 5 ms and by listening. Moments are wall clock. */
final class Wire implements AutoCloseable {
    static final int EVERY_MILLIS = 5;
    /** Somebody who answers before and after another within this time has not given up the address between. */
    private static final long BETWEEN_MICROS = 100_000;

    private static final Set<String> TO_VOLLEYS = Set.of("arp", "syn-ack");

    private final RunningProcess process;
    private final LineTail lines;
    private final List<Long> asks = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Vote> votes = new ArrayList<>();

    /** {@code kind} is one of WireProbe's words. */
    private record Answer(long micros, String kind, String mac) {}

    private record Vote(long micros, String from, String to) {}

    /**
     * What was seen in a span of time.
     *
     * @param asked how many volleys of questions were sent
     * @param doubledMillis how long two or more nodes answered
     * @param macs who answered at all
     */
    record Seen(int asked, double doubledMillis, Set<String> macs) {}

    private Wire(RunningProcess process, Path log) {
        this.process = process;
        this.lines = new LineTail(log);
    }

    /**
     * Starts asking for the address of these nodes.
     *
     * @param echoMillis after how long it sends each datagram of voters a second time; 0: never
     */
    static Wire start(Net net, Path directory, String asked, int votePort, int echoMillis, List<String> nodes) {
        List<String> line = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                WireProbe.class.getName(),
                Net.BRIDGE,
                Net.ONLOOKER,
                asked,
                "80",
                String.valueOf(votePort),
                String.valueOf(echoMillis)));
        nodes.forEach(node -> line.add(net.mac(node)));
        Path log = directory.resolve("wire-" + System.nanoTime() + ".log");
        return new Wire(RunningProcess.start(net.onBridge(line.toArray(String[]::new)), true, log, "started"), log);
    }

    /** What was seen between two moments in microseconds since 1970. */
    Seen seen(long from, long to) {
        read();
        Set<String> macs = new TreeSet<>();
        List<Answer> span = answers.stream()
                .filter(answer -> answer.micros >= from && answer.micros < to)
                .sorted(Comparator.comparingLong(Answer::micros))
                .toList();
        span.forEach(answer -> macs.add(answer.mac));
        int asked = (int) asks.stream().filter(ask -> ask >= from && ask < to).count();
        return new Seen(asked, doubled(span) / 1000.0, Set.copyOf(macs));
    }

    /** The longest time between two votes from one address to another, in milliseconds; infinite with fewer than two. */
    double voteGapMillis(String sender, String voter, long from, long to) {
        read();
        long[] at = votes.stream()
                .filter(vote -> vote.from.equals(sender) && vote.to.equals(voter))
                .mapToLong(Vote::micros)
                .filter(micros -> micros >= from && micros < to)
                .sorted()
                .toArray();
        if (at.length < 2) {
            return Double.POSITIVE_INFINITY;
        }
        long worst = Math.max(at[0] - from, to - at[at.length - 1]);
        for (int i = 1; i < at.length; i++) {
            worst = Math.max(worst, at[i] - at[i - 1]);
        }
        return worst / 1000.0;
    }

    @Override
    public void close() {
        process.close();
    }

    /** Microseconds in which two nodes answered the same volley, or one answered before and after another did. */
    private long doubled(List<Answer> span) {
        TreeMap<Long, Long> spells = new TreeMap<>();
        Map<Long, Set<String>> byVolley = new TreeMap<>();
        TreeSet<Long> volleys = new TreeSet<>(asks);
        Map<String, Long> last = new TreeMap<>();
        Answer before = null;
        for (Answer answer : span) {
            Long volley = volleys.floor(answer.micros);
            if (volley != null && TO_VOLLEYS.contains(answer.kind)) {
                byVolley.computeIfAbsent(volley, key -> new TreeSet<>()).add(answer.mac);
            }
            Long own = last.get(answer.mac);
            if (before != null
                    && !before.mac.equals(answer.mac)
                    && own != null
                    && answer.micros - own <= BETWEEN_MICROS) {
                spells.merge(before.micros, answer.micros, Math::max);
            }
            last.put(answer.mac, answer.micros);
            before = answer;
        }
        byVolley.forEach((volley, macs) -> {
            if (macs.size() > 1) {
                spells.merge(volley, volley + EVERY_MILLIS * 1000L, Math::max);
            }
        });
        long sum = 0;
        long until = 0;
        for (Map.Entry<Long, Long> spell : spells.entrySet()) {
            sum += Math.max(0, spell.getValue() - Math.max(until, spell.getKey()));
            until = Math.max(until, spell.getValue());
        }
        return sum;
    }

    private void read() {
        for (String line : lines.more()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "ask" -> asks.add(Long.parseLong(words[1]));
                case "arp", "syn-ack", "accept" ->
                    answers.add(new Answer(Long.parseLong(words[1]), words[0], words[2]));
                case "vote" -> votes.add(new Vote(Long.parseLong(words[1]), words[2], words[3]));
                default -> {
                    // Announcements tell nothing about who answers.
                }
            }
        }
    }
}
