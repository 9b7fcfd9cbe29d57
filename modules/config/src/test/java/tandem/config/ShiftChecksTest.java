package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftChecksTest {
    @TempDir
    private Path directory;

    private List<String> findings(String balancer, String route) {
        return ConfigCase.findings(new ConfigCase(directory).yaml("""
                listeners: {w: {listen: "*:80"}}
                balancers:
                  app: {%s, members: [{name: a, url: "http://192.0.2.1"}, {name: b, url: "http://192.0.2.2"}]}
                  canary: {members: [{name: c, url: "http://192.0.2.3", shift: "%s"}]}
                routes: [{balancer: app, %s}]
                """.formatted(balancer, "d:10%", route)));
    }

    @Test
    void share_leads_to_another_that_there_is() {
        assertThat(findings("shift: \"canry:5%\"", "path: /"))
                .containsExactly(
                        "tandem.yaml:3:16: balancers.app.shift: there is no balancer named 'canry'; did you mean canary?",
                        "tandem.yaml:4:64: balancers.canary.members[0].shift: there is no member named 'd'; did you mean c?");
        assertThat(findings("shift: \"app:5%\"", "path: /"))
                .anySatisfy(finding -> assertThat(finding).endsWith("leads to itself; name another balancer"));
        assertThat(findings("shift: half", "path: /"))
                .anySatisfy(finding -> assertThat(finding).endsWith("'half' is not NAME:SHARE, such as canary:5%"));
    }

    @Test
    void route_asks_for_something_that_requests_can_have() {
        assertThat(findings("shift-by: {by: cookie, name: visitor}", "match: {}"))
                .anySatisfy(finding -> assertThat(finding).contains("routes[0].match: asks for nothing"));
        assertThat(findings("nofailover: true", "match: {header: {\"X Y\": \"1\"}, cookie: {\"a;b\": \"1\"}}"))
                .anySatisfy(finding -> assertThat(finding).endsWith("'X Y' is no name of a field"))
                .anySatisfy(finding -> assertThat(finding).endsWith("'a;b' is no name of a cookie"));
    }
}
