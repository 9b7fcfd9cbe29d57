package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VipGuardTest {
    private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    @TempDir
    Path directory;

    private DatagramSocket voter;
    private Optional<Path> guardSocket = Optional.empty();

    @BeforeEach
    void open_a_voter() throws IOException {
        voter = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        voter.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
    }

    @AfterEach
    void close_the_voter() {
        voter.close();
    }

    @Test
    void a_machine_without_the_tools_is_told_that_there_is_no_guard() {
        VipGuard guard = new VipGuard(scope(), directory.toString());

        guard.start();

        assertThat(guard.guarantee())
                .isEqualTo("no guard process removes it earlier: setsid is not on the path; install it");
    }

    @Test
    void a_guard_whose_node_ends_frees_the_votes_of_its_last_term() throws IOException {
        needsTools();
        VipGuard guard = new VipGuard(scope(), PATH);
        guard.attach();
        guard.start();
        guard.ticket(7, "00aa");
        guard.ticket(8, "00bb");

        guard.detach();

        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 8 00bb\n");
        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 8 00bb\n");
        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 8 00bb\n");
    }

    @Test
    void a_guard_that_was_killed_is_replaced_and_knows_the_term() throws IOException {
        needsTools();
        Set<ProcessHandle> before = children();
        VipGuard guard = new VipGuard(scope(), PATH);
        guard.attach();
        guard.start();
        guard.ticket(7, "00aa");
        ProcessHandle first = childAfter(before);
        first.destroyForcibly();
        first.onExit().join();

        boolean replaced = guard.tend();
        String guarantee = guard.guarantee();
        guard.detach();

        assertThat(replaced).isTrue();
        assertThat(guarantee).isEqualTo("a guard process removes it at once when this process dies");
        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 7 00aa\n");
    }

    @Test
    void what_systemd_needs_lies_in_a_file_for_this_user_alone_until_the_orderly_end() throws IOException {
        needsTools();
        VipGuard guard = new VipGuard(scope(), PATH);
        Path file = directory.resolve("lb1.release");
        guard.attach();
        guard.ticket(7, "00aa");
        guard.shown("198.51.100.100/32", "eth0");

        String line = Files.readString(file);
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        guard.hidden("198.51.100.100/32", "eth0");
        guard.detach();

        assertThat(line)
                .isEqualTo("table tandem_fence_lb1 voter 127.0.0.1 " + voter.getLocalPort()
                        + " vip 198.51.100.100/32 eth0 ticket shop lb1 7 00aa\n");
        assertThat(permissions).isEqualTo("rw-------");
        assertThat(file).doesNotExist();
    }

    @Test
    void the_script_frees_the_votes_by_the_file_after_everything_was_killed() throws Exception {
        needsTools();
        Path script = script();
        Path file = directory.resolve("lb1.release");
        Files.writeString(file, "table none voter 127.0.0.1 " + voter.getLocalPort() + " ticket shop lb1 9 00cc\n");

        Process process = new ProcessBuilder("bash", script.toString(), directory.toString(), directory + "/none")
                .inheritIO()
                .start();

        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 9 00cc\n");
        assertThat(process.waitFor()).isZero();
        assertThat(file).doesNotExist();
    }

    @Test
    void a_guard_that_is_a_service_is_no_child_and_frees_the_votes_when_the_node_lets_go() throws Exception {
        needsTools();
        Path socket = directory.resolve("guard.socket");
        guardSocket = Optional.of(socket);
        try (StubSystemd systemd = StubSystemd.listen(socket, script())) {
            Set<ProcessHandle> before = children();
            VipGuard guard = new VipGuard(scope(), PATH);
            guard.attach();
            guard.ticket(7, "00aa");
            guard.ticket(8, "00bb");
            systemd.awaitGuard();
            Set<ProcessHandle> started = children();
            started.removeAll(before);

            guard.detach();

            assertThat(started).isNotEmpty().allMatch(systemd::started);
            assertThat(received()).isEqualTo("tandem-release 1 shop lb1 8 00bb\n");
        }
    }

    @Test
    void a_guard_service_that_ended_is_replaced_by_a_child_that_knows_the_term() throws Exception {
        needsTools();
        Path socket = directory.resolve("guard.socket");
        guardSocket = Optional.of(socket);
        VipGuard guard = new VipGuard(scope(), PATH);
        try (StubSystemd systemd = StubSystemd.listen(socket, script())) {
            guard.attach();
            guard.ticket(7, "00aa");
            systemd.killGuards();
        }

        Awaitility.await().until(guard::tend);
        String guarantee = guard.guarantee();
        guard.detach();

        assertThat(guarantee).isEqualTo("a guard process removes it at once when this process dies");
        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 7 00aa\n");
    }

    @Test
    void a_socket_that_nobody_listens_on_leaves_the_guard_to_a_child() throws IOException {
        needsTools();
        guardSocket = Optional.of(Files.createFile(directory.resolve("guard.socket")));
        VipGuard guard = new VipGuard(scope(), PATH);
        guard.attach();
        guard.ticket(7, "00aa");

        guard.detach();

        assertThat(received()).isEqualTo("tandem-release 1 shop lb1 7 00aa\n");
    }

    /** Guards of earlier tests may still be among them, at their last work. */
    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toCollection(HashSet::new));
    }

    private static ProcessHandle childAfter(Set<ProcessHandle> before) {
        Set<ProcessHandle> started = children();
        started.removeAll(before);
        assertThat(started).hasSize(1);
        return started.iterator().next();
    }

    private Path script() throws IOException {
        Path script = directory.resolve("vip-release");
        try (InputStream in = VipGuard.class.getResourceAsStream("vip-release")) {
            Files.write(script, in.readAllBytes());
        }
        return script;
    }

    private VipScope scope() {
        return new VipScope(
                "shop",
                "lb1",
                "main",
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), voter.getLocalPort())),
                Optional.of(directory),
                guardSocket);
    }

    private String received() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[500], 500);
        voter.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static void needsTools() {
        for (String tool : List.of("setsid", "bash", "ip")) {
            assumeTrue(
                    List.of(PATH.split(":")).stream().anyMatch(place -> Files.isExecutable(Path.of(place, tool))),
                    "skipped: needs " + tool);
        }
    }
}
