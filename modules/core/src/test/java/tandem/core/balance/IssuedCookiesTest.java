package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.IssuedCookieConfig.SameSite;
import tandem.core.config.StickyConfig;
import tandem.core.config.StickyConfig.Separator;
import tandem.core.setting.Settings;

final class IssuedCookiesTest {
    private static final Path KEY = Path.of("cookie.key");
    private static final RouteSeals SEALS = (file, balancer, route) ->
            file.equals(KEY) ? List.of("new-" + balancer + "-" + route, "old-" + balancer + "-" + route) : List.of();

    private static IssuedCookieConfig plain() {
        return new IssuedCookieConfig("/", Optional.empty(), Optional.empty(), true, SameSite.LAX, Optional.empty());
    }

    private static IssuedCookieConfig signed() {
        return new IssuedCookieConfig("/", Optional.empty(), Optional.empty(), true, SameSite.LAX, Optional.of(KEY));
    }

    private static Balancer balancer(IssuedCookieConfig issue, Separator separator, RouteSeals seals, String route) {
        StickyConfig sticky =
                new StickyConfig(Optional.of("LB"), Optional.empty(), separator, false, Optional.of(issue));
        BalancerConfig from = Samples.balancer(Samples.member(route), Samples.member("b"));
        BalancerConfig config = new BalancerConfig(
                from.policy(),
                Optional.of(sticky),
                from.nofailover(),
                from.maxAttempts(),
                from.forceRecovery(),
                from.members());
        return Balancer.of(
                "app", config, Settings.NONE, Samples.addresses("app", config), Set.of(), seals, new Schedule());
    }

    private static String cookie(Balancer balancer, boolean byTls) {
        return balancer.sticky().issued(balancer.members().getFirst(), byTls);
    }

    @Test
    void cookie_is_the_route_behind_the_separator() {
        assertThat(cookie(balancer(plain(), Separator.DOT, RouteSeals.NONE, "a"), false))
                .isEqualTo("LB=.a; Path=/; HttpOnly; SameSite=Lax");
        assertThat(cookie(balancer(plain(), Separator.OFF, RouteSeals.NONE, "a"), false))
                .isEqualTo("LB=a; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void attributes_are_as_configured() {
        IssuedCookieConfig config = new IssuedCookieConfig(
                "/app", Optional.of("example.com"), Optional.of(true), false, SameSite.NONE, Optional.empty());

        assertThat(cookie(balancer(config, Separator.DOT, RouteSeals.NONE, "a"), false))
                .isEqualTo("LB=.a; Path=/app; Domain=example.com; SameSite=None; Secure");
    }

    @Test
    void what_came_by_tls_stays_there_unless_the_file_says_otherwise() {
        IssuedCookieConfig never = new IssuedCookieConfig(
                "/", Optional.empty(), Optional.of(false), true, SameSite.STRICT, Optional.empty());

        assertThat(cookie(balancer(plain(), Separator.DOT, RouteSeals.NONE, "a"), true))
                .endsWith("; SameSite=Lax; Secure");
        assertThat(cookie(balancer(never, Separator.DOT, RouteSeals.NONE, "a"), true))
                .endsWith("; SameSite=Strict");
    }

    @Test
    void a_route_with_other_characters_comes_back_as_it_was() {
        Balancer balancer = balancer(plain(), Separator.DOT, RouteSeals.NONE, "a;\"%1");
        String sent = cookie(balancer, false);

        assertThat(sent).startsWith("LB=.a%3B%22%251; ");
        assertThat(balancer.sticky().route("/", sent.substring(0, sent.indexOf(';'))))
                .isEqualTo("a;\"%1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "LB=new-app-a.a        | a",
                "LB=old-app-a.a        | a",
                "LB=new-app-b.b        | b",
                "LB=new-app-a.b        | none",
                "LB=new-other-a.a      | none",
                "LB=.a                 | none",
                "LB=x.a                | none",
                "LB=new-app-a.unknown  | none",
                "LB=NEW-APP-A.a        | none",
                "LB=new-app-a          | none",
                "LB=\"new-app-a.a\"    | a",
            })
    void only_what_a_key_signed_leads_anywhere(String cookies, String route) {
        assertThat(balancer(signed(), Separator.DOT, SEALS, "a").sticky().route("/", cookies))
                .isEqualTo(route);
    }

    @Test
    void the_newest_key_signs() {
        assertThat(cookie(balancer(signed(), Separator.DOT, SEALS, "a"), false)).startsWith("LB=new-app-a.a; ");
    }

    @Test
    void without_its_key_nothing_is_given_and_nothing_leads_anywhere() {
        Balancer balancer = balancer(signed(), Separator.DOT, RouteSeals.NONE, "a");

        assertThat(cookie(balancer, false)).isNull();
        assertThat(balancer.sticky().route("/", "LB=.a")).isNull();
    }

    @Test
    void members_that_set_the_cookie_themselves_are_left_to_it() {
        BalancerConfig config = Samples.balancer(Samples.member("a"));
        Balancer balancer = Balancer.of("app", config, Settings.NONE, Map.of(), Set.of(), new Schedule());

        assertThat(cookie(balancer, true)).isNull();
    }
}
