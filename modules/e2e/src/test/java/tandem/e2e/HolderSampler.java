package tandem.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Looks every 10 ms which places hold an address on an interface, by the kernel's list of local addresses. */
final class HolderSampler implements AutoCloseable {
    private static final long PAUSE_NANOS = 10_000_000;

    private final Map<String, Path> tries = new LinkedHashMap<>();
    private final String address;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Set<String> latest = Set.of();

    /** Who held the address at that moment of {@link System#nanoTime}. */
    record Sample(long atNanos, Set<String> holders) {}

    private HolderSampler(Net net, String address, List<String> places) {
        this.address = address;
        for (String place : places) {
            tries.put(place, Path.of("/proc/" + net.anchor(place) + "/net/fib_trie"));
        }
        this.thread = Thread.ofPlatform().name("holder-sampler").unstarted(this::sample);
    }

    static HolderSampler start(Net net, String address, List<String> places) {
        HolderSampler sampler = new HolderSampler(net, address, places);
        sampler.thread.start();
        return sampler;
    }

    /** Who held the address at the last look; empty before the first. */
    Set<String> latest() {
        return latest;
    }

    /** Ends the sampling and returns all samples in order. */
    List<Sample> samples() {
        close();
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who holds it now. */
    Set<String> look() {
        Set<String> holders = new TreeSet<>();
        tries.forEach((place, file) -> {
            if (holds(file)) {
                holders.add(place);
            }
        });
        return Set.copyOf(holders);
    }

    private void sample() {
        while (running) {
            long now = System.nanoTime();
            latest = look();
            samples.add(new Sample(now, latest));
            LockSupport.parkNanos(PAUSE_NANOS - (System.nanoTime() - now));
        }
    }

    /** A local address is a line {@code |-- ADDRESS} followed by {@code /32 host LOCAL}. */
    private boolean holds(Path file) {
        try {
            String[] lines = Files.readString(file).split("\n");
            for (int i = 0; i + 1 < lines.length; i++) {
                if (lines[i].endsWith("-- " + address) && lines[i + 1].contains("host LOCAL")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
