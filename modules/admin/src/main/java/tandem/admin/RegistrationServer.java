package tandem.admin;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.RegistrationConfig;
import tandem.core.config.TlsVersion;
import tandem.core.port.Registrar;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.CipherSuites;

/** The listener at which members register themselves, on threads of its own. Any thread. */
public final class RegistrationServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 2_048;
    private static final int IDLE_MILLIS = 60_000;
    private static final long LOOK_SECONDS = 2;
    private static final String SECTION = "registration";

    private final XnioWorker worker;
    private final Undertow listener;
    private final @Nullable AdminTls tls;
    private final XnioExecutor.@Nullable Key looking;

    private RegistrationServer(XnioWorker worker, Undertow listener, @Nullable AdminTls tls) {
        this.worker = worker;
        this.listener = listener;
        this.tls = tls;
        this.looking = tls == null
                ? null
                : worker.getIoThread()
                        .executeAtInterval(() -> worker.execute(() -> look(tls)), LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** What came of {@link #start}. */
    public sealed interface Start {
        /** It is bound. */
        record Started(RegistrationServer server) implements Start {}

        /** Nothing runs; the sentence says what was refused and what to do. */
        record Failed(String sentence) implements Start {}
    }

    /**
     * Binds it, and serves.
     *
     * @param listen where; port 0 lets the kernel choose
     * @param allowed who may ask
     */
    public static Start start(
            RegistrationConfig config, ListenAddress listen, Predicate<InetAddress> allowed, Registrar registrar) {
        XnioWorker worker;
        try {
            worker = AdminServer.worker("tandem-registration", MAX_CONNECTIONS);
        } catch (IOException e) {
            return new Start.Failed("could not start the threads for registrations: " + e.getMessage());
        }
        RegistrationHandler handler = new RegistrationHandler(allowed, registrar);
        Undertow.Builder builder = AdminServer.listener(worker, IDLE_MILLIS);
        AdminTls files = null;
        try {
            if (config.tls().isPresent()) {
                ListenerTlsConfig rules = config.tls().get();
                files = new AdminTls(rules, config.clientCa(), SECTION);
                secured(builder, rules, config.clientCa().isEmpty())
                        .addHttpsListener(listen.port(), AdminServer.host(listen), files.context(), handler);
            } else {
                builder.addHttpListener(listen.port(), AdminServer.host(listen), handler);
            }
        } catch (BadFile e) {
            worker.shutdownNow();
            return new Start.Failed("registration.tls: " + e.sentence());
        }
        Undertow listener = builder.build();
        String refusal = AdminServer.bind(listener, "registration.listen", listen);
        if (!refusal.isEmpty()) {
            worker.shutdownNow();
            return new Start.Failed(refusal);
        }
        return new Start.Started(new RegistrationServer(worker, listener, files));
    }

    private static Undertow.Builder secured(Undertow.Builder builder, ListenerTlsConfig rules, boolean anybody) {
        return builder.setSocketOption(
                        Options.SSL_ENABLED_PROTOCOLS,
                        Sequence.of(
                                rules.protocols().stream().map(TlsVersion::name).toList()))
                .setSocketOption(
                        Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(CipherSuites.orIntermediate(rules.ciphers())))
                .setSocketOption(
                        Options.SSL_CLIENT_AUTH_MODE,
                        anybody ? SslClientAuthMode.NOT_REQUESTED : SslClientAuthMode.REQUIRED)
                .setServerOption(UndertowOptions.SSL_USER_CIPHER_SUITES_ORDER, rules.honorCipherOrder());
    }

    /** Reads the disk. */
    private void look(AdminTls files) {
        files.look(context -> listener.getListenerInfo().getFirst().setSslContext(context));
    }

    /** The port that it is bound to. */
    public int port() {
        return AdminServer.port(listener);
    }

    /** What somebody should look at, as sentences. */
    public List<String> warnings() {
        return tls == null ? List.of() : tls.warnings(Instant.now());
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.remove();
        }
        listener.stop();
        worker.shutdownNow();
    }
}
