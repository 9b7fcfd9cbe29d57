package tandem.admin;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tandem.admin.access.PasswordHash;
import tandem.admin.access.TokenHash;
import tandem.admin.access.UsersFile;
import tandem.core.Samples;
import tandem.core.access.AccessRole;
import tandem.core.access.Account;
import tandem.core.access.Accounts;
import tandem.core.config.AdminConfig;
import tandem.core.config.AdminSocketConfig;
import tandem.core.config.BalancerManagerConfig;
import tandem.core.config.ClientCertificatesConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.SessionsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.TestCertificates;

/**
 * An admin server that asks who asks, in clear text or by TLS. There are a user {@code anna} (operator, {@link #PASSWORD}), a token of
 * each role, called like it, and one that has ended; certificates of the test authority count if their subject is CN=shop.example.
 */
final class GuardedAdmin implements AutoCloseable {
    static final String PASSWORD = "correct horse battery staple";
    static final String ENDED = "tandem_ended";
    private static final ListenAddress FREE = ListenAddress.parse("127.0.0.1:0");
    private static final Pattern COOKIE = Pattern.compile("(?i)set-cookie: ([^=]+=[^;\r\n]*)([^\r\n]*)");
    private static final String HASH = PasswordHash.of(PASSWORD.toCharArray(), new SecureRandom());

    final FakeNodeControl node = new FakeNodeControl();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final AdminServer server;
    final Path users;
    private final boolean tls;

    /** A session as a browser keeps it. */
    record Login(String cookie, String attributes, String token) {}

    GuardedAdmin(Path directory, boolean tls) throws IOException {
        this.tls = tls;
        users = directory.resolve("users");
        UsersFile.write(users, accounts());
        node.table = RoutingTable.of(
                Samples.config(
                                Map.of("mycluster", Samples.balancer(Samples.member("node1"))),
                                List.of(Samples.route("/", "mycluster")))
                        .edit()
                        .balancerManager(new BalancerManagerConfig(true, Optional.empty()))
                        .done(),
                Settings.NONE,
                Map.of(),
                null);
        AdminSettings settings = new AdminSettings(config(directory), FREE, List.of(), "0.1.0", "lb1");
        server = switch (AdminServer.start(settings, node, registry, node.manager())) {
            case AdminServer.Start.Started(AdminServer started) -> started;
            case AdminServer.Start.Failed(String sentence) -> throw new IllegalStateException(sentence);
        };
    }

    static Accounts accounts() {
        Accounts accounts =
                Accounts.NONE.with(new Account(Account.Kind.USER, "anna", AccessRole.OPERATOR, HASH, Optional.empty()));
        for (AccessRole role : AccessRole.values()) {
            accounts = accounts.with(new Account(
                    Account.Kind.TOKEN, role.word(), role, TokenHash.of(token(role.word())), Optional.empty()));
        }
        return accounts.with(new Account(
                Account.Kind.TOKEN,
                "gone",
                AccessRole.ADMIN,
                TokenHash.of(ENDED),
                Optional.of(Instant.parse("2020-01-01T00:00:00Z"))));
    }

    static String token(String role) {
        return "tandem_" + role;
    }

    private AdminConfig config(Path directory) {
        Optional<ListenerTlsConfig> rules = tls
                ? Optional.of(new ListenerTlsConfig(
                        List.of(TestCertificates.config(directory, "member")),
                        TlsVersion.BOTH,
                        List.of(),
                        false,
                        Duration.ofSeconds(10)))
                : Optional.empty();
        TestCertificates.copy(directory, "ca.pem");
        Optional<ClientCertificatesConfig> clients = tls
                ? Optional.of(new ClientCertificatesConfig(
                        List.of(directory.resolve("ca.pem")), Map.of("CN=shop.example", AccessRole.OPERATOR)))
                : Optional.empty();
        return new AdminConfig(
                FREE,
                rules,
                Optional.of(users),
                clients,
                SessionsConfig.DEFAULT,
                new AdminSocketConfig(Optional.of(directory.resolve("s")), Map.of(), AccessRole.OPERATOR));
    }

    /** The authority that the listener's origin has. */
    String origin() {
        return (tls ? "https://" : "http://") + "127.0.0.1:" + server.adminPort();
    }

    /** Sends a head's lines, of which Host need not be one, and perhaps a body; returns all that comes back. */
    String ask(String request, String body, String... fields) {
        return ask(Optional.empty(), request, body, fields);
    }

    /** The same with a certificate, by its name among the test certificates. */
    String ask(Optional<String> certificate, String request, String body, String... fields) {
        StringBuilder head = new StringBuilder(request).append(" HTTP/1.1\r\nConnection: close\r\n");
        if (!String.join("\n", fields).contains("Host:")) {
            head.append("Host: 127.0.0.1\r\n");
        }
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        if (!request.startsWith("GET") && !String.join("\n", fields).contains("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        try (Socket socket = socket(certificate)) {
            socket.setSoTimeout(10_000);
            send(socket, (head + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is refused may be refused before all of it is sent. */
    private static void send(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            if (!String.valueOf(e.getMessage()).equals("Broken pipe")) {
                throw e;
            }
        }
    }

    private Socket socket(Optional<String> certificate) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        return tls
                ? clientContext(certificate).getSocketFactory().createSocket(here, server.adminPort())
                : new Socket(here, server.adminPort());
    }

    /** Trusts the test authority, and shows this certificate if it is asked. */
    static SSLContext clientContext(Optional<String> certificate) {
        try {
            KeyStore trusted = store();
            trusted.setCertificateEntry(
                    "ca", PemCertificates.read(TestCertificates.text("ca.pem")).getFirst());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.map(InsistentKeys::new).stream().toArray(KeyManager[]::new),
                    trust.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    static String bearer(String role) {
        return "Authorization: Bearer " + token(role);
    }

    /** What comes of a login. */
    String tryLogin(String user, String password) {
        return ask(
                "POST /api/v1/login",
                "{\"user\": \"" + user + "\", \"password\": \"" + password + "\"}",
                "Content-Type: application/json");
    }

    /** Logs anna in. */
    Login login() {
        String answer = tryLogin("anna", PASSWORD);
        Matcher cookie = COOKIE.matcher(answer);
        if (!cookie.find()) {
            throw new IllegalStateException(answer);
        }
        String shown = ask("GET /api/v1/session", "", "Cookie: " + cookie.group(1));
        String token = shown.replaceFirst("(?s).*\"token\":\"([^\"]*)\".*", "$1");
        return new Login(cookie.group(1), cookie.group(2), token);
    }

    @Override
    public void close() {
        server.close();
        registry.close();
    }
}
