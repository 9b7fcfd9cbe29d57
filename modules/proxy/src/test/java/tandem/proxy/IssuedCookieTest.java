package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.core.balance.RouteSeals;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.IssuedCookieConfig.SameSite;
import tandem.proxy.RawClient.Response;

/** Clients that this node gives a cookie itself. */
class IssuedCookieTest {
    private static final RouteSeals SEALS = (file, balancer, route) -> List.of("5ea1" + balancer + route);

    private static IssuedCookieConfig issue(Optional<Path> key) {
        return new IssuedCookieConfig("/", Optional.empty(), Optional.empty(), true, SameSite.LAX, key);
    }

    private static Bench bench(StubMember a, StubMember b, Optional<Path> key) {
        return Bench.with(a, b).issuing("LB", issue(key), SEALS).start();
    }

    private static Response ask(RawClient client, String... cookies) throws IOException {
        return client.ask(
                cookies.length == 0 ? RawClient.get("/") : RawClient.get("/", "Cookie: " + cookies[0] + "\r\n"));
    }

    @Test
    void client_gets_a_cookie_once_and_stays_with_its_member() throws IOException {
        try (StubMember a = StubMember.answering("a", "Set-Cookie: own=1\r\n");
                StubMember b = StubMember.answering("b");
                Bench bench = bench(a, b, Optional.empty());
                RawClient client = bench.client()) {
            Response first = ask(client);

            assertThat(first.body()).isEqualTo("a");
            assertThat(first.field("Set-Cookie"))
                    .isEqualTo("own=1|LB=.a; Path=/; HttpOnly; SameSite=Lax" + (Wire.isSecure() ? "; Secure" : ""));
            for (int i = 0; i < 3; i++) {
                Response next = ask(client, "LB=.a");
                assertThat(next.body()).isEqualTo("a");
                assertThat(next.field("Set-Cookie")).isEqualTo("own=1");
            }
        }
    }

    @Test
    void client_of_a_dead_member_is_told_of_another() throws IOException {
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", b.port())
                        .issuing("LB", issue(Optional.empty()), SEALS)
                        .start();
                RawClient client = bench.client()) {
            Response moved = ask(client, "LB=.a");

            assertThat(moved.body()).isEqualTo("b");
            assertThat(moved.field("Set-Cookie")).startsWith("LB=.b; ");
        }
    }

    @Test
    void forged_value_leads_nowhere_and_is_replaced() throws IOException {
        try (StubMember a = StubMember.answering("a");
                StubMember b = StubMember.answering("b");
                Bench bench = bench(a, b, Optional.of(Path.of("key")));
                RawClient client = bench.client()) {
            assertThat(ask(client, "LB=.b").field("Set-Cookie")).startsWith("LB=5ea1appa.a; ");
            assertThat(ask(client, "LB=5ea1appa.b").field("Set-Cookie")).startsWith("LB=5ea1appb.b; ");
            Response honest = ask(client, "LB=5ea1appb.b");
            assertThat(honest.body()).isEqualTo("b");
            assertThat(honest.field("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void cookie_of_one_node_is_good_at_another_with_the_same_key() throws IOException {
        try (StubMember a = StubMember.answering("a");
                StubMember b = StubMember.answering("b");
                Bench one = bench(a, b, Optional.of(Path.of("key")));
                Bench other = bench(a, b, Optional.of(Path.of("key")));
                RawClient before = one.client();
                RawClient after = other.client()) {
            ask(before);
            String cookie = ask(before).field("Set-Cookie").split(";")[0];

            assertThat(ask(after, cookie).body()).isEqualTo("b");
            assertThat(ask(after, cookie).body()).isEqualTo("b");
        }
    }

    @Test
    void own_error_pages_give_no_cookie() throws IOException {
        try (Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .issuing("LB", issue(Optional.empty()), SEALS)
                        .start();
                RawClient client = bench.client()) {
            Response none = ask(client);

            assertThat(none.status()).isEqualTo(503);
            assertThat(none.field("Set-Cookie")).isEmpty();
        }
    }
}
