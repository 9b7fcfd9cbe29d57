package tandem.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients of every kind at once, as a process of their own; see {@link FlowLoad}. */
final class FlowTraffic implements AutoCloseable {
    private static final Pattern SUM = Pattern.compile("sum at=(\\d+) requests=(\\d+) failed=(\\d+) lasting=(\\d+)"
            + " broken=(\\d+) connections=(\\d+) worst=([\\d.]+)");

    private final RunningProcess process;
    private final LineTail lines;
    private final List<Sum> sums = new ArrayList<>();

    /**
     * How many clients of each kind.
     *
     * @param fresh new connections a second
     */
    record Mix(int fresh, int keepAlive, int downloads, int uploads, int upgraded, int transferMillis) {}

    /**
     * All that happened until a moment.
     *
     * @param lasting downloads and uploads that were completed
     * @param worstMillis the longest request since the moment before
     */
    record Sum(
            long atMillis,
            long requests,
            long failed,
            long lasting,
            long broken,
            long connections,
            double worstMillis) {}

    private FlowTraffic(RunningProcess process, Path log) {
        this.process = process;
        this.lines = new LineTail(log);
    }

    static FlowTraffic start(Stage stage, String vip, Mix mix) {
        Path log = stage.directory.resolve("flows-" + System.nanoTime() + ".log");
        List<String> line = java(192);
        line.addAll(List.of(FlowLoad.class.getName(), vip, "80"));
        for (int argument :
                new int[] {mix.fresh, mix.keepAlive, mix.downloads, mix.uploads, mix.upgraded, mix.transferMillis}) {
            line.add(String.valueOf(argument));
        }
        String[] inside = line.toArray(String[]::new);
        return new FlowTraffic(RunningProcess.start(stage.net.inside("client", inside), true, log, "started"), log);
    }

    /** A small JVM with these tests' classes. */
    static List<String> java(int megabytes) {
        return new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString()));
    }

    /** The newest sum. */
    Sum sum() {
        read();
        return sums.getLast();
    }

    /** The longest request that ended since a moment. */
    double worstMillis(long sinceMillis) {
        read();
        return sums.stream()
                .filter(sum -> sum.atMillis > sinceMillis)
                .mapToDouble(Sum::worstMillis)
                .max()
                .orElse(Double.NaN);
    }

    private void read() {
        if (!process.alive()) {
            throw new IllegalStateException("the clients ended: " + process.log());
        }
        for (String line : lines.more()) {
            Matcher sum = SUM.matcher(line);
            if (sum.matches()) {
                sums.add(new Sum(
                        Long.parseLong(sum.group(1)),
                        Long.parseLong(sum.group(2)),
                        Long.parseLong(sum.group(3)),
                        Long.parseLong(sum.group(4)),
                        Long.parseLong(sum.group(5)),
                        Long.parseLong(sum.group(6)),
                        Double.parseDouble(sum.group(7))));
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
