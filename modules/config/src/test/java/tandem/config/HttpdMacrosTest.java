package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.TandemConfig;

class HttpdMacrosTest {
    private static final String POOL = """
            Listen 80
            <Macro Pool $name $host %port>
              BalancerMember balancer://$name http://$host:%port
            </Macro>
            """;

    @TempDir
    private Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    @Test
    void use_is_read_as_the_macros_lines_with_its_values() {
        TandemConfig config = ConfigCase.ok(cases.httpd(POOL + """
                Use Pool app 192.0.2.1 8080
                USE pool app 192.0.2.2 8080
                ProxyPass / balancer://app/
                """));

        assertThat(config.balancers().get("app").members())
                .extracting(member -> member.url().toString())
                .containsExactly("http://192.0.2.1:8080", "http://192.0.2.2:8080");
    }

    @Test
    void parameter_that_begins_with_at_is_replaced_in_quotes() {
        TandemConfig config = ConfigCase.ok(cases.httpd("""
                Listen 80
                <Macro Page @text>
                  ErrorDocument 503 @text
                </Macro>
                Use Page 'back "soon"'
                BalancerMember balancer://app http://192.0.2.1
                ProxyPass / balancer://app/
                """));

        assertThat(config.sites().toString()).contains("text=back \"soon\"");
    }

    @Test
    void macros_use_macros_and_define_them() {
        TandemConfig config = ConfigCase.ok(cases.httpd(POOL + """
                <Macro Shop $name>
                  Use Pool $name 192.0.2.1 80
                  <Macro Way $path>
                    ProxyPass $path balancer://$name/
                  </Macro>
                </Macro>
                Use Shop one
                Use Way /one/
                """));

        assertThat(config.balancers()).containsOnlyKeys("one");
        assertThat(config.routes()).extracting(route -> route.path()).containsExactly("/one/");
    }

    @Test
    void error_names_the_macros_line_and_where_it_was_used() {
        assertThat(ConfigCase.findings(cases.httpd(POOL + """
                Use Pool app 192.0.2.1 eighty
                ProxyPass / balancer://app/
                """)))
                .singleElement()
                .asString()
                .startsWith("httpd.conf:3:")
                .contains("in macro Pool, used at")
                .endsWith("httpd.conf:5)");
    }

    @Test
    void macro_that_is_not_there_is_an_error_and_so_is_one_that_was_taken_back() {
        assertThat(ConfigCase.findings(cases.httpd(POOL + """
                Use Pol app
                UndefMacro Pool
                Use Pool app 192.0.2.1 80
                UndefMacro Pool
                """)))
                .contains(
                        "httpd.conf:5:5: Use: there is no macro 'Pol' before this line",
                        "httpd.conf:7:5: Use: there is no macro 'Pool' before this line",
                        "httpd.conf:8:12: UndefMacro: there is no macro 'Pool' here");
    }

    @Test
    void number_of_values_must_be_that_of_the_parameters() {
        assertThat(ConfigCase.findings(cases.httpd(POOL + "Use Pool app 192.0.2.1\n")))
                .anySatisfy(finding -> assertThat(finding)
                        .contains("takes 3 values ($name $host %port), not 2")
                        .startsWith("httpd.conf:5:5: Use: macro 'Pool' of "));
    }

    @Test
    void macro_that_uses_itself_is_refused() {
        assertThat(ConfigCase.findings(cases.httpd("""
                Listen 80
                <Macro A>
                  Use B
                </Macro>
                <Macro B>
                  Use A
                </Macro>
                Use A
                """)))
                .anySatisfy(finding -> assertThat(finding).startsWith("httpd.conf:6:7: Use: macro 'A' uses itself"));
    }

    @Test
    void macros_that_double_each_other_end_at_the_limit_of_lines() {
        StringBuilder text = new StringBuilder("Listen 80\n<Macro M0>\n  Timeout 5\n</Macro>\n");
        for (int i = 1; i < 40; i++) {
            text.append("<Macro M").append(i).append(">\n");
            text.append("  Use M")
                    .append(i - 1)
                    .append("\n  Use M")
                    .append(i - 1)
                    .append("\n</Macro>\n");
        }

        assertThat(ConfigCase.findings(cases.httpd(text + "Use M39\n")))
                .anySatisfy(finding -> assertThat(finding).contains("more than 200000 lines"));
    }

    @Test
    void macro_without_an_end_or_a_name_and_a_parameter_twice_are_errors() {
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\n<Macro A $x>\nTimeout $x\n")))
                .contains("httpd.conf:2:1: <Macro>: is not closed; write </Macro>");
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\n<Macro>\n</Macro>\n")))
                .anySatisfy(finding -> assertThat(finding).startsWith("httpd.conf:2:1: <Macro>: has no name"));
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\n<Macro A $x $x>\nTimeout $x\n</Macro>\n")))
                .contains("httpd.conf:2:13: <Macro>: two parameters are named $x");
    }

    @Test
    void doubtful_definitions_are_warned_of() {
        assertThat(ConfigCase.warnings(cases.httpd("""
                Listen 80
                <Macro A seconds $unused>
                  Timeout seconds
                </Macro>
                <Macro a $s>
                  Timeout $s
                </Macro>
                Use A 5
                """)))
                .anySatisfy(warning ->
                        assertThat(warning).contains("parameter seconds replaces that text wherever it stands"))
                .anySatisfy(warning -> assertThat(warning).contains("parameter $unused is not used in it"))
                .anySatisfy(warning ->
                        assertThat(warning).contains("'a' is defined at").contains("already"));
    }

    @Test
    void definition_in_a_condition_that_does_not_hold_is_passed_over() {
        assertThat(ConfigCase.findings(cases.httpd("""
                Listen 80
                <IfDefine NOWHERE>
                  <Macro A>
                    Timeout 5
                  </Macro>
                </IfDefine>
                Use A
                """)))
                .contains("httpd.conf:7:5: Use: there is no macro 'A' before this line");
    }
}
