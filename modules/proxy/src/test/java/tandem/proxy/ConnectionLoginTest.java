package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConnectionLoginTest {
    /** Which users' requests each member connection carried. */
    private final ConcurrentMap<Integer, List<String>> users = new ConcurrentHashMap<>();

    private StubMember iis() {
        return StubMember.scripted(talk -> {
            String user = "";
            String request;
            while ((request = talk.readRequest()) != null) {
                String asked = between(request, "X-User: ");
                if (!asked.isEmpty()) {
                    users.computeIfAbsent(talk.number, n -> new CopyOnWriteArrayList<>())
                            .add(asked);
                }
                String token = between(request, "Authorization: NTLM ");
                if (token.equals("3")) {
                    user = asked;
                }
                if (user.isEmpty()) {
                    talk.send("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM" + (token.equals("1") ? " 2" : "")
                            + "\r\nContent-Length: 0\r\n\r\n");
                } else {
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + user.length() + "\r\n\r\n" + user);
                }
            }
        });
    }

    private static String between(String request, String name) {
        int at = request.indexOf(name);
        return at < 0 ? "" : request.substring(at + name.length(), request.indexOf("\r\n", at));
    }

    private static String as(String user, String... lines) {
        return RawClient.get("/", "X-User: " + user + "\r\n", String.join("", lines));
    }

    private static void logIn(RawClient client, String user) throws IOException {
        assertThat(client.ask(as(user)).status()).isEqualTo(401);
        assertThat(client.ask(as(user, "Authorization: NTLM 1\r\n")).status()).isEqualTo(401);
        assertThat(client.ask(as(user, "Authorization: NTLM 3\r\n")).body()).isEqualTo(user);
    }

    @Test
    void two_users_on_one_member_never_share_a_connection() throws IOException {
        try (StubMember a = iis();
                Bench bench = Bench.with(a).start();
                RawClient alice = bench.client();
                RawClient bob = bench.client()) {
            logIn(alice, "alice");
            logIn(bob, "bob");
            for (int i = 0; i < 5; i++) {
                assertThat(alice.ask(as("alice")).body()).isEqualTo("alice");
                assertThat(bob.ask(as("bob")).body()).isEqualTo("bob");
            }

            assertThat(RawClient.once(bench.port, RawClient.get("/")).status()).isEqualTo(401);
            for (Map.Entry<Integer, List<String>> connection : users.entrySet()) {
                assertThat(List.copyOf(new java.util.HashSet<>(connection.getValue())))
                        .as("users of member connection %s", connection.getKey())
                        .hasSize(1);
            }
        }
    }

    @Test
    void logged_in_client_stays_with_its_member_whatever_the_policy_says() throws IOException {
        try (StubMember a = iis();
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).start();
                RawClient alice = bench.client()) {
            logIn(alice, "alice");

            assertThat(alice.ask(as("alice")).body()).isEqualTo("alice");
            assertThat(b.requests).isEmpty();
        }
    }

    @Test
    void login_ends_with_the_clients_connection() throws IOException {
        try (StubMember a = iis();
                Bench bench = Bench.with(a).start()) {
            try (RawClient alice = bench.client()) {
                logIn(alice, "alice");
            }
            Awaitility.await()
                    .until(() -> bench.meters
                                    .get("tandem.proxy.member.connections")
                                    .gauge()
                                    .value()
                            == 0);

            assertThat(RawClient.once(bench.port, RawClient.get("/")).status()).isEqualTo(401);
        }
    }
}
