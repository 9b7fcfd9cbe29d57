package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tandem.core.config.ListenAddress;
import tandem.core.config.RegistrationConfig;
import tandem.core.registration.McmpReply;
import tandem.core.registration.McmpRequest;

/** Messages as mod_cluster's Java side writes them to its connection. */
class RegistrationServerTest {
    private static final RegistrationConfig CONFIG = new RegistrationConfig(
            Optional.empty(), List.of(), Optional.of("app"), Duration.ofSeconds(60), 10, Optional.empty(), List.of());

    private final List<McmpRequest> heard = new CopyOnWriteArrayList<>();

    private RegistrationServer server(Predicate<InetAddress> allowed) {
        return switch (RegistrationServer.start(CONFIG, ListenAddress.parse("127.0.0.1:0"), allowed, request -> {
            heard.add(request);
            return request.command().equals("STATUS")
                    ? McmpReply.refused(McmpReply.Kind.MEM, "no member \u00e4 here")
                    : new McmpReply(Optional.empty(), "Type=PING-RSP&State=OK&id=1", Optional.empty(), false, "");
        })) {
            case RegistrationServer.Start.Started(RegistrationServer server) -> server;
            case RegistrationServer.Start.Failed(String sentence) -> fail(sentence);
        };
    }

    private static String exchange(RegistrationServer server, String... messages) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            for (String message : messages) {
                socket.getOutputStream().write(message.getBytes(StandardCharsets.US_ASCII));
            }
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String message(String command, String target, String body) {
        return command + " " + target + " HTTP/1.1\r\nHost: lb\r\nUser-Agent: ClusterListener/1.0\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    @Test
    void messages_on_one_connection_are_answered_in_turn() throws IOException {
        try (RegistrationServer server = server(any -> true)) {
            String answers = exchange(
                    server,
                    message("PING", "/", ""),
                    message("STOP-APP", "/*", "JVMRoute=node1"),
                    message("STATUS", "/", "JVMRoute=n&Load=1"));

            assertThat(answers)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Type=PING-RSP&State=OK&id=1HTTP/1.1 200 OK");
            assertThat(answers)
                    .contains("HTTP/1.1 500 ")
                    .contains("\r\nVersion: 0.2.1\r\n")
                    .contains("\r\nType: MEM\r\n")
                    .contains("\r\nMess: MEM: no member ? here\r\n");
        }

        assertThat(heard).extracting(McmpRequest::command).containsExactly("PING", "STOP-APP", "STATUS");
        assertThat(heard).extracting(McmpRequest::whole).containsExactly(false, true, false);
        assertThat(heard.get(1).fields()).containsExactly(new McmpRequest.Field("jvmroute", "node1"));
        assertThat(heard.get(1).from()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }

    @Test
    void who_is_not_allowed_is_not_heard() throws IOException {
        try (RegistrationServer server = server(any -> false)) {
            assertThat(exchange(server, message("PING", "/", "")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("127.0.0.1 may not register members here; add its network to registration.allow");
        }

        assertThat(heard).isEmpty();
    }

    @Test
    void what_is_too_large_or_malformed_is_refused() throws IOException {
        try (RegistrationServer server = server(any -> true)) {
            assertThat(exchange(server, message("CONFIG", "/", "a=" + "b".repeat(70_000))))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("Mess: SYNTAX: the message has more than 65536 bytes");
            assertThat(exchange(server, message("CONFIG", "/", "JVMRoute")))
                    .contains("Mess: SYNTAX: 'JVMRoute' in the body is not NAME=VALUE");
        }

        assertThat(heard).isEmpty();
    }

    @Test
    void port_that_is_taken_is_told_with_its_key() throws IOException {
        try (RegistrationServer server = server(any -> true)) {
            ListenAddress taken = new ListenAddress("127.0.0.1", server.port());

            assertThat(RegistrationServer.start(CONFIG, taken, any -> true, request -> fail("not heard")))
                    .isInstanceOfSatisfying(
                            RegistrationServer.Start.Failed.class,
                            failed -> assertThat(failed.sentence())
                                    .contains("could not listen on 127.0.0.1:" + server.port())
                                    .endsWith("free the port or change registration.listen"));
        }
    }
}
