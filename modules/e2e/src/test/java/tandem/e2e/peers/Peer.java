package tandem.e2e.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tandem.e2e.Command;
import tandem.e2e.RunningProcess;

/** A running reverse proxy of somebody else's; ends with {@link #close}. */
public final class Peer implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(20);

    private final String name;
    private final RunningProcess process;
    private final PeerPorts ports;

    private Peer(String name, RunningProcess process, PeerPorts ports) {
        this.name = name;
        this.process = process;
        this.ports = ports;
    }

    /** What can be started here. */
    public enum Kind {
        HAPROXY("HAProxy", "haproxy", HaproxySetup::line),
        NGINX("nginx", "nginx", NginxSetup::line),
        APACHE("Apache", "apache2", ApacheSetup::line);

        private final String name;
        private final String command;
        private final Function<PeerSetup, List<String>> line;

        Kind(String name, String command, Function<PeerSetup, List<String>> line) {
            this.name = name;
            this.command = command;
            this.line = line;
        }

        /** As people call it. */
        public String called() {
            return name;
        }

        /** Its Debian package, and its command. */
        public String command() {
            return command;
        }

        /** Its version, such as {@code 2.6.12}. */
        public String version() {
            Command told = Command.run("sh", "-c", "PATH=$PATH:/usr/sbin; " + command + " -v 2>&1 | head -n 1");
            return told.out().replaceAll("(?s)^\\D*(\\d+(\\.\\d+)+).*", "$1").strip();
        }
    }

    /** Which of these commands is not on this machine; empty if all are. */
    public static Optional<String> missing(String... commands) {
        return Stream.of(commands)
                .filter(command -> Command.run("sh", "-c", "PATH=$PATH:/usr/sbin command -v " + command)
                                .code()
                        != 0)
                .findFirst()
                .map(command -> "needs the tool " + command);
    }

    /** Starts it and waits until it accepts connections. */
    public static Peer start(Kind kind, PeerSetup setup) {
        List<String> line = Stream.of(setup.prefix(), kind.line.apply(setup))
                .flatMap(List::stream)
                .toList();
        RunningProcess process =
                RunningProcess.launch(line, false, setup.directory().resolve(kind.command + ".log"));
        Peer peer = new Peer(kind.name, process, setup.ports());
        try {
            awaitPort(setup.ports().plain());
            return peer;
        } catch (RuntimeException e) {
            String log = process.log();
            peer.close();
            throw new IllegalStateException(kind.name + " did not start; it printed:\n" + log, e);
        }
    }

    /** Waits until somebody accepts connections there. */
    public static void awaitPort(int port) {
        Awaitility.await("a listener on port " + port)
                .atMost(READY)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return socket.isConnected();
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    public String name() {
        return name;
    }

    public PeerPorts ports() {
        return ports;
    }

    /** Its first process; workers are its descendants. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
