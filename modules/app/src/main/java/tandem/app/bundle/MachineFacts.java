package tandem.app.bundle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the machine says of itself: kernel, limits, addresses, rules, and the node's log. */
public final class MachineFacts {
    private static final int SECONDS = 10;
    private static final int LOG_BYTES = 2_000_000;
    private static final String JOURNAL = "log.txt";

    private static final List<String> FILES = List.of(
            "/proc/version", "/proc/cmdline", "/proc/loadavg", "/proc/meminfo", "/proc/cpuinfo", "/etc/os-release");

    private static final Map<String, List<String>> COMMANDS = commands();

    private MachineFacts() {}

    private static Map<String, List<String>> commands() {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("addresses.txt", List.of("ip", "-details", "address"));
        commands.put("routes.txt", List.of("ip", "route", "show", "table", "all"));
        commands.put("neighbours.txt", List.of("ip", "neighbour"));
        commands.put("rules.txt", List.of("nft", "list", "ruleset"));
        commands.put("sockets.txt", List.of("ss", "-tanp"));
        commands.put(
                "sysctl.txt",
                List.of(
                        "sysctl",
                        "net.ipv4.ip_nonlocal_bind",
                        "net.ipv4.conf.all.arp_ignore",
                        "net.ipv4.conf.all.arp_announce",
                        "net.ipv4.conf.all.rp_filter",
                        "net.netfilter.nf_conntrack_tcp_loose",
                        "net.core.somaxconn",
                        "kernel.sched_rt_runtime_us"));
        commands.put("unit.txt", List.of("systemctl", "status", "--no-pager", "--lines=0", "tandem.service"));
        commands.put("time.txt", List.of("timedatectl", "show"));
        return commands;
    }

    /** Adds them; what cannot be had is noted as missing. */
    public static void collect(Bundle bundle, @Nullable Path log) {
        for (String file : FILES) {
            String path = "machine" + file;
            try {
                bundle.text(path, Masking.of(Files.readString(Path.of(file))));
            } catch (IOException e) {
                bundle.missing(path, String.valueOf(e));
            }
        }
        COMMANDS.forEach((name, command) -> run(bundle, "machine/" + name, command));
        if (log == null) {
            run(
                    bundle,
                    JOURNAL,
                    List.of("journalctl", "--unit=tandem.service", "--no-pager", "--since=-24h", "--lines=20000"));
            return;
        }
        try {
            bundle.text(JOURNAL, Masking.of(end(log)));
        } catch (IOException e) {
            bundle.missing(JOURNAL, String.valueOf(e));
        }
    }

    private static String end(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOG_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void run(Bundle bundle, String path, List<String> command) {
        try {
            Path output = Files.createTempFile("tandem-bundle", ".txt");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    bundle.missing(path, String.join(" ", command) + " did not end within " + SECONDS + " s");
                    return;
                }
                bundle.text(path, "$ " + String.join(" ", command) + "\n" + Masking.of(end(output)));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            bundle.missing(path, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            bundle.missing(path, "interrupted");
        }
    }
}
