package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.HeartbeatConfig;
import tandem.core.config.PolicyName;
import tandem.core.config.TandemConfig;

/** Where members announce their load. */
class HeartbeatConfigTest {
    @TempDir
    Path directory;

    private ConfigCase cases() {
        return new ConfigCase(directory);
    }

    @Test
    void httpd_conf_says_where_and_which_balancer_listens() {
        TandemConfig config = ConfigCase.ok(cases().httpd("""
                Listen 80
                HeartbeatListen 239.0.0.1:27999
                HeartbeatStorage hb.dat
                <Proxy balancer://app>
                  BalancerMember http://192.0.2.21
                  ProxySet lbmethod=heartbeat
                </Proxy>
                ProxyPass / balancer://app/
                """));

        HeartbeatConfig heartbeats = config.heartbeats().orElseThrow();
        assertThat(heartbeats.listen()).hasToString("Optional[239.0.0.1:27999]");
        assertThat(heartbeats.storage()).contains(directory.resolve("hb.dat"));
        assertThat(config.balancers().get("app").policy()).isEqualTo(PolicyName.HEARTBEAT);
    }

    @Test
    void policy_without_anything_to_hear_is_an_error() {
        assertThat(ConfigCase.findings(cases().yaml("""
                        listeners: {web: {listen: "*:80"}}
                        balancers:
                          app:
                            policy: heartbeat
                            members: [{name: a, url: "http://192.0.2.21"}]
                        routes: [{balancer: app}]
                        """)))
                .singleElement()
                .asString()
                .startsWith(
                        "tandem.yaml:4:13: balancers.app.policy: heartbeat: no member is ever heard of; write heartbeats:");
    }

    @Test
    void heartbeats_need_a_source_with_a_port() {
        String rest = "listeners: {web: {listen: \"*:80\"}}\nroutes: []\nheartbeats: ";
        assertThat(ConfigCase.findings(cases().yaml(rest + "{senders: [192.0.2.0/24]}\n")))
                .singleElement()
                .asString()
                .contains("names neither listen nor storage");
        assertThat(ConfigCase.findings(cases().yaml(rest + "{listen: \"239.0.0.1:0\"}\n")))
                .last()
                .asString()
                .contains("heartbeats.listen: names no port");
    }
}
