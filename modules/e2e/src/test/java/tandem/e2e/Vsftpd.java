package tandem.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The machine's vsftpd with a configuration, a port and files of its own, for everybody who says anonymous; never its service. */
final class Vsftpd implements AutoCloseable {
    static final Path BINARY = Path.of("/usr/sbin/vsftpd");

    private final int port = Distribution.freePort();
    private final Path root;
    private final RunningProcess process;

    Vsftpd(Path directory) throws IOException {
        root = Files.createDirectories(directory.resolve("ftp"));
        Path config = Distribution.write(directory.resolve("vsftpd.conf"), """
                listen=YES
                listen_address=127.0.0.1
                listen_port=%d
                run_as_launching_user=YES
                background=NO
                anonymous_enable=YES
                local_enable=NO
                anon_root=%s
                seccomp_sandbox=NO
                connect_from_port_20=NO
                """.formatted(port, root));
        process = RunningProcess.launch(
                List.of(BINARY.toString(), config.toString()), false, directory.resolve("vsftpd.out"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::accepts);
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** Puts a file below what clients see. */
    void file(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Override
    public void close() {
        process.close();
    }
}
