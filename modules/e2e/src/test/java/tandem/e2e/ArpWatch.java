package tandem.e2e;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an onlooker on the same segment learns by ARP about an address, asking every 10 ms. */
final class ArpWatch implements AutoCloseable {
    private static final int EVERY_MILLIS = 10;

    private final RunningProcess process;

    private ArpWatch(RunningProcess process) {
        this.process = process;
    }

    /**
     * What was seen.
     *
     * @param asked how many requests were sent
     * @param doubled how many of them two or more nodes answered
     * @param macs who answered or announced the address at all
     */
    record Seen(int asked, int doubled, Set<String> macs) {
        /** How long two nodes answered, in milliseconds. */
        int doubledMillis() {
            return doubled * EVERY_MILLIS;
        }
    }

    /** Starts asking from the place {@code watch}, whose address is given. */
    static ArpWatch start(Net net, Path directory, String own, String asked) {
        String java = System.getProperty("java.home") + "/bin/java";
        String classes = Path.of("target/test-classes").toAbsolutePath().toString();
        return new ArpWatch(RunningProcess.start(
                net.inside(
                        "watch",
                        java,
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        ArpAsker.class.getName(),
                        own,
                        asked),
                true,
                directory.resolve("arp-" + System.nanoTime() + ".log"),
                "started"));
    }

    /** Stops asking. */
    Seen seen() {
        process.close();
        Map<Integer, Set<String>> answers = new TreeMap<>();
        Set<String> macs = new TreeSet<>();
        int asked = 0;
        for (String line : process.log().split("\n")) {
            String[] words = line.split(" ");
            if (words[0].equals("ask")) {
                asked++;
            } else if (words.length == 3) {
                macs.add(words[2]);
                if (words[0].equals("answer")) {
                    answers.computeIfAbsent(asked, key -> new TreeSet<>()).add(words[2]);
                }
            }
        }
        int doubled =
                (int) answers.values().stream().filter(by -> by.size() > 1).count();
        return new Seen(asked, doubled, Set.copyOf(macs));
    }

    @Override
    public void close() {
        process.close();
    }
}
