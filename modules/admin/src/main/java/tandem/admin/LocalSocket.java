package tandem.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import tandem.admin.access.Identity;
import tandem.core.access.AccessRole;
import tandem.core.config.AdminSocketConfig;

/**
 * The Unix socket by which programs on this machine ask what the admin listener answers. The kernel says which user is at the other
 * end (SO_PEERCRED); the socket's mode, 0660, says who may connect at all. Any thread.
 */
final class LocalSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);
    private static final String OWNER_ALONE = "rwx------";
    private static final String OWNER_AND_GROUP = "rw-rw----";
    private static final String ROOT = "root";

    private final Path path;
    private final String fileKey;
    private final String owner;
    private final AdminSocketConfig config;
    private final ServerSocketChannel server;
    private final SocketCarrier carrier;

    /** @param made the socket as it was made, before it is moved to its place */
    private LocalSocket(
            Path path, Path made, AdminSocketConfig config, ServerSocketChannel server, SocketCarrier carrier)
            throws IOException {
        this.path = path;
        this.fileKey = key(made);
        this.owner = Files.getOwner(made).getName();
        this.config = config;
        this.server = server;
        this.carrier = carrier;
    }

    /**
     * Listens there, in the place of a socket on which nobody listens any more.
     *
     * @throws IOException if it cannot; nothing is left behind
     */
    static LocalSocket listen(Path path, AdminSocketConfig config, SocketCarrier carrier) throws IOException {
        if (Files.exists(path) && answers(path)) {
            throw new IOException("another process listens there; give each node an admin.socket.path of its own");
        }
        Path directory = path.toAbsolutePath().getParent();
        // Made where nobody else comes and moved when its mode is right, so that it never is more open than it should
        // be.
        Path apart = Files.createTempDirectory(
                directory, ".a", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ALONE)));
        Path made = apart.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean done = false;
        try {
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(OWNER_AND_GROUP));
            LocalSocket socket = new LocalSocket(path, made, config, server, carrier);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Thread.ofPlatform().name("tandem-admin-socket").daemon().start(socket::accept);
            done = true;
            return socket;
        } finally {
            if (!done) {
                IoUtils.safeClose(server);
                Files.deleteIfExists(made);
            }
            Files.deleteIfExists(apart);
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String key(Path path) throws IOException {
        return String.valueOf(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
                carrier.carry(channel, identity(peer.user().getName(), owner, config));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.debug("a client of {} was gone before it was served", path, e);
                }
            }
        }
    }

    /** root and the node's own user, who owns the socket, may everything; others what the configuration says. */
    static Identity identity(String user, String owner, AdminSocketConfig config) {
        boolean own = user.equals(ROOT) || user.equals(owner);
        AccessRole role = own ? AccessRole.ADMIN : config.roles().getOrDefault(user, config.others());
        return new Identity(user, role, Identity.Means.SOCKET);
    }

    /** Stops listening, ends what goes on, and removes the socket unless it is another's by now. */
    @Override
    public void close() {
        IoUtils.safeClose(server);
        carrier.close();
        try {
            if (Files.exists(path) && key(path).equals(fileKey)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.debug("{} could not be removed", path, e);
        }
    }
}
