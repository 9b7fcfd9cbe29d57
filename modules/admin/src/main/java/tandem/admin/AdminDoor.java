package tandem.admin;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;
import tandem.core.config.AdminConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.CipherSuites;

/**
 * The ways to the operators' pages: the admin listener, in clear text or by TLS, and the socket; both pass {@link BrowserGuard} and
 * {@link AccessGate}. Looks every few seconds whether users or certificates changed. Any thread.
 */
final class AdminDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDoor.class);
    private static final Path RUNTIME_DIRECTORY = Path.of("/run/tandem");
    private static final String SOCKET = "admin.sock";
    private static final long LOOK_SECONDS = 2;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final XnioWorker worker;
    private final AdminConfig config;
    private final Access access;
    private final HttpHandler pages;
    private final int idleMillis;
    private @Nullable AdminTls tls;
    private @Nullable Undertow listener;
    private @Nullable LocalSocket socket;
    private XnioExecutor.@Nullable Key looking;

    /**
     * @param pages what is answered to whom may ask
     * @param idleMillis after which a connection that is idle is closed
     */
    AdminDoor(XnioWorker worker, AdminConfig config, Access access, HttpHandler pages, int idleMillis) {
        this.worker = worker;
        this.config = config;
        this.access = access;
        this.pages = pages;
        this.idleMillis = idleMillis;
    }

    /** Opens them; why it could not, as a sentence, or the empty text. */
    String open() {
        ListenAddress listen = config.listen();
        if (!listen.loopback() && !config.guarded()) {
            return "will not listen on " + listen
                    + ", which other machines reach, without asking who asks; give admin.users";
        }
        if (!listen.loopback() && config.tls().isEmpty()) {
            return "will not listen on " + listen + ", which other machines reach, in clear text; give admin.tls";
        }
        HttpHandler root = new BrowserGuard(listen, this::named, new AccessGate(access, pages));
        Undertow built;
        try {
            built = listener(root);
        } catch (BadFile e) {
            return "admin.tls: " + e.sentence();
        }
        String refusal = AdminServer.bind(built, "admin.listen", listen);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        listener = built;
        looking = worker.getIoThread()
                .executeAtInterval(() -> worker.execute(this::look), LOOK_SECONDS, TimeUnit.SECONDS);
        return socket(root);
    }

    private Undertow listener(HttpHandler root) throws BadFile {
        ListenAddress listen = config.listen();
        Undertow.Builder builder = AdminServer.listener(worker, idleMillis);
        if (config.tls().isEmpty()) {
            return builder.addHttpListener(listen.port(), AdminServer.host(listen), root)
                    .build();
        }
        ListenerTlsConfig rules = config.tls().get();
        AdminTls files = new AdminTls(rules, config);
        tls = files;
        access.meters.watch(files);
        return builder.setSocketOption(
                        Options.SSL_ENABLED_PROTOCOLS,
                        Sequence.of(
                                rules.protocols().stream().map(TlsVersion::name).toList()))
                .setSocketOption(
                        Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(CipherSuites.orIntermediate(rules.ciphers())))
                .setSocketOption(
                        Options.SSL_CLIENT_AUTH_MODE,
                        config.clientCertificates().isPresent()
                                ? SslClientAuthMode.REQUESTED
                                : SslClientAuthMode.NOT_REQUESTED)
                .setServerOption(UndertowOptions.SSL_USER_CIPHER_SUITES_ORDER, rules.honorCipherOrder())
                .addHttpsListener(listen.port(), AdminServer.host(listen), files.context(), root)
                .build();
    }

    private boolean named(String host) {
        AdminTls files = tls;
        return files != null && files.isFor(host);
    }

    private String socket(HttpHandler root) {
        Optional<Path> wanted = config.socket().path();
        if (wanted.isEmpty() && !Files.isWritable(RUNTIME_DIRECTORY)) {
            return "";
        }
        Path path = wanted.orElse(RUNTIME_DIRECTORY.resolve(SOCKET));
        OptionMap options = OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, AdminServer.MAX_HEADER_BYTES)
                .set(UndertowOptions.MAX_ENTITY_SIZE, AdminServer.DRAINED_BYTES)
                .set(UndertowOptions.DECODE_URL, false)
                .getMap();
        DefaultByteBufferPool buffers = new DefaultByteBufferPool(false, BUFFER_BYTES);
        SocketCarrier carrier = new SocketCarrier(
                worker,
                handler -> {
                    HttpOpenListener opened = new HttpOpenListener(buffers, options);
                    opened.setRootHandler(handler);
                    return opened;
                },
                root);
        try {
            socket = LocalSocket.listen(path, config.socket(), carrier);
            return "";
        } catch (IOException e) {
            String sentence = "could not listen on the socket " + path + ": " + e.getMessage();
            if (wanted.isPresent()) {
                return sentence + "; change admin.socket.path";
            }
            LOG.warn("{}; the command line reaches this node by admin.listen", sentence);
            return "";
        }
    }

    /** Reads the disk. */
    private void look() {
        access.accounts.look();
        AdminTls files = tls;
        Undertow served = listener;
        if (files != null && served != null) {
            files.look(context -> served.getListenerInfo().getFirst().setSslContext(context));
        }
    }

    int port() {
        if (listener == null) {
            throw new IllegalStateException("the admin listener is not open");
        }
        return AdminServer.port(listener);
    }

    /** What somebody should look at, as sentences. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        String users = access.accounts.problem();
        if (!users.isEmpty()) {
            warnings.add(users + "; who was known before stays known");
        }
        AdminTls files = tls;
        if (files != null) {
            warnings.addAll(files.warnings(access.now()));
        }
        return warnings;
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.remove();
        }
        if (socket != null) {
            socket.close();
        }
        if (listener != null) {
            listener.stop();
        }
        access.meters.close();
    }
}
