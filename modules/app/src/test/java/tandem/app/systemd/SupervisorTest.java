package tandem.app.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SupervisorTest {
    /** Plays systemd: prints each datagram on a line of its own. */
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1].replace('@', chr(0), 1))
            print('listening', flush=True)
            while True:
                print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
            """;

    @TempDir
    Path directory;

    private final List<Process> listeners = new ArrayList<>();

    @BeforeEach
    void python_is_here() {
        boolean found = false;
        for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            found |= Path.of(place, "python3").toFile().canExecute();
        }
        assumeTrue(found, "needs python3, which listens on a datagram socket");
    }

    @AfterEach
    void end_listeners() {
        listeners.forEach(Process::destroyForcibly);
    }

    @Test
    void a_ready_node_says_so_then_its_status_and_at_last_that_it_stops() throws IOException {
        String socket = directory.resolve("notify").toString();
        BufferedReader heard = listen(socket);
        Supervisor supervisor = Supervisor.of(Map.of("NOTIFY_SOCKET", socket));

        supervisor.ready(() -> "active: nobody else is there");

        assertThat(heard.readLine()).isEqualTo("READY=1");
        assertThat(heard.readLine()).isEqualTo("STATUS=active: nobody else is there|");
        supervisor.stopping();
        assertThat(heard.readLine()).isEqualTo("STOPPING=1|STATUS=stopping");
    }

    @Test
    void the_watchdog_is_answered_and_an_unchanged_status_told_once() throws IOException {
        String socket = directory.resolve("notify").toString();
        BufferedReader heard = listen(socket);
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "100000");

        try (Supervisor supervisor = Supervisor.of(environment)) {
            supervisor.ready(() -> "standby");

            assertThat(heard.readLine()).isEqualTo("READY=1");
            assertThat(heard.readLine()).isEqualTo("STATUS=standby|WATCHDOG=1");
            assertThat(heard.readLine()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void a_watchdog_that_waits_for_another_process_is_not_answered() throws IOException {
        String socket = directory.resolve("notify").toString();
        BufferedReader heard = listen(socket);
        Supervisor supervisor =
                Supervisor.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "100000", "WATCHDOG_PID", "1"));

        supervisor.ready(() -> "standby");

        assertThat(heard.readLine()).isEqualTo("READY=1");
        assertThat(heard.readLine()).isEqualTo("STATUS=standby|");
        supervisor.stopping();
        assertThat(heard.readLine()).isEqualTo("STOPPING=1|STATUS=stopping");
    }

    @Test
    void an_abstract_socket_is_reached_too() throws IOException {
        String socket = "@tandem-test-" + ProcessHandle.current().pid();
        BufferedReader heard = listen(socket);

        new NotifySocket(socket).send("READY=1");

        assertThat(heard.readLine()).isEqualTo("READY=1");
    }

    @Test
    void a_socket_that_is_not_there_is_named() {
        String socket = directory.resolve("nobody").toString();

        assertThatThrownBy(() -> new NotifySocket(socket).send("READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessage("could not tell " + socket + ": error 2");
    }

    @Test
    void without_systemd_nothing_is_told() {
        AtomicBoolean asked = new AtomicBoolean();
        Supervisor supervisor = Supervisor.of(Map.of());

        supervisor.ready(() -> {
            asked.set(true);
            return "standby";
        });
        supervisor.stopping();

        assertThat(asked).isFalse();
    }

    private BufferedReader listen(String socket) throws IOException {
        Process process = new ProcessBuilder("python3", "-c", LISTENER, socket)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        listeners.add(process);
        BufferedReader heard = process.inputReader(StandardCharsets.UTF_8);
        assertThat(heard.readLine()).isEqualTo("listening");
        return heard;
    }
}
