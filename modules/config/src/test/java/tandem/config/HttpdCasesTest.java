package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.TandemConfig;

/** The cases CFG-… of docs/reference/apache-cases.md: what httpd makes of a configuration. */
final class HttpdCasesTest {
    private static final String PASS = "Listen 80\nProxyPass / balancer://c/\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private BalancerConfig balancer(String text) {
        TandemConfig config = ConfigCase.ok(cases.httpd(text));
        assertThat(config.balancers()).hasSize(1);
        return config.balancers().values().iterator().next();
    }

    private static String member(String parameters) {
        return PASS + "BalancerMember balancer://c http://192.0.2.1 " + parameters + "\n";
    }

    @Test
    void cfg_01_cfg_02_cfg_03_members_stand_before_or_after_in_or_out_under_any_case_of_the_name() {
        List<String> texts = List.of(
                PASS + "BalancerMember balancer://c http://192.0.2.1\n",
                PASS + "<Proxy balancer://C>\nBalancerMember http://192.0.2.1\n</Proxy>\n",
                "<Proxy balancer://c>\nBalancerMember http://192.0.2.1\n</Proxy>\nListen 80\nProxyPass / balancer://C/\n");

        assertThat(texts).extracting(this::balancer).containsOnly(balancer(texts.get(0)));
        assertThat(balancer(texts.get(0)).members()).hasSize(1);
    }

    @Test
    void cfg_04_words_of_on_and_off_have_any_case() {
        assertThat(balancer("Listen 80\nProxyPass / balancer://c/ lbmethod=byrequests nofailover=ON\n")
                        .nofailover())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loadfactor=0            | LoadFactor must be a number between 1..100",
                "loadfactor=0.5          | LoadFactor must be a number between 1..100",
                "loadfactor=101          | LoadFactor must be a number between 1..100",
                "lbset=100               | lbset must be between 0 and 99",
                "lbset=-1                | lbset must be between 0 and 99",
                "timeout=0               | Timeout must be at least one second",
                "status=+X               | Unknown status parameter option",
            })
    void cfg_05_cfg_08_cfg_09_parameters_of_members_out_of_range_are_refused(String parameter, String sentence) {
        assertThat(ConfigCase.findings(cases.httpd(member(parameter))))
                .anySatisfy(finding -> assertThat(finding).contains(sentence));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxattempts=-1 | maximum number of attempts must be a positive number",
                "timeout=0      | timeout must be at least one second",
                "growth=0       | growth must be between 1 and 100",
                "growth=101     | growth must be between 1 and 100",
                "lbmethod=foo   | unknown lbmethod",
            })
    void cfg_08_cfg_10_parameters_of_balancers_out_of_range_are_refused(String parameter, String sentence) {
        String text = "Listen 80\nProxyPass / balancer://c/ " + parameter + "\n";

        assertThat(ConfigCase.findings(cases.httpd(text)))
                .anySatisfy(finding -> assertThat(finding).contains(sentence));
    }

    @Test
    void cfg_06_cfg_19_two_decimals_count_and_the_last_of_a_key_wins() {
        assertThat(balancer(member("loadfactor=1.257")).members().get(0).weight())
                .hasToString("1.25");
        assertThat(balancer(member("loadfactor=2 loadfactor=3"))
                        .members()
                        .get(0)
                        .weight())
                .hasToString("3");
    }

    @Test
    void cfg_07_a_route_has_63_characters_at_most() {
        assertThat(balancer(member("route=" + "r".repeat(63))).members().get(0).route())
                .hasSize(63);
        assertThat(ConfigCase.findings(cases.httpd(member("route=" + "r".repeat(64)))))
                .anySatisfy(finding -> assertThat(finding).contains("Route length must be < 64 characters"));
    }

    @Test
    void cfg_11_cfg_12_slashes_are_put_right_or_named() {
        assertThat(balancer(PASS + "BalancerMember balancer://c http://192.0.2.1:81/\n")
                        .members()
                        .get(0)
                        .url())
                .hasToString("http://192.0.2.1:81");
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\nProxyPass / balancer://c\n")))
                .anySatisfy(finding -> assertThat(finding).contains("has lost its final slash"));
    }

    @Test
    void cfg_13_cfg_14_the_same_member_twice_or_below_another_is_one_and_a_warning() {
        for (String second : List.of("http://192.0.2.1 loadfactor=5", "http://192.0.2.1/app")) {
            Loaded loaded = cases.httpd(member("") + "BalancerMember balancer://c " + second + "\n");

            List<MemberConfig> members =
                    ConfigCase.ok(loaded).balancers().get("c").members();
            assertThat(members).extracting(member -> member.weight().toString()).containsExactly("1");
            assertThat(ConfigCase.warnings(loaded))
                    .anySatisfy(warning -> assertThat(warning).contains("so it is the same member"));
        }
    }

    @Test
    void cfg_15_cfg_17_what_names_no_balancer_is_refused() {
        assertThat(ConfigCase.findings(cases.httpd(PASS + "ProxySet balancer://zz nofailover=On\n")))
                .anySatisfy(finding -> assertThat(finding).contains("can not find 'balancer://zz' Balancer"));
        assertThat(ConfigCase.findings(cases.httpd(PASS + "BalancerMember http://192.0.2.1\n")))
                .anySatisfy(finding ->
                        assertThat(finding).contains("must define balancer name when outside <Proxy > section"));
    }

    @Test
    void cfg_16_modules_and_old_and_new_access_are_accepted() {
        Loaded loaded = cases.httpd("""
                LoadModule proxy_module modules/mod_proxy.so
                Listen 80
                <Proxy *>
                  Order deny,allow
                  Allow from all
                </Proxy>
                <Location />
                  Require all granted
                </Location>
                ProxyPass / http://192.0.2.1/
                """);

        assertThat(ConfigCase.warnings(loaded)).isEmpty();
    }

    @Test
    void cfg_18_a_quote_counts_at_the_beginning_of_a_word_alone() {
        assertThat(balancer(member("\"route=x y\"")).members().get(0).route()).isEqualTo("x y");
        assertThat(ConfigCase.findings(cases.httpd(member("route=\"x\""))))
                .anySatisfy(finding -> assertThat(finding).contains("the quotes would be part of the value"));
    }

    @Test
    void cfg_24_a_long_path_is_accepted_which_httpd_refuses() {
        TandemConfig config =
                ConfigCase.ok(cases.httpd("Listen 80\nProxyPass /" + "p".repeat(64) + " balancer://c/x\n"));

        assertThat(config.routes().get(0).balancer()).isEqualTo(Optional.of("c"));
    }
}
