package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;

/** New clients while an I/O thread does not come to them. */
class AcceptGateTest {
    private static final int FIRST = 50;
    private static final int LATER = 500;
    private static final Path SOCKETS = Path.of("/proc/net/tcp");
    private static final Path SOCKETS_6 = Path.of("/proc/net/tcp6");

    @Test
    void clients_wait_in_the_kernel_while_the_io_thread_is_late_and_are_served_afterwards()
            throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(SOCKETS), "connections that nobody has accepted: needs /proc/net/tcp");
        XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        AtomicInteger served = new AtomicInteger();
        CountDownLatch blocked = new CountDownLatch(1);
        ChannelListener<StreamConnection> front = connection -> {
            served.incrementAndGet();
            IoUtils.safeClose(connection);
        };
        List<Socket> clients = new ArrayList<>();
        Listeners[] own = new Listeners[1];
        try (AcceptGate gate = new AcceptGate("lb1", List.of(worker.getIoThread(0)), now -> own[0].accepting(now));
                Listeners listeners = new Listeners(worker, (_, _) -> gate.before(front))) {
            own[0] = listeners;
            gate.start();
            listeners.start(Map.of("web", new ListenerConfig(new ListenAddress("127.0.0.1", 0))), Optional.empty());
            int port = listeners.port("web");
            clients.add(connect(port));
            Awaitility.await().until(() -> served.get() == 1);

            worker.getIoThread(0).execute(() -> await(blocked));
            connect(port, FIRST, clients);
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> gate.pauses() == 1);
            long taken = accepted(port);
            connect(port, LATER, clients);

            assertThat(accepted(port))
                    .as("accepted while the I/O thread was late")
                    .isEqualTo(taken);

            blocked.countDown();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> served.get() == 1 + FIRST + LATER);
        } finally {
            blocked.countDown();
            clients.forEach(IoUtils::safeClose);
            worker.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void connect(int port, int count, List<Socket> clients) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(connect(port));
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** The server's ends of connections that a process has: the others have no inode. */
    private static long accepted(int port) throws IOException {
        String local = ":%04X".formatted(port);
        List<String> lines = new ArrayList<>(Files.readAllLines(SOCKETS));
        if (Files.isReadable(SOCKETS_6)) {
            lines.addAll(Files.readAllLines(SOCKETS_6));
        }
        return lines.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(field -> field.length > 9 && field[1].endsWith(local) && !field[3].equals("0A"))
                .filter(field -> !field[9].equals("0"))
                .count();
    }
}
