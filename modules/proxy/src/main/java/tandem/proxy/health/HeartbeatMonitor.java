package tandem.proxy.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.HeartbeatConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.PolicyName;
import tandem.core.health.Heartbeat;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.routing.LiveTable;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/**
 * Hears members announce their load, for balancers with policy heartbeat: by UDP, or in a file that an Apache writes. An
 * announcement counts for the members at the address that it comes from. One thread of its own, and only where the configuration
 * says so.
 */
public final class HeartbeatMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatMonitor.class);
    private static final int LARGEST = 1024;
    private static final int BEAT_MILLIS = 1000;
    private static final long WRITE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What became of an announcement. */
    private enum Outcome {
        COUNTED,
        /** It comes from no member's address, or not from one of the senders. */
        STRANGER,
        MALFORMED
    }

    private final LiveTable table;
    private final NodeClock clock;
    private final MeterRegistry meters;
    private @Nullable HeartbeatConfig inForce;
    private @Nullable Listening listening;

    public HeartbeatMonitor(LiveTable table, NodeClock clock, MeterRegistry meters) {
        this.table = table;
        this.clock = clock;
        this.meters = meters;
    }

    /** Begins or goes on with what the table's configuration says. Any thread. */
    public synchronized void configChanged() {
        HeartbeatConfig wanted = table.current().config().heartbeats().orElse(null);
        if (wanted == null ? inForce == null : wanted.equals(inForce)) {
            return;
        }
        end();
        inForce = wanted;
        if (wanted != null) {
            Listening begun = new Listening(wanted);
            listening = begun;
            begun.thread.start();
        }
    }

    private void end() {
        Listening before = listening;
        listening = null;
        if (before != null) {
            before.close();
        }
    }

    @Override
    public synchronized void close() {
        end();
    }

    /** The port that is listened at; 0 while none is. */
    synchronized int port() {
        MulticastSocket socket = listening == null ? null : listening.socket;
        return socket == null ? 0 : socket.getLocalPort();
    }

    /** One configuration's life. */
    private final class Listening {
        private final HeartbeatConfig config;
        private final Thread thread;
        private final Map<InetAddress, Long> heardNanos = new LinkedHashMap<>();
        private final Map<InetAddress, Heartbeat> said = new HashMap<>();
        private final Map<Outcome, Counter> counters = new HashMap<>();
        private volatile @Nullable MulticastSocket socket;
        private volatile boolean over;
        private long writtenNanos;
        private String problem = "";

        Listening(HeartbeatConfig config) {
            this.config = config;
            this.writtenNanos = clock.nanos();
            this.thread = Thread.ofPlatform().name("tandem-heartbeats").daemon().unstarted(this::run);
            for (Outcome outcome : Outcome.values()) {
                counters.put(
                        outcome,
                        Counter.builder("tandem.heartbeats")
                                .description("Announcements of load, by what became of them")
                                .tags("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .register(meters));
            }
        }

        void close() {
            over = true;
            thread.interrupt();
            MulticastSocket open = socket;
            if (open != null) {
                open.close();
            }
        }

        @RunsOn(Lane.HEALTH)
        private void run() {
            byte[] bytes = new byte[LARGEST];
            while (!over) {
                try {
                    if (config.listen().isPresent()) {
                        hear(bytes);
                        write();
                    } else {
                        read();
                        TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
                    }
                } catch (InterruptedException e) {
                    return;
                } catch (IOException | RuntimeException e) {
                    trouble(String.valueOf(e.getMessage()));
                }
            }
        }

        /** Says so once, and lets a second pass. */
        private void trouble(String sentence) {
            MulticastSocket broken = socket;
            socket = null;
            if (broken != null) {
                broken.close();
            }
            if (over) {
                return;
            }
            if (!sentence.equals(problem)) {
                problem = sentence;
                LOG.warn("members' announcements of load are not heard: {}; it is tried again every second", sentence);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                over = true;
            }
        }

        // ---- by UDP ----

        private void hear(byte[] bytes) throws IOException {
            MulticastSocket open = socket;
            if (open == null) {
                open = open(config.listen().orElseThrow());
                socket = open;
                problem = "";
            }
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                open.receive(packet);
            } catch (SocketTimeoutException e) {
                return;
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
            InetAddress from = packet.getAddress();
            Optional<Heartbeat> beat = Heartbeat.parse(text);
            Outcome outcome = beat.isEmpty()
                    ? Outcome.MALFORMED
                    : sender(from) && count(from, beat.get(), clock.nanos()) ? Outcome.COUNTED : Outcome.STRANGER;
            Counter counter = counters.get(outcome);
            if (counter != null) {
                counter.increment();
            }
        }

        private MulticastSocket open(ListenAddress at) throws IOException {
            InetAddress address = at.everyAddress() ? null : IpAddress.parse(at.host());
            boolean group = address != null && address.isMulticastAddress();
            InetSocketAddress local = address == null || group
                    ? new InetSocketAddress(at.port())
                    : new InetSocketAddress(address, at.port());
            MulticastSocket made = new MulticastSocket(local);
            try {
                made.setSoTimeout(BEAT_MILLIS);
                if (group) {
                    made.joinGroup(new InetSocketAddress(address, at.port()), device());
                }
                return made;
            } catch (IOException e) {
                made.close();
                throw new IOException(at + ": " + e.getMessage(), e);
            }
        }

        private @Nullable NetworkInterface device() throws IOException {
            if (config.device().isEmpty()) {
                return null;
            }
            NetworkInterface found = NetworkInterface.getByName(config.device().get());
            if (found == null) {
                throw new IOException("there is no interface " + config.device().get());
            }
            return found;
        }

        private boolean sender(InetAddress from) {
            return config.senders().isEmpty() || Network.anyContains(config.senders(), from);
        }

        /** False if it is nobody's. */
        private boolean count(InetAddress from, Heartbeat beat, long atNanos) {
            boolean counted = false;
            for (Balancer balancer : table.current().balancers().values()) {
                if (balancer.config().policy() != PolicyName.HEARTBEAT) {
                    continue;
                }
                for (Member member : balancer.members()) {
                    boolean its = member.address()
                            .filter(address -> address.getAddress().equals(from))
                            .isPresent();
                    if (its) {
                        member.heard(beat, atNanos);
                        counted = true;
                    }
                }
            }
            if (counted) {
                heardNanos.put(from, atNanos);
                said.put(from, beat);
            }
            return counted;
        }

        // ---- by a file ----

        private void write() throws IOException {
            long now = clock.nanos();
            if (config.storage().isEmpty() || now - writtenNanos < WRITE_NANOS) {
                return;
            }
            writtenNanos = now;
            heardNanos.values().removeIf(heard -> now - heard > FORGET_NANOS);
            Map<InetAddress, HeartbeatFile.Entry> entries = new LinkedHashMap<>();
            heardNanos.forEach((address, heard) -> {
                Heartbeat beat = said.get(address);
                if (beat != null) {
                    entries.put(
                            address, new HeartbeatFile.Entry(beat, (int) TimeUnit.NANOSECONDS.toSeconds(now - heard)));
                }
            });
            HeartbeatFile.write(config.storage().get(), entries);
        }

        private void read() throws IOException {
            Path file = config.storage().orElseThrow();
            long age = Math.max(
                    0, clock.epochMillis() - Files.getLastModifiedTime(file).toMillis());
            long now = clock.nanos();
            HeartbeatFile.read(file).forEach((address, entry) -> {
                long nanos = TimeUnit.MILLISECONDS.toNanos(age) + TimeUnit.SECONDS.toNanos(entry.age());
                boolean counted = count(address, entry.said(), now - nanos);
                LOG.trace("{} counts: {}", address, counted);
            });
            problem = "";
        }
    }
}
