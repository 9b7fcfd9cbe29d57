package tandem.failover.vip;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/** Starts a guard for each connection, as systemd does for a socket that has {@code Accept=yes}: the connection is its input. */
final class StubSystemd implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Path script;
    private final List<Guard> guards = new CopyOnWriteArrayList<>();
    private final ExecutorService accepting = Executors.newSingleThreadExecutor();

    private StubSystemd(ServerSocketChannel listener, Path script) {
        this.listener = listener;
        this.script = script;
    }

    static StubSystemd listen(Path socket, Path script) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        StubSystemd systemd = new StubSystemd(listener, script);
        systemd.accepting.execute(systemd::accept);
        return systemd;
    }

    boolean started(ProcessHandle process) {
        return guards.stream().anyMatch(guard -> guard.process.pid() == process.pid());
    }

    void awaitGuard() {
        Awaitility.await().until(() -> !guards.isEmpty());
    }

    /** Ends every guard, and with it its connection; the next connection finds nobody. */
    void killGuards() throws IOException, InterruptedException {
        awaitGuard();
        close();
        for (Guard guard : guards) {
            guard.process.destroyForcibly().waitFor();
            guard.connection.close();
        }
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel connection = listener.accept();
                Process process = new ProcessBuilder("setsid", "bash", script.toString()).start();
                Guard guard = new Guard(process, connection);
                guards.add(guard);
                Thread.ofVirtual().start(guard::relay);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        accepting.close();
    }

    private record Guard(Process process, SocketChannel connection) {
        void relay() {
            try (OutputStream out = process.getOutputStream()) {
                Channels.newInputStream(connection).transferTo(out);
            } catch (IOException e) {
                process.destroyForcibly();
            }
        }
    }
}
