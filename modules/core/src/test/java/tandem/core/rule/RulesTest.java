package tandem.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.RewriteConfig;
import tandem.core.config.RewriteConfig.ConditionConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.FieldConfig.Action;
import tandem.core.config.RuleConfig.ReplacementConfig;
import tandem.core.config.RuleConfig.VariableConfig;
import tandem.core.config.SiteConfig;

final class RulesTest {
    private final StubFacts facts =
            new StubFacts().with("User-Agent", "Mobile 1").with("Cookie", "a=b");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^/old/(.*)$ | /new/$1            | PT      | /old/a   |        | /new/a?",
                "^/old/(.*)$ | /new/$1?x=1        | PT      | /old/a   | y=2    | /new/a?x=1",
                "^/old/(.*)$ | /new/$1?x=1        | PT,QSA  | /old/a   | y=2    | /new/a?x=1&y=2",
                "^/old       | /new               | PT,QSD  | /old     | y=2    | /new?",
                "^/(.*)      | balancer://app/$1  | P       | /a b     | y=2    | balancer app /a b y=2",
                "^/(.*)      | https://%{HTTP_HOST}/$1 | R=301,L | /a b  | y=2    | 301 https://www.example.com/a%20b?y=2",
                "^/a         | /b                 | R       | /a       |        | 302 http://www.example.com/b",
                "^/a         | -                  | F       | /a       |        | 403",
                "^/a         | -                  | G       | /a       |        | 410",
                "^/A         | -                  | F,NC    | /a       |        | 403",
                "!^/a        | -                  | F       | /b       |        | 403",
                "^/a         | -                  | F       | /b       |        | unchanged",
                "^/a         | /b                 | L       | /a       |        | 404",
            })
    void rewriting_makes_of_a_path_what_mod_rewrite_makes(
            String pattern, String to, String flags, String path, String query, String expected) {
        RewriteConfig rule = new RewriteConfig(pattern, to, List.of(flags.split(",")), List.of());

        Rewritten rewritten = rewritten(path, query == null ? "" : query, rule);

        assertThat(text(rewritten)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "%{HTTP_USER_AGENT}, ^Mobile (\\d), '', yes",
        "%{HTTP_USER_AGENT}, !Mobile, '', no",
        "%{HTTP_USER_AGENT}, ^mobile, NC, yes",
        "%{HTTPS}, =off, '', yes",
        "%{SERVER_PORT}, -lt 100, '', yes",
        "%{ENV:nothing}, ^$, '', yes",
        "expr, %{REQUEST_METHOD} == 'GET' && -z req('X-No'), '', yes",
    })
    void condition_holds_as_rewrite_conds(String value, String pattern, String flags, String holds) {
        List<String> list = flags.isEmpty() ? List.of() : List.of(flags);
        RewriteConfig rule =
                new RewriteConfig("^/", "-", List.of("F"), List.of(new ConditionConfig(value, pattern, list)));

        assertThat(text(rewritten("/", "", rule))).isEqualTo(holds.equals("yes") ? "403" : "unchanged");
    }

    @Test
    void conditions_with_or_need_one_and_their_groups_can_be_used() {
        ConditionConfig no = new ConditionConfig("%{HTTP_COOKIE}", "^none$", List.of("OR"));
        ConditionConfig yes = new ConditionConfig("%{HTTP_USER_AGENT}", "^(\\w+) (\\d)", List.of());

        Rewritten rewritten =
                rewritten("/x", "", new RewriteConfig("^/(.*)", "/%1/%2/$1", List.of("PT"), List.of(no, yes)));

        assertThat(text(rewritten)).isEqualTo("/Mobile/1/x?");
    }

    @Test
    void fields_change_as_mod_headers_changes_them() {
        FieldList fields = new FieldList();
        fields.add("Set-Cookie", "a=1; path=/");
        fields.add("Set-Cookie", "b=2");
        fields.add("Vary", "A");
        fields.add("Server", "x");
        Visit visit = visit(rule(List.of(
                field(Action.EDIT, "Set-Cookie", "^(.*)$", "$1; Secure"),
                field(Action.MERGE, "Vary", "A", ""),
                field(Action.MERGE, "Vary", "B", ""),
                field(Action.UNSET, "server", "", ""),
                field(Action.SET, "X-Time", "%t %D %{nothing}e 100%%", ""),
                field(Action.SETIFEMPTY, "X-Time", "no", ""),
                field(Action.ADD, "X-Mobile", "%{mobile}e", ""),
                field(Action.ECHO, "^Cookie", "", ""))));

        visit.responseFields(fields, 200);

        assertThat(lines(fields))
                .containsExactly(
                        "Set-Cookie: a=1; path=/; Secure",
                        "Set-Cookie: b=2; Secure",
                        "Vary: A, B",
                        "X-Time: t=1700000000000000 D=42 (null) 100%",
                        "X-Mobile: 1",
                        "Cookie: a=b");
    }

    @Test
    void a_value_may_be_an_expression() {
        FieldList fields = new FieldList();

        visit(rule(List.of(field(Action.SET, "X-Scheme", "expr=%{REQUEST_SCHEME}://%{HTTP_HOST}", ""))))
                .responseFields(fields, 200);

        assertThat(lines(fields)).containsExactly("X-Scheme: http://www.example.com");
    }

    @Test
    void values_name_facts_of_the_tls_connection_and_null_where_there_is_none() {
        RuleConfig rule = rule(List.of(
                field(Action.SET, "X-Tls", "%{SSL_PROTOCOL}s %{SSL_CLIENT_S_DN}s %{HTTPS}s", ""),
                field(Action.SET, "X-Expr", "expr=%{SSL_PROTOCOL}/%{SSL:SSL_PROTOCOL}/%{HTTPS}", "")));
        FieldList clear = new FieldList();
        FieldList secret = new FieldList();

        visit(rule).responseFields(clear, 200);
        facts.tls.put("SSL_PROTOCOL", "TLSv1.3");
        visit(rule).responseFields(secret, 200);

        assertThat(lines(clear)).containsExactly("X-Tls: (null) (null) off", "X-Expr: //off");
        assertThat(lines(secret)).containsExactly("X-Tls: TLSv1.3 (null) on", "X-Expr: TLSv1.3/TLSv1.3/on");
    }

    @Test
    void variables_of_the_tls_connection_are_set_once_the_request_is_handled() {
        facts.tls.put("SSL_PROTOCOL", "TLSv1.3");
        Visit visit = visit(rule(List.of()));

        assertThat(visit.variable("HTTPS")).isNull();
        visit.requestFields(new FieldList());

        assertThat(visit.variable("HTTPS")).isEqualTo("on");
        assertThat(visit.variable("SSL_PROTOCOL")).isEqualTo("TLSv1.3");
        assertThat(visit.variable("other")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"%{SSL_NONSENSE}s", "expr=%{SSL_NONSENSE}", "expr=%{SSL:SSL_NONSENSE}", "%{NONSENSE}s"})
    void variables_that_nobody_knows_are_refused_before_a_request_asks(String value) {
        assertThatThrownBy(() -> FieldRule.of(field(Action.SET, "X", value, "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NONSENSE} is not ");
    }

    @Test
    void a_field_that_holds_always_is_on_own_answers_and_the_others_are_not() {
        FieldConfig always = new FieldConfig(Action.SET, "X-A", "1", "", true, false, "", "");
        FieldConfig only = new FieldConfig(Action.SET, "X-B", "1", "", false, false, "", "");

        assertThat(lines(visit(rule(List.of(always, only))).ownFields(503))).containsExactly("X-A: 1");
    }

    @Test
    void a_field_depends_on_a_variable_or_an_expression() {
        FieldConfig set = new FieldConfig(Action.SET, "X-A", "1", "", false, false, "mobile", "");
        FieldConfig absent = new FieldConfig(Action.SET, "X-B", "1", "", false, false, "!mobile", "");
        FieldConfig test = new FieldConfig(
                Action.SET, "X-C", "1", "", false, false, "", "%{REQUEST_STATUS} -ge 500 || %{HTTP_HOST} =~ /^none/");
        FieldList fields = new FieldList();

        visit(rule(List.of(set, absent, test))).responseFields(fields, 503);

        assertThat(lines(fields)).containsExactly("X-A: 1", "X-C: 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fakepath=/local;path=/local         | fakepath=/local;path=/remote",
                "a=1; domain=local; path=/local;foo=bar | a=1; domain=remote; path=/remote;foo=bar",
                "a=1; Path=/local/sub; HttpOnly      | a=1; Path=/remote; HttpOnly",
                "a=1; DOMAIN=LOCAL                   | a=1; DOMAIN=remote",
                "a=1; path=/LOCAL                    | a=1; path=/LOCAL",
            })
    void rev_05_rev_06_rev_07_attributes_of_cookies_are_mapped_and_nothing_else(String cookie, String mapped) {
        RuleConfig rule = rule(List.of());

        assertThat(CookieAttributes.mapped(cookie.strip(), rule)).isEqualTo(mapped.strip());
    }

    @Test
    void an_expression_that_runs_away_does_not_match_and_ends() {
        RewriteConfig rule = new RewriteConfig("^/(a+)+$", "-", List.of("F"), List.of());

        assertThat(text(rewritten("/" + "a".repeat(60) + "!", "", rule))).isEqualTo("unchanged");
    }

    @Test
    void what_cannot_be_carried_out_is_said() {
        assertThatThrownBy(() -> RewriteRule.of(new RewriteConfig("^/", "${map:x}", List.of("PT"), List.of())))
                .hasMessageContaining("maps (RewriteMap) are not carried out");
        assertThatThrownBy(() -> RewriteRule.of(new RewriteConfig("^/", "http://h/", List.of("P"), List.of())))
                .hasMessageContaining("P leads to balancer://NAME/PATH");
        assertThatThrownBy(() -> FieldRule.of(field(Action.SET, "Content-Length", "1", "")))
                .hasMessageContaining("cannot be changed");
        assertThatThrownBy(() -> Expression.parse("%{HTTPS} ~~ 'x'")).hasMessageContaining("an operator is expected");
    }

    private Visit visit(RuleConfig rule) {
        Visit visit = new Visit(rules(List.of(), List.of(rule)), facts, "/", "");
        visit.arrive("/", "");
        return visit;
    }

    private Rewritten rewritten(String path, String query, RewriteConfig... rewrites) {
        return new Visit(rules(List.of(rewrites), List.of()), facts, path, query).rewrite();
    }

    private static Rules rules(List<RewriteConfig> rewrites, List<RuleConfig> rules) {
        SiteConfig none = SiteConfig.NONE;
        return Rules.of(
                new SiteConfig(
                        "s",
                        none.listeners(),
                        none.hosts(),
                        none.serverName(),
                        none.encodedSlashes(),
                        none.trace(),
                        rewrites,
                        rules,
                        none.guards(),
                        none.routes(),
                        none.managerPages(),
                        none.accessLog()),
                "lb.example.com");
    }

    private static FieldConfig field(Action action, String name, String value, String replacement) {
        return new FieldConfig(action, name, value, replacement, false, false, "", "");
    }

    private static RuleConfig rule(List<FieldConfig> fields) {
        return new RuleConfig(
                "/",
                Optional.empty(),
                List.of(new VariableConfig("mobile", "1", false, "User-Agent", "^Mobile", false)),
                List.of(),
                fields,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(new ReplacementConfig("local", "remote")),
                List.of(new ReplacementConfig("/local", "/remote")));
    }

    private static List<String> lines(FieldList fields) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < fields.count(); i++) {
            if (!fields.gone(i)) {
                lines.add(fields.name(i) + ": " + fields.value(i));
            }
        }
        return lines;
    }

    private static String text(Rewritten rewritten) {
        return switch (rewritten) {
            case Rewritten.Unchanged unchanged -> "unchanged";
            case Rewritten.Path path -> path.path() + "?" + path.query();
            case Rewritten.Proxied to -> "balancer " + to.balancer() + " " + to.path() + " " + to.query();
            case Rewritten.Answer answer ->
                answer.location() == null ? "" + answer.status() : answer.status() + " " + answer.location();
        };
    }
}
