package tandem.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tandem.e2e.Command;
import tandem.e2e.Distribution;

/** Reads what a process has used so far. */
final class Meter {
    private static final double TICKS_A_SECOND = 100;
    private static final Pattern ALLOCATED = Pattern.compile("\"[^\"]*I/O-\\d+\".* allocated=(\\d+)([KMG]?)");

    private Meter() {}

    private static long[] family(long pid) {
        return LongStream.concat(
                        LongStream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .mapToLong(ProcessHandle::pid))
                .toArray();
    }

    /** CPU time of a process and its workers in seconds, user and system. */
    static double cpuSeconds(long pid) {
        double ticks = 0;
        for (long each : family(pid)) {
            String stat = Distribution.read(Path.of("/proc/" + each + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / TICKS_A_SECOND;
    }

    /** Memory that a process and its workers have, in 10^6 bytes; what they share counts for each. */
    static double residentMegabytes(long pid) {
        double kib = 0;
        for (long each : family(pid)) {
            kib += Distribution.read(Path.of("/proc/" + each + "/status"))
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
                    .sum();
        }
        return kib * 1024 / 1e6;
    }

    /** Bytes that a JVM's I/O threads have allocated. */
    static long allocatedBytes(long pid) {
        Matcher threads = ALLOCATED.matcher(Command.run(jcmd(), String.valueOf(pid), "Thread.print", "-e")
                .demand()
                .out());
        long bytes = 0;
        boolean found = false;
        while (threads.find()) {
            found = true;
            bytes += Long.parseLong(threads.group(1)) * unit(threads.group(2));
        }
        if (!found) {
            throw new IllegalStateException("process " + pid + " shows no I/O thread");
        }
        return bytes;
    }

    private static long unit(String letter) {
        return switch (letter) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            default -> 1;
        };
    }

    private static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    }

    /**
     * What is traced: the I/O threads of a JVM, whose other threads must not be slowed down (they hold the address); else the
     * process and its workers.
     */
    private static long[] traced(long pid, boolean jvm) {
        if (!jvm) {
            return family(pid);
        }
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.filter(task -> Distribution.read(task.resolve("comm")).contains("I/O"))
                    .mapToLong(task -> Long.parseLong(task.getFileName().toString()))
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts system calls by name while something runs; of a JVM those of its I/O threads. */
    static Map<String, Long> systemCalls(Candidate candidate, Path file, Runnable meanwhile) {
        List<String> line = new ArrayList<>(List.of("strace", "-c", "-q", "-o", file.toString()));
        long[] traced = traced(candidate.pid(), candidate.jvm());
        if (!candidate.jvm()) {
            line.add("-f");
        }
        for (long each : traced) {
            line.addAll(List.of("-p", String.valueOf(each)));
        }
        try {
            Process strace = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitTraced(traced[0], strace);
            meanwhile.run();
            new ProcessBuilder("kill", "-INT", String.valueOf(strace.pid()))
                    .start()
                    .waitFor();
            if (!strace.waitFor(20, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
                throw new IllegalStateException("strace did not end");
            }
            return calls(Distribution.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while strace ran", e);
        }
    }

    private static void awaitTraced(long pid, Process strace) {
        org.awaitility.Awaitility.await("strace of " + pid)
                .failFast("strace ended; may it trace?", () -> !strace.isAlive())
                .until(() -> Distribution.read(Path.of("/proc/" + pid + "/status"))
                        .contains("TracerPid:\t" + strace.pid() + "\n"));
    }

    /** Lines such as {@code  55.04    0.123456          12     10000        20 epoll_wait}. */
    private static Map<String, Long> calls(String table) {
        Map<String, Long> calls = new TreeMap<>();
        for (String text : table.lines().toList()) {
            String[] columns = text.strip().split("\\s+");
            if (columns.length >= 5
                    && columns[0].matches("\\d+\\.\\d+")
                    && !columns[columns.length - 1].equals("total")) {
                calls.put(columns[columns.length - 1], Long.parseLong(columns[3]));
            }
        }
        return calls;
    }
}
