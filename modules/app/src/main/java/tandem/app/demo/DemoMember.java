package tandem.app.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import tandem.core.config.ListenAddress;

/**
 * A small application to balance: names itself on its page, gives every visitor without one a cookie that leads back to it,
 * and offers slow, streamed, large, echoing and upgraded answers (see {@link DemoPages}). One virtual thread a connection.
 */
public final class DemoMember implements AutoCloseable {
    private static final int BACKLOG = 512;

    private final ServerSocket server;
    private final DemoPages pages;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private DemoMember(ServerSocket server, DemoPages pages) {
        this.server = server;
        this.pages = pages;
    }

    /**
     * Starts a member.
     *
     * @param name what it calls itself, and the route in its cookie
     * @param address port 0 lets the kernel choose
     * @param cookie the cookie's name, such as BALANCEID
     * @param cluster what stands before the dot in the cookie's value; may be empty
     */
    public static DemoMember start(String name, InetSocketAddress address, String cookie, String cluster)
            throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        DemoMember member = new DemoMember(server, new DemoPages(name, cookie + "=" + cluster + "." + name));
        Thread.ofVirtual().name("demo-member-" + name).start(member::accept);
        return member;
    }

    /**
     * {@code demo-member --name NAME --listen ADDRESS:PORT [--cookie BALANCEID] [--cluster mycluster]}: runs until the
     * process is ended.
     *
     * @return the exit code if it could not start
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        String name;
        String cookie;
        String cluster;
        ListenAddress listen;
        try {
            Arguments given = Arguments.parse(arguments, Set.of("name", "listen", "cookie", "cluster"));
            name = given.required("name", "node1");
            listen = ListenAddress.parse(given.required("listen", "127.0.0.21:8081"));
            cookie = given.text("cookie").orElse("BALANCEID");
            cluster = given.text("cluster").orElse("mycluster");
        } catch (IllegalArgumentException e) {
            err.println("demo-member: " + e.getMessage());
            return Arguments.USAGE;
        }
        InetSocketAddress address = listen.everyAddress()
                ? new InetSocketAddress(listen.port())
                : new InetSocketAddress(listen.host(), listen.port());
        try (DemoMember member = start(name, address, cookie, cluster)) {
            out.println("ready member=" + name + " listen=" + listen.host() + ":" + member.port());
            out.flush();
            member.closed.await();
            return 0;
        } catch (IOException e) {
            err.println("demo-member: could not listen on " + listen + ": " + e.getMessage()
                    + "; free the port or change --listen");
            return Arguments.UNAVAILABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** The port it is bound to. */
    public int port() {
        return server.getLocalPort();
    }

    /** The address it is bound to. */
    public InetAddress address() {
        return server.getInetAddress();
    }

    /** Stops accepting and cuts every open connection. */
    @Override
    public void close() {
        closed.countDown();
        quietly(server);
        open.forEach(DemoMember::quietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("demo-member: could not accept a connection: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            Optional<DemoRequest> request = DemoRequest.read(in);
            while (request.isPresent() && pages.answer(request.get(), in, out)) {
                request = DemoRequest.read(in);
            }
        } catch (IOException | NumberFormatException e) {
            // Deliberate: the client or the balancer went away, or sent nonsense; closing is the whole answer.
        } finally {
            open.remove(socket);
        }
    }

    private static void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // Deliberate: closing is all that was wanted.
        }
    }
}
