package tandem.app.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd when this process is ready, what it does and that it stops, and answers its watchdog, as sd_notify(3) and
 * sd_watchdog_enabled(3) say. Started by somebody else it does nothing. A message that cannot be sent is logged: the node
 * matters more. Any thread.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration NEWS = Duration.ofSeconds(1);

    private final Optional<NotifySocket> socket;
    private final Optional<Duration> watchdog;
    private volatile boolean closed;
    private String told = "";

    private Supervisor(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /**
     * The supervisor of this process.
     *
     * @param environment of the process: NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID count
     */
    public static Supervisor of(Map<String, String> environment) {
        Optional<NotifySocket> socket = Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(name -> !name.isEmpty())
                .map(NotifySocket::new);
        return new Supervisor(socket, watchdog(environment));
    }

    /** Half of what systemd waits for a sign of life, as it recommends; empty if it does not, or waits for another process. */
    private static Optional<Duration> watchdog(Map<String, String> environment) {
        String self = Long.toString(ProcessHandle.current().pid());
        if (!environment.getOrDefault("WATCHDOG_PID", self).equals(self)) {
            return Optional.empty();
        }
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            return micros > 0 ? Optional.of(Duration.ofNanos(micros * 500)) : Optional.empty();
        } catch (NumberFormatException e) {
            LOG.warn(
                    "WATCHDOG_USEC is {}, expected a number; the watchdog is not answered",
                    environment.get("WATCHDOG_USEC"));
            return Optional.empty();
        }
    }

    /**
     * The process is ready. From now on tells changes of the status within a second and answers the watchdog, as long as the
     * status can be had.
     *
     * @param status one line; called on a thread of this object's
     */
    public void ready(Supplier<String> status) {
        if (socket.isPresent()) {
            send("READY=1");
            Thread.ofPlatform().name("tandem-supervisor").daemon().start(() -> follow(status));
        }
    }

    /** The process begins to stop; nothing but this is told any more. */
    public void stopping() {
        close();
        send("STOPPING=1\nSTATUS=stopping");
    }

    private void follow(Supplier<String> status) {
        Duration pause = watchdog.filter(limit -> limit.compareTo(NEWS) < 0).orElse(NEWS);
        try {
            while (!closed) {
                tell(status.get());
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String status) {
        String news = status.equals(told) ? "" : "STATUS=" + status.replace('\n', ' ') + "\n";
        told = status;
        String message = news + (watchdog.isPresent() ? "WATCHDOG=1" : "");
        if (!message.isEmpty() && !closed) {
            send(message);
        }
    }

    private void send(String message) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            socket.get().send(message);
        } catch (IOException e) {
            LOG.warn("systemd was not told {}: {}", message.strip().replace('\n', ' '), e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
