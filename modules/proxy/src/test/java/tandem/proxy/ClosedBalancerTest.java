package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.ClosedConfig;
import tandem.core.config.ErrorPageConfig;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings.Change;

/** What clients of a balancer see that an operator closes. */
class ClosedBalancerTest {
    private static final ClosedConfig RULES = new ClosedConfig(
            false,
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            Duration.ofMinutes(2),
            List.of(),
            Optional.of("preview=1"));

    private static void close(Bench bench, Map<String, String> values) {
        bench.table.settingChanged(
                SettingKey.ofClosing("app"),
                before -> SettingValue.CLEARED.withValues(values),
                new Change("lb1", "anna", System.currentTimeMillis(), ""));
    }

    @Test
    void clients_get_the_page_but_for_those_who_are_let_in() throws IOException {
        try (StubMember a = StubMember.answering("open");
                Bench bench = Bench.with(a)
                        .rules(balancer -> balancer.edit().closed(RULES).done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("open");

            close(bench, Map.of("closed", "true", "message", "Back at 6."));

            RawClient.Response response = client.ask(RawClient.get("/"));
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Retry-After")).isEqualTo("120");
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
            assertThat(response.body()).contains("<p>Back at 6.</p>");
            assertThat(client.ask("HEAD / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
                            .field("Content-Length"))
                    .isEqualTo(String.valueOf(response.body().length()));
            assertThat(client.ask(RawClient.get("/", "Cookie: a=b; preview=1\r\n"))
                            .body())
                    .isEqualTo("open");

            close(bench, Map.of("closed", "false"));

            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("open");
        }
    }

    @Test
    void without_a_page_of_its_own_the_error_page_for_503_is_shown() throws IOException {
        try (StubMember a = StubMember.answering("open");
                Bench bench = Bench.with(a)
                        .change(config -> config.edit()
                                .errorPages(List.of(new ErrorPageConfig(503, "sorry", Optional.empty())))
                                .done())
                        .start()) {
            close(bench, Map.of("closed", "true"));

            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("sorry");
        }
    }

    @Test
    void request_under_way_ends_as_it_began() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    StubMember.await(more);
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nopen");
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/"));
            Awaitility.await().until(() -> a.requests.size() == 1);

            close(bench, Map.of("closed", "true"));
            more.countDown();

            assertThat(client.read().body()).isEqualTo("open");
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
        }
    }
}
