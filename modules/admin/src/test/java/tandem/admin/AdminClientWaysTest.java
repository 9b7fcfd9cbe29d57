package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.access.Identity;
import tandem.admin.client.AdminAddress;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.core.access.AccessRole;
import tandem.core.config.AdminSocketConfig;
import tandem.core.config.CertificateConfig;
import tandem.core.config.MemberFlag;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.setting.SettingKey;
import tandem.core.tls.TestCertificates;

/** The ways by which the command line shows who asks: the socket, a token, a certificate. */
final class AdminClientWaysTest {
    private static final SettingKey NODE1 = new SettingKey("mycluster", "node1");
    private static final MemberCommand DRAIN = MemberCommand.flags(Set.of(MemberFlag.DRAINING));

    @TempDir
    Path directory;

    private AdminAddress socket() {
        return AdminAddress.of(URI.create("unix:" + directory.resolve("s")));
    }

    private AdminAddress https(GuardedAdmin admin, Optional<Path> token, Optional<CertificateConfig> certificate) {
        return new AdminAddress(
                URI.create(admin.origin()), token, Optional.of(directory.resolve("ca.pem")), certificate);
    }

    @Test
    void certificate_of_the_admin_listener_shows_when_it_expires() throws Exception {
        try (GuardedAdmin admin = new GuardedAdmin(directory, true)) {
            assertThat(admin.registry
                            .get("tandem.tls.certificate.expiry.timestamp.seconds")
                            .tags(
                                    "listener",
                                    "admin",
                                    "certificate",
                                    directory.resolve("member.pem").toString())
                            .gauge()
                            .value())
                    .isEqualTo(java.time.Instant.parse("2126-11-02T11:06:15Z").getEpochSecond());
        }
    }

    @Test
    void by_the_socket_the_kernel_says_who_asks() throws Exception {
        try (GuardedAdmin admin = new GuardedAdmin(directory, true);
                AdminClient client = new AdminClient(socket())) {
            Reply<AdminClient.Snapshot> status = client.status();
            Reply<String> drained = client.member(NODE1, DRAIN, new Order("", "patch day"));
            Reply<String> named = client.member(NODE1, DRAIN, new Order("anna", ""));

            String me = System.getProperty("user.name");
            assertThat(status).isInstanceOf(Reply.Answer.class);
            assertThat(drained).isEqualTo(new Reply.Answer<>("done as asked"));
            assertThat(named).isInstanceOf(Reply.Answer.class);
            assertThat(admin.node.commands.get(0)).endsWith("by '" + me + "' because 'patch day'");
            assertThat(admin.node.commands.get(1)).endsWith("by 'anna (" + me + ")' because ''");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("s"))))
                    .isEqualTo("rw-rw----");
        }
        assertThat(directory.resolve("s")).doesNotExist();
        try (AdminClient client = new AdminClient(socket())) {
            assertThat(client.status())
                    .isInstanceOfSatisfying(
                            Reply.Unreachable.class,
                            gone -> assertThat(gone.sentence()).startsWith("no node answers at unix:"));
        }
    }

    @Test
    void many_ask_by_the_socket_at_once() throws Exception {
        try (GuardedAdmin admin = new GuardedAdmin(directory, false);
                ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Reply<?>>> tasks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                tasks.add(() -> {
                    try (AdminClient client = new AdminClient(socket())) {
                        Reply<?> reply = client.status();
                        for (int again = 0; again < 10 && reply instanceof Reply.Answer; again++) {
                            reply = client.status();
                        }
                        return reply;
                    }
                });
            }

            for (Future<Reply<?>> reply : askers.invokeAll(tasks)) {
                assertThat(reply.get()).isInstanceOf(Reply.Answer.class);
            }
            assertThat(admin.node.statusCalls).hasValueGreaterThanOrEqualTo(176);
        }
    }

    @Test
    void a_socket_that_is_in_use_is_left_and_an_orphan_is_replaced() throws Exception {
        Path path = directory.resolve("s");
        try (ServerSocketChannel orphan = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            orphan.bind(UnixDomainSocketAddress.of(path));
            assertThatThrownBy(() -> new GuardedAdmin(directory, false))
                    .hasMessage("could not listen on the socket " + path
                            + ": another process listens there; give each node an admin.socket.path of its own; change"
                            + " admin.socket.path");
        }

        try (GuardedAdmin admin = new GuardedAdmin(directory, false);
                AdminClient client = new AdminClient(socket())) {
            assertThat(client.status()).isInstanceOf(Reply.Answer.class);
            assertThat(admin.node.statusCalls).hasPositiveValue();
        }
    }

    @Test
    void root_and_the_nodes_user_may_everything_and_others_what_the_configuration_says() {
        AdminSocketConfig config =
                new AdminSocketConfig(Optional.empty(), Map.of("anna", AccessRole.ADMIN), AccessRole.VIEWER);

        assertThat(LocalSocket.identity("root", "tandem", config).role()).isEqualTo(AccessRole.ADMIN);
        assertThat(LocalSocket.identity("tandem", "tandem", config).role()).isEqualTo(AccessRole.ADMIN);
        assertThat(LocalSocket.identity("anna", "tandem", config).role()).isEqualTo(AccessRole.ADMIN);
        assertThat(LocalSocket.identity("bo", "tandem", config))
                .isEqualTo(new Identity("bo", AccessRole.VIEWER, Identity.Means.SOCKET));
    }

    @Test
    void by_tls_a_token_of_a_file_or_a_certificate_shows_who_asks() throws Exception {
        try (GuardedAdmin admin = new GuardedAdmin(directory, true)) {
            Path token = Files.writeString(directory.resolve("token"), GuardedAdmin.token("operator") + "\n");
            CertificateConfig shown = TestCertificates.config(directory, "shop-ec");

            try (AdminClient byToken = new AdminClient(https(admin, Optional.of(token), Optional.empty()));
                    AdminClient byCertificate = new AdminClient(https(admin, Optional.empty(), Optional.of(shown)));
                    AdminClient nobody = new AdminClient(https(admin, Optional.empty(), Optional.empty()))) {
                assertThat(byToken.member(NODE1, DRAIN, new Order("", ""))).isInstanceOf(Reply.Answer.class);
                assertThat(byCertificate.member(NODE1, DRAIN, new Order("", "")))
                        .isInstanceOf(Reply.Answer.class);
                assertThat(nobody.status())
                        .isInstanceOfSatisfying(
                                Reply.Problem.class,
                                problem -> assertThat(problem.status()).isEqualTo(401));
            }
            assertThat(admin.node.commands.get(0)).endsWith("by 'operator' because ''");
            assertThat(admin.node.commands.get(1)).endsWith("by 'CN=shop.example' because ''");
        }
    }

    @Test
    void a_node_whose_authority_is_not_known_is_told_with_what_to_do() throws Exception {
        try (GuardedAdmin admin = new GuardedAdmin(directory, true);
                AdminClient client = new AdminClient(AdminAddress.of(URI.create(admin.origin())))) {
            assertThat(client.status())
                    .isInstanceOfSatisfying(
                            Reply.Unreachable.class,
                            gone -> assertThat(gone.sentence())
                                    .contains("cannot be used: ", "--ca FILE names who signed the node's certificate"));
        }
    }

    @Test
    void files_that_cannot_be_used_are_named() {
        URI url = URI.create("https://127.0.0.1:9990");
        Path missing = directory.resolve("nothing");

        assertThatThrownBy(() -> new AdminClient(
                        new AdminAddress(url, Optional.of(missing), Optional.empty(), Optional.empty())))
                .hasMessageStartingWith("the token file " + missing + " cannot be read: ");
        assertThatThrownBy(() -> new AdminClient(
                        new AdminAddress(url, Optional.empty(), Optional.of(missing), Optional.empty())))
                .hasMessage(missing + " does not exist");
        assertThatThrownBy(() -> new AdminClient(new AdminAddress(
                        URI.create("http://127.0.0.1:9990"), Optional.empty(), Optional.of(missing), Optional.empty())))
                .hasMessageStartingWith("certificates need TLS: write https:// in place of http://");
    }
}
