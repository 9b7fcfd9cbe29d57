package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.MemberConfig;

class MembersFileTest {
    @TempDir
    private Path directory;

    private MembersFile.Read read(String text) throws IOException {
        return MembersFile.read(Files.writeString(directory.resolve("members"), text), Map.of("retry", "7s"));
    }

    private List<MemberConfig> good(String text) throws IOException {
        assertThat(read(text)).isInstanceOf(MembersFile.Read.Good.class);
        return ((MembersFile.Read.Good) read(text)).members();
    }

    @Test
    void urls_stand_a_line_each_between_comments() throws IOException {
        assertThat(good("# two\n\n http://a.example:8080/app/ # one\nhttps://192.0.2.2\n"))
                .extracting(member -> member.name() + " " + member.route() + " " + member.url() + " " + member.retry())
                .containsExactly(
                        "a.example:8080-app a.example:8080-app http://a.example:8080/app PT7S",
                        "192.0.2.2 192.0.2.2 https://192.0.2.2 PT7S");
    }

    @Test
    void yaml_list_has_the_keys_of_a_member_which_win_over_what_holds_for_all() throws IOException {
        assertThat(
                        good(
                                "- {name: a, url: \"http://192.0.2.1\", weight: 2}\n- {name: b, url: \"http://192.0.2.2\", retry: 1s}\n"))
                .extracting(member -> member.name() + " " + member.weight() + " " + member.retry())
                .containsExactly("a 2 PT7S", "b 1 PT1S");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | names no member",
                "# nobody | names no member",
                "[] | names no member",
                "192.0.2.1 | members:1:1: ",
                "http://a\\nhttp://a | names member a twice",
                "- {name: a} | members:1:3: members[0].url: ",
                "- {name: a, url: \"http://b\", wight: 2} | did you mean weight?",
                "- [ | is not YAML"
            })
    void nothing_counts_of_a_file_with_a_fault(String text, String problem) throws IOException {
        MembersFile.Read read = read(text.replace("\\n", "\n"));

        assertThat(read)
                .isInstanceOfSatisfying(
                        MembersFile.Read.Bad.class,
                        bad -> assertThat(bad.problem()).contains(problem).contains("members"));
    }

    @Test
    void discovery_is_checked_with_the_configuration() {
        ConfigCase cases = new ConfigCase(directory);
        String start =
                "listeners: {w: {listen: \"*:80\"}}\nbalancers: {app: {}}\nroutes: [{balancer: app}]\ndiscovery: ";

        assertThat(ConfigCase.warnings(cases.yaml(
                        start + "{app: {dns: a.example, port: 80, servers: [192.0.2.53, \"[2001:db8::53]:53\"]}}")))
                .isEmpty();
        assertThat(ConfigCase.findings(cases.yaml(start + "{ap: {file: x}}")))
                .contains("tandem.yaml:4:17: discovery.ap: there is no balancer named 'ap'; did you mean app?");
        assertThat(ConfigCase.findings(cases.yaml(start + "{app: {}}")))
                .contains("tandem.yaml:4:18: discovery.app: says nowhere to look; write one of file, dns and srv");
        assertThat(
                        ConfigCase.findings(
                                cases.yaml(
                                        start
                                                + "{app: {dns: a.example, srv: b.example, servers: [ns.example], values: {wait: 1s, route: x}}}")))
                .anySatisfy(finding -> assertThat(finding).endsWith("write one of file, dns and srv"))
                .anySatisfy(finding -> assertThat(finding).contains("dns needs the port of its members"))
                .anySatisfy(finding -> assertThat(finding).contains("'ns.example' is not ADDRESS or ADDRESS:PORT"))
                .anySatisfy(finding -> assertThat(finding).contains("discovery.app.values.wait: "))
                .anySatisfy(finding -> assertThat(finding).contains("each member has a route of its own"));
    }
}
