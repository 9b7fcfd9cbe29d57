package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The built distribution and the seed configuration. */
public final class Distribution {
    private static final int LOWEST_PORT = 20_000;

    /** From here on the kernel takes ports for connections that go out, also between the choice of a port and its use. */
    private static final int EPHEMERAL_PORTS = 32_768;

    /** Each of the JVMs that run tests side by side takes ports of its own. */
    private static final int FORKS = 2;

    private static final int PORTS = (EPHEMERAL_PORTS - LOWEST_PORT) / FORKS;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private static final int FORK = Integer.getInteger("tandem.e2e.fork", 1);

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    private Distribution() {}

    /** The directory of the checkout. */
    public static Path root() {
        return ROOT;
    }

    /** {@code bin/tandem} of the build. */
    public static String tandem() {
        Path launcher = ROOT.resolve("modules/app/target/tandem/bin/tandem");
        assertThat(launcher).as("the distribution; mvn package makes it").isExecutable();
        return launcher.toString();
    }

    /** A file of the checkout, such as {@code deploy/demo}. */
    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** Runs {@code bin/tandem}. */
    static Command tandem(String... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = tandem();
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return Command.run(List.of(line));
    }

    /** The seed httpd.conf with these addresses in place of {@code Listen} and the member names; nothing else differs. */
    static String seed(String listen, String member1, String member2) {
        return read(ROOT.resolve("deploy/lib/seed-httpd.conf"))
                .replace("Listen 80\n", "Listen " + listen + "\n")
                .replace("your-server-node1", member1)
                .replace("your-server-node2", member2);
    }

    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a secret that only its owner may read. */
    public static Path secret(Path file, String text) {
        write(file, text + "\n");
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens on now, and that nobody here was given lately. */
    public static int freePort() {
        int lowest = LOWEST_PORT + (FORK - 1) * PORTS;
        for (int tried = 0; tried < 100; tried++) {
            int port = lowest + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Deliberate: in use, the next
            }
        }
        throw new IllegalStateException("no port is free");
    }
}
