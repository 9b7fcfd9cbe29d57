package tandem.failover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The longest time for which the machine, not the code under test, kept a thread from running: a sleeper woke too late, a thread of
 * given names waited for a processor (Linux' schedstat), or the host took a processor away (steal time, to a hundredth of a second).
 */
final class Stalls {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final Path PROCESSORS = Path.of("/proc/stat");
    private static final int STEAL = 8;
    private static final long STEAL_UNIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long everyNanos;
    private final List<Path> threads;
    private final Map<String, Long> seen = new HashMap<>();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    /**
     * @param everyNanos how often the machine is asked for a thread
     * @param names how the names of threads begin that run by now and are watched; empty: none
     */
    Stalls(long everyNanos, String names) {
        this.everyNanos = everyNanos;
        this.threads = names.isEmpty() ? List.of() : threads(names);
        Thread.ofPlatform().daemon().start(this::watch);
    }

    private static List<Path> threads(String names) {
        try (Stream<Path> all = Files.list(THREADS)) {
            return all.filter(thread -> read(thread.resolve("comm")).startsWith(names))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the caller sleep once; a late awakening counts. */
    void pause() {
        long asleep = System.nanoTime();
        LockSupport.parkNanos(everyNanos);
        longest.accumulate(System.nanoTime() - asleep - everyNanos);
    }

    long longestNanos() {
        return longest.get();
    }

    void restart() {
        longest.reset();
    }

    private void watch() {
        while (true) {
            pause();
            threads.forEach(thread -> grown(
                    thread.toString(),
                    Long.parseLong(read(thread.resolve("schedstat")).split(" ", 3)[1])));
            read(PROCESSORS)
                    .lines()
                    .filter(line -> line.matches("cpu\\d.*"))
                    .map(line -> line.split(" "))
                    .forEach(fields -> grown(fields[0], Long.parseLong(fields[STEAL]) * STEAL_UNIT_NANOS));
        }
    }

    private void grown(String what, long nanos) {
        Long before = seen.put(what, nanos);
        if (before != null) {
            longest.accumulate(nanos - before);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
