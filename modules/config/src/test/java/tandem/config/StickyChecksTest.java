package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.IssuedCookieConfig.SameSite;
import tandem.core.config.TandemConfig;

/** The cookie that this node gives to clients. */
final class StickyChecksTest {
    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
        cases.file("cookie.key", "0123456789abcdef0123456789abcdef\n");
    }

    private static String yaml(String sticky, String member) {
        return """
                listeners: {web: {listen: "*:80"}}
                balancers:
                  app:
                    sticky: {%s}
                    members: [{name: a, url: "http://192.0.2.1"%s}]
                routes: [{balancer: app}]
                """.formatted(sticky, member);
    }

    @Test
    void defaults_are_safe_and_written_back() {
        TandemConfig config = ConfigCase.ok(cases.yaml(yaml("cookie: LB, issue: {}", ", route: a")));

        assertThat(config.balancers().get("app").sticky().orElseThrow().issue())
                .contains(new IssuedCookieConfig(
                        "/", Optional.empty(), Optional.empty(), true, SameSite.LAX, Optional.empty()));
        assertThat(ConfigCase.ok(cases.yaml(YamlWriter.write(config)))).isEqualTo(config);
    }

    @Test
    void a_key_is_a_file_beside_the_configuration() {
        TandemConfig config =
                ConfigCase.ok(cases.yaml(yaml("cookie: LB, issue: {key-file: cookie.key}", ", route: a")));

        assertThat(config.balancers()
                        .get("app")
                        .sticky()
                        .orElseThrow()
                        .issue()
                        .orElseThrow()
                        .keyFile())
                .contains(directory.resolve("cookie.key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
        parameter: s, issue: {}                              ^ , route: a ^ balancers.app.sticky.issue: needs the cookie's name; write cookie: NAME beside it
        cookie: "L B", issue: {}                             ^ , route: a ^ balancers.app.sticky.cookie: 'L B' cannot be a cookie's name (letters, digits, - and _)
        cookie: LB, issue: {path: app}                       ^ , route: a ^ balancers.app.sticky.issue.path: 'app' is not a path such as / or /app
        cookie: LB, issue: {path: "/;x"}                     ^ , route: a ^ balancers.app.sticky.issue.path: '/;x' is not a path such as / or /app
        cookie: LB, issue: {domain: "a;b"}                   ^ , route: a ^ balancers.app.sticky.issue.domain: 'a;b' is not a domain such as example.com
        cookie: LB, issue: {same-site: none, secure: false}  ^ , route: a ^ balancers.app.sticky.issue.same-site: none needs Secure, or browsers drop the cookie; remove secure: false
        cookie: LB, issue: {}                                ^ , route: "ä" ^ balancers.app.members[0].route: 'ä' cannot stand in a cookie; take letters and digits
        cookie: LB, separator: off, issue: {key-file: cookie.key} ^ , route: a ^ balancers.app.sticky.issue.key-file: needs a separator between signature and route that is no hexadecimal digit; separator: . is one
        cookie: LB, separator: a, issue: {key-file: cookie.key} ^ , route: a ^ balancers.app.sticky.issue.key-file: needs a separator between signature and route that is no hexadecimal digit; separator: . is one
        cookie: LB, parameter: s, issue: {key-file: cookie.key} ^ , route: a ^ balancers.app.sticky.parameter: cannot stand beside key-file: what members write into URLs is not signed, so it would lead nowhere
        cookie: LB, issue: {key-file: gone.key}              ^ , route: a ^ gone.key cannot be read; `tandem secret new FILE` makes one, and every node needs a copy of it
        """)
    void each_mistake_is_named(String sticky, String member, String sentence) {
        assertThat(ConfigCase.findings(cases.yaml(yaml(sticky, member))))
                .anySatisfy(finding -> assertThat(finding).contains(sentence));
    }

    @Test
    void a_member_that_no_cookie_leads_to_is_named() {
        assertThat(ConfigCase.warnings(cases.yaml(yaml("cookie: LB, issue: {}", ""))))
                .anySatisfy(finding -> assertThat(finding)
                        .contains("balancers.app.members[0]: has no route, so no cookie leads to a; write route: a"));
    }
}
