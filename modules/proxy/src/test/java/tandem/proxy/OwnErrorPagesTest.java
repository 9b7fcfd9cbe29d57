package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tandem.core.config.ErrorOverride;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.ErrorStatus;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.TandemConfig;

/** Pages that the configuration has in place of this node's own. */
class OwnErrorPagesTest {
    private static final String SORRY = "<h1>Sorry – back soon</h1>";

    private static ErrorPageConfig page(String status, String text, String type) {
        return new ErrorPageConfig(
                ErrorStatus.parse(status),
                text,
                Optional.empty(),
                Optional.empty(),
                type.isEmpty() ? Optional.empty() : Optional.of(type));
    }

    private static UnaryOperator<TandemConfig> pages(ErrorPageConfig... pages) {
        return config -> config.edit().errorPages(List.of(pages)).done();
    }

    private static Bench.Builder nobody() {
        return Bench.with().member("a", StubMember.freePort());
    }

    @Test
    void page_is_shown_with_its_length_and_kept_out_of_caches_while_no_member_is_up() throws IOException {
        try (Bench bench = nobody().change(pages(page("503", SORRY, ""), page("5xx", "{}", "application/json")))
                        .start();
                RawClient client = bench.client()) {
            RawClient.Response response = client.ask(RawClient.get("/"));

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(response.field("Content-Length")).isEqualTo("28");
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
            assertThat(response.body()).isEqualTo("<h1>Sorry â\u0080\u0093 back soon</h1>");
            RawClient.Response head = client.ask("HEAD / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            assertThat(head.field("Content-Length")).isEqualTo("28");
            assertThat(head.status()).isEqualTo(503);
        }
    }

    @Test
    void request_that_makes_no_sense_gets_the_page_too() throws IOException {
        try (Bench bench =
                nobody().change(pages(page("4xx", "four", "text/plain"))).start()) {
            RawClient.Response response = RawClient.once(bench.port, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("four");
            assertThat(response.field("Content-Type")).isEqualTo("text/plain");
        }
    }

    @Test
    void members_errors_are_replaced_where_that_is_asked_for_and_logins_are_still_demanded() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    String request;
                    while ((request = talk.readRequest()) != null) {
                        talk.send("HTTP/1.1 " + request.substring(5, 8)
                                + " X\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 5\r\n\r\ninner");
                    }
                });
                Bench bench = Bench.with(a)
                        .change(pages(page("502", "ours", ""), page("401", "log in", "")))
                        .change(config -> config.edit()
                                .errorPages(List.of(page("502", "ours", ""), page("401", "log in", "")))
                                .errorOverride(ErrorOverride.parse("401 502"))
                                .done())
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.get("/502")).body()).isEqualTo("ours");
            assertThat(RawClient.once(bench.port, RawClient.get("/500")).body()).isEqualTo("inner");
            RawClient.Response login = RawClient.once(bench.port, RawClient.get("/401"));
            assertThat(login.status()).isEqualTo(401);
            assertThat(login.body()).isEqualTo("log in");
            assertThat(login.field("WWW-Authenticate")).isEqualTo("Basic realm=\"x\"");
            assertThat(RawClient.once(bench.port, RawClient.get("/502")).field("WWW-Authenticate"))
                    .isEmpty();
        }
    }

    @Test
    void rule_wins_over_what_holds_for_all_and_may_say_how_long_caches_keep_it() throws IOException {
        FieldConfig kept =
                new FieldConfig(FieldConfig.Action.SET, "Cache-Control", "max-age=5", "", true, false, "", "");
        RuleConfig rule = new RuleConfig(
                "/",
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(kept),
                List.of(page("503", "rule", "")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of());
        try (Bench bench =
                nobody().rule(rule).change(pages(page("503", "all", ""))).start()) {
            RawClient.Response response = RawClient.once(bench.port, RawClient.get("/"));

            assertThat(response.body()).isEqualTo("rule");
            assertThat(response.field("Cache-Control")).isEqualTo("max-age=5");
        }
    }
}
