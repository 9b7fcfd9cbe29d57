package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationChecksTest {
    @TempDir
    private Path directory;

    private List<String> findings(String registration) {
        return ConfigCase.findings(new ConfigCase(directory)
                .yaml("listeners: {w: {listen: \"*:80\"}}\nbalancers: {app: {}}\nroutes: [{balancer: app}]\n"
                        + "registration: " + registration));
    }

    @Test
    void registration_without_members_in_the_file_is_no_fault() {
        ConfigCase cases = new ConfigCase(directory);

        assertThat(ConfigCase.warnings(cases.yaml(
                        "listeners: {w: {listen: \"*:80\"}}\nbalancers: {app: {}}\nroutes: [{balancer: app}]\n"
                                + "registration: {balancer: app, listen: \"*:6666\", allow: [192.0.2.0/24]}")))
                .isEmpty();
    }

    @Test
    void registration_is_of_a_balancer_that_there_is_and_not_for_everybody() {
        assertThat(findings("{balancer: ap}"))
                .containsExactly(
                        "tandem.yaml:4:26: registration.balancer: there is no balancer named 'ap'; did you mean app?");
        assertThat(findings("{listen: \"*:6666\"}"))
                .singleElement()
                .asString()
                .contains("registration.allow: is missing: with * in listen it says who may register");
        assertThat(findings("{allow: [0.0.0.0/0]}"))
                .singleElement()
                .asString()
                .contains("lets everybody who reaches the listener take your clients' requests");
        assertThat(findings("{listen: \"lb:6666\", client-ca: [ca.pem]}"))
                .anySatisfy(finding -> assertThat(finding).contains("'lb' is not an IP address"))
                .anySatisfy(finding -> assertThat(finding).contains("registration.client-ca: needs TLS"));
        assertThat(findings("{listen: \"127.0.0.1:9990\"}"))
                .singleElement()
                .asString()
                .contains("is taken by the admin listener");
    }
}
