package tandem.proxy.log;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.TandemConfig;
import tandem.core.log.LogLine;
import tandem.core.log.LogRule;
import tandem.core.port.Outcome;

/**
 * Writes the access logs of a node by one thread of its own, so that no disk is waited for on an I/O thread; where the disk does
 * not keep up, lines are dropped and counted. Owns that thread, which runs while a file is configured. Any thread.
 */
public final class AccessLog implements AutoCloseable {
    /** What waits for the writer, of each I/O thread. */
    private static final int RING_BYTES = 1 << 20;

    private static final long PAUSE_NANOS = 100_000_000;
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final long ENDING_MILLIS = 2_000;

    private final List<LogRing> rings = new CopyOnWriteArrayList<>();
    private volatile Map<Path, LogFile> files = Map.of();
    private volatile List<LogFile> byId = List.of();
    private volatile boolean reopen;
    private volatile boolean closed;
    private volatile @Nullable Thread writer;

    /** @param meters where the metrics {@code tandem_access_log_…} are registered */
    public AccessLog(MeterRegistry meters) {
        counter(meters, "tandem.access.log.lines", "written", log -> log.sum(LogFile::lines));
        counter(meters, "tandem.access.log.lines", "dropped", AccessLog::dropped);
        counter(meters, "tandem.access.log.lines", "lost", log -> log.sum(LogFile::lost));
    }

    private void counter(MeterRegistry meters, String name, String outcome, ToLongFunction<AccessLog> count) {
        FunctionCounter.builder(name, this, log -> (double) count.applyAsLong(log))
                .description(
                        "Lines of access logs: written; dropped, because the disk was too slow; lost, because it refused")
                .tags("outcome", outcome)
                .register(meters);
    }

    private long sum(ToLongFunction<LogFile> of) {
        return byId.stream().mapToLong(of).sum();
    }

    private long dropped() {
        return rings.stream().mapToLong(LogRing::dropped).sum();
    }

    /**
     * Opens the files that a configuration names, those of one before that it does not name any more are closed later; opens
     * nothing if one cannot be opened.
     */
    public synchronized Outcome open(TandemConfig config) {
        Map<Path, LogFile> next = new LinkedHashMap<>(files);
        List<LogFile> known = new ArrayList<>(byId);
        Set<Path> named = named(config);
        for (Path path : named) {
            LogFile file = next.get(path);
            if (file == null) {
                file = new LogFile(known.size(), path);
                known.add(file);
                next.put(path, file);
            }
            try {
                file.open();
            } catch (IOException e) {
                return new Outcome.Refused("could not open the access log " + path + ": " + LogFile.reason(e)
                        + "; create its directory for the user that this process runs as, or name another file");
            }
        }
        byId = List.copyOf(known);
        files = Map.copyOf(next);
        next.forEach((path, file) -> file.wanted(named.contains(path)));
        if (!named.isEmpty() && writer == null && !closed) {
            Thread thread =
                    Thread.ofPlatform().name("tandem-access-log").daemon().unstarted(this::run);
            writer = thread;
            thread.start();
        }
        return new Outcome.Done("");
    }

    private static Set<Path> named(TandemConfig config) {
        Set<Path> named = new LinkedHashSet<>();
        config.accessLog().stream().map(AccessLogConfig::file).forEach(named::add);
        config.sites()
                .forEach(site ->
                        site.accessLog().stream().map(AccessLogConfig::file).forEach(named::add));
        return named;
    }

    /** Opens every file anew, soon: somebody moved them. */
    public void reopen() {
        reopen = true;
        LockSupport.unpark(writer);
    }

    /** Where one I/O thread puts its lines; that thread alone. */
    public Lines lines() {
        return new Lines();
    }

    /** One I/O thread's end of the log. */
    public final class Lines {
        private final LogLine line = new LogLine();
        private @Nullable LogRing ring;

        /** Where the line is put together. */
        public LogLine line() {
            return line;
        }

        /** Has the line written; never waits. */
        public void add(LogRule rule) {
            LogFile file = files.get(rule.file());
            if (file == null) {
                return;
            }
            LogRing to = ring;
            if (to == null) {
                to = new LogRing(RING_BYTES, () -> LockSupport.unpark(writer));
                ring = to;
                rings.add(to);
            }
            to.offer(file.id(), line.bytes(), line.length());
        }
    }

    // ---- the writer ----

    private void run() {
        long looked = System.nanoTime();
        while (!closed) {
            boolean idle = drain() == 0;
            if (reopen) {
                reopen = false;
                byId.forEach(LogFile::reopen);
            }
            long now = System.nanoTime();
            if (now - looked >= LOOK_NANOS) {
                looked = now;
                byId.forEach(LogFile::look);
            }
            if (idle) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        drain();
        byId.forEach(LogFile::close);
    }

    private int drain() {
        int lines = 0;
        for (LogRing ring : rings) {
            lines += ring.drain((id, from, at, length, rest) -> byId.get(id).add(from, at, length, rest));
        }
        if (lines > 0) {
            byId.forEach(LogFile::write);
        }
        return lines;
    }

    /** Writes what has been logged so far and ends; waits for that a little while. */
    @Override
    public void close() {
        closed = true;
        Thread running = writer;
        if (running != null) {
            LockSupport.unpark(running);
            try {
                running.join(ENDING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
