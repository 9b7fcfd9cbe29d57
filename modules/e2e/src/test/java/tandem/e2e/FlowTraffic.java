package tandem.e2e;

import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients of every kind at once, as a process of their own; see {@link FlowLoad}. */
final class FlowTraffic implements AutoCloseable {
    private static final Pattern SUM = Pattern.compile("sum at=(\\d+) requests=(\\d+) failed=(\\d+) lasting=(\\d+)"
            + " broken=(\\d+) connections=(\\d+) worst=([\\d.]+)");

    /** Makes Java's HTTP client take a certificate for any name; the tests' ones are for no virtual address. */
    static final String ANY_NAME = "-Djdk.internal.httpclient.disableHostnameVerification=true";

    private final RunningProcess process;
    private final LineTail lines;
    private final List<Sum> sums = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * How many clients of each kind.
     *
     * @param fresh new connections a second
     * @param transferMillis how long a download or an upload takes
     * @param upgradedMillis how long an upgraded connection lasts; 0: until it breaks
     */
    record Mix(
            int fresh,
            int keepAlive,
            int downloads,
            int uploads,
            int upgraded,
            int transferMillis,
            int upgradedMillis) {
        /** 2,000 requests a second, every second of them by a new connection. */
        static final Mix FULL = new Mix(1000, 50, 50, 20, 20, 4000, 0);

        /** Half as many of each. */
        Mix half() {
            return new Mix(
                    fresh / 2, keepAlive / 2, downloads / 2, uploads / 2, upgraded / 2, transferMillis, upgradedMillis);
        }

        /** The same, its upgraded connections ended by the clients after a time. */
        Mix ending(int millis) {
            return new Mix(fresh, keepAlive, downloads, uploads, upgraded, transferMillis, millis);
        }

        private int[] arguments() {
            return new int[] {fresh, keepAlive, downloads, uploads, upgraded, transferMillis, upgradedMillis};
        }
    }

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
        return start(stage, vip, mix, false);
    }

    /** The same by TLS. */
    static FlowTraffic startByTls(Stage stage, String vip, Mix mix) {
        return start(stage, vip, mix, true);
    }

    private static FlowTraffic start(Stage stage, String vip, Mix mix, boolean tls) {
        Path log = stage.directory.resolve("flows-" + System.nanoTime() + ".log");
        List<String> line = java(192);
        if (tls) {
            line.addAll(1, List.of(TlsClients.trustOptions(stage.directory).split(" ")));
        }
        line.addAll(List.of(FlowLoad.class.getName(), vip, tls ? "443" : "80"));
        for (int argument : mix.arguments()) {
            line.add(String.valueOf(argument));
        }
        if (tls) {
            line.add("tls");
        }
        String[] inside = line.toArray(String[]::new);
        return new FlowTraffic(RunningProcess.start(stage.net.inside("client", inside), true, log, "started"), log);
    }

    /** Clients over TLS by this version of HTTP, so many; see {@link TlsLoad}. */
    static FlowTraffic startByTls(
            Stage stage, String vip, HttpClient.Version version, int clients, int transferMillis) {
        Path log = stage.directory.resolve(version + "-" + System.nanoTime() + ".log");
        List<String> line = java(192);
        line.addAll(1, List.of(TlsClients.trustOptions(stage.directory).split(" ")));
        line.add(1, ANY_NAME);
        line.addAll(List.of(
                TlsLoad.class.getName(),
                "https://" + vip,
                String.valueOf(clients),
                String.valueOf(transferMillis),
                version.name()));
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
                classes()));
    }

    private static String classes() {
        try {
            return Path.of(FlowLoad.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest sum. */
    Sum sum() {
        read();
        return sums.getLast();
    }

    /** What broke or failed, one a line, to be looked up in logs. */
    List<String> failures() {
        read();
        return List.copyOf(failures);
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
            if (line.startsWith("failure ")) {
                failures.add(line);
            }
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
