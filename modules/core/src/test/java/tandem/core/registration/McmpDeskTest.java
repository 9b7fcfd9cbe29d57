package tandem.core.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.balance.ContextState.DISABLED;
import static tandem.core.balance.ContextState.ENABLED;
import static tandem.core.balance.ContextState.STOPPED;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.balance.ContextState;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.routing.Found;
import tandem.core.text.IpAddress;

/** What mod_proxy_cluster's own tests ask of messages, and where Tandem refuses. */
final class McmpDeskTest {
    private static final String NODE1 = "JVMRoute=node1&Host=192.0.2.21&Port=8080&Type=http";

    private final StubMcmpNode node = new StubMcmpNode();
    private final Registrations registrations = new Registrations("lb1");
    private final McmpDesk desk = new McmpDesk(registrations, node, "0.1.0", 77);

    private McmpReply say(String command, String target, String body) {
        try {
            return desk.answer(McmpRequest.parse(command, target, body, IpAddress.parse("192.0.2.21")));
        } catch (IllegalArgumentException e) {
            return McmpReply.refused(McmpReply.Kind.SYNTAX, String.valueOf(e.getMessage()));
        }
    }

    private McmpReply say(String command, String body) {
        return say(command, "/", body);
    }

    private String fault(String command, String body) {
        return say(command, body)
                .fault()
                .map(one -> one.kind() + ": " + one.sentence())
                .orElse("");
    }

    private Map<String, ContextState> states() {
        return registrations.of("node1").orElseThrow().states();
    }

    private MemberConfig member() {
        return registrations.found().get("app").members().getFirst();
    }

    @Test
    void config_makes_a_member_that_takes_nothing_until_its_application_is_enabled() {
        McmpReply reply = say("CONFIG", NODE1 + "&Context=/app&Alias=localhost");

        assertThat(reply.fault()).isEmpty();
        assertThat(reply.news()).isEqualTo("app: node1 registered at http://192.0.2.21:8080");
        assertThat(states()).containsExactly(Map.entry("/app", STOPPED));
        assertThat(member().name()).isEqualTo("node1");
        assertThat(member().route()).isEqualTo("node1");
        assertThat(member().url()).hasToString("http://192.0.2.21:8080");
        assertThat(member().setting()).containsExactly(MemberFlag.DISABLED);

        say("ENABLE-APP", "JVMRoute=node1&Context=/app&Alias=localhost");

        assertThat(states()).containsExactly(Map.entry("/app", ENABLED));
        assertThat(member().setting()).isEmpty();
        Found.Sessions sessions = registrations.found().get("app").sessions().orElseThrow();
        assertThat(sessions.sticky().cookie()).contains("JSESSIONID");
        assertThat(sessions.sticky().parameter()).contains("jsessionid");
        assertThat(sessions.force()).isTrue();
    }

    @Test
    void applications_are_drained_stopped_and_removed() {
        say("CONFIG", NODE1);
        say("ENABLE-APP", "JVMRoute=node1&Context=/a%2C/b/,/&Alias=localhost,shop.example");

        McmpReply drained = say("DISABLE-APP", "JVMRoute=node1&Context=/a&Alias=localhost&Alias=shop.example");

        assertThat(states()).isEqualTo(Map.of("/a", DISABLED, "/b", ENABLED, "/", ENABLED));
        assertThat(drained.closes()).isTrue();
        assertThat(drained.news()).isEqualTo("app: node1 takes nothing new for /a");

        say("DISABLE-APP", "JVMRoute=node1&Context=/b&Alias=localhost");

        assertThat(states().get("/b")).as("another alias goes on").isEqualTo(ENABLED);

        node.inFlight = 3;
        assertThat(say("STOP-APP", "JVMRoute=node1&Context=/a&Alias=localhost,shop.example")
                        .text())
                .isEqualTo("Type=STOP-APP-RSP&JvmRoute=node1&Alias=localhost%2Cshop.example&Context=%2Fa&Requests=0");
        McmpReply all = say("STOP-APP", "/*", "JVMRoute=node1");

        assertThat(states())
                .containsOnlyKeys("/", "/a", "/b")
                .allSatisfy((path, state) -> assertThat(state).isEqualTo(STOPPED));
        assertThat(all.text()).as("what is in flight").endsWith("&Requests=3");

        say("REMOVE-APP", "JVMRoute=node1&Context=/a&Alias=localhost,shop.example");
        assertThat(states()).containsOnlyKeys("/", "/b");

        McmpReply gone = say("REMOVE-APP", "*", "JVMRoute=node1");
        assertThat(gone.news()).isEqualTo("app: node1 is gone");
        assertThat(registrations.all()).isEmpty();
        assertThat(fault("STATUS", "JVMRoute=node1&Load=1"))
                .isEqualTo("MEM: no member with JVMRoute node1 is registered here");
    }

    @Test
    void config_that_comes_again_leaves_what_runs_and_may_bring_another_address() {
        say("CONFIG", NODE1);
        say("ENABLE-APP", "JVMRoute=node1&Context=/app&Alias=localhost");
        say("STATUS", "JVMRoute=node1&Load=40");

        McmpReply reply = say(
                "CONFIG",
                "JVMRoute=node1&Host=192.0.2.22&Port=8443&Type=https&Context=/app,/new&Alias=localhost"
                        + "&StickySession=No&Timeout=5");

        assertThat(reply.news())
                .isEqualTo("app: node1 is at https://192.0.2.22:8443 now, not at http://192.0.2.21:8080");
        assertThat(states()).isEqualTo(Map.of("/app", ENABLED, "/new", STOPPED));
        assertThat(member().weight()).hasToString("40");
        assertThat(member().timeout()).hasSeconds(5);
        assertThat(registrations.found().get("app").sessions()).isEmpty();
    }

    @Test
    void load_is_weight_reserve_or_nothing() {
        say("CONFIG", NODE1);
        say("ENABLE-APP", "JVMRoute=node1&Context=/app&Alias=localhost");

        assertThat(say("STATUS", "JVMRoute=node1&Load=100").text())
                .isEqualTo("Type=STATUS-RSP&JVMRoute=node1&State=OK&id=77");
        assertThat(member().weight()).hasToString("100");
        say("STATUS", "JVMRoute=node1&Load=0");
        assertThat(member().setting()).containsExactly(MemberFlag.STANDBY);
        assertThat(say("STATUS", "JVMRoute=node1&Load=-1").news()).isEqualTo("app: node1 says that it is broken");
        assertThat(member().setting()).containsExactly(MemberFlag.DISABLED);
        assertThat(fault("STATUS", "JVMRoute=node1&Load=101")).isEqualTo("SYNTAX: load is '101', not in -1..100");
        assertThat(fault("STATUS", "JVMRoute=node1&Load=-2")).isEqualTo("SYNTAX: load is '-2', not in -1..100");
        assertThat(registrations.of("node1").orElseThrow().load()).isEqualTo(-1);
        node.up = false;
        assertThat(say("STATUS", "JVMRoute=node1&Load=7").text()).contains("&State=NOTOK&");
        assertThat(member().weight()).hasToString("7");
    }

    @Test
    void ping_looks_at_members_alone() {
        say("CONFIG", NODE1);

        assertThat(say("PING", "").text()).isEqualTo("Type=PING-RSP&State=OK&id=77");
        assertThat(say("PING", "JVMRoute=node1").text()).isEqualTo("Type=PING-RSP&JVMRoute=node1&State=OK&id=77");
        assertThat(say("PING", "Scheme=http&Host=192.0.2.21&Port=8080").text()).contains("State=OK");
        assertThat(say("PING", "Scheme=http&Host=192.0.2.21&Port=22").text()).contains("State=NOTOK");
        assertThat(fault("PING", "JVMRoute=other")).startsWith("MEM: ");
    }

    @Test
    void info_dump_and_version_are_for_people_and_tools() {
        say("CONFIG", NODE1 + "&Balancer=app");
        say("ENABLE-APP", "JVMRoute=node1&Context=/app&Alias=localhost");

        assertThat(say("INFO", "").text()).isEqualTo("""
                Node: [1],Name: node1,Balancer: app,LBGroup: ,Host: 192.0.2.21,Port: 8080,Type: http,Load: 1
                Vhost: [1:1:1], Alias: localhost
                Context: [1:1:1], Context: /app, Status: ENABLED
                """);
        assertThat(say("DUMP", "").text()).isEqualTo("""
                balancer: [1] Name: app Sticky: 1 [JSESSIONID]/[jsessionid] force: 1
                node: [1:1],Balancer: app,JVMRoute: node1,LBGroup: [],Host: 192.0.2.21,Port: 8080,Type: http,timeout: 0
                host: 1 [localhost] vhost: 1 node: 1
                context: 1 [/app] vhost: 1 node: 1 status: 1
                """);
        assertThat(say("VERSION", "").text()).isEqualTo("release: Tandem/0.1.0, protocol: 0.2.1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CONFIG     | Host=192.0.2.21 | SYNTAX: JVMRoute is missing",
                "CONFIG     | JVMRoute=a%20b&Host=192.0.2.21&Type=http | SYNTAX: JVMRoute 'a b' is not",
                "CONFIG     | JVMRoute=a%0Ab | SYNTAX: 'a%0Ab' in the body has a control character",
                "CONFIG     | JVMRoute=a&Host=192.0.2.21 | SYNTAX: Type is ajp, which is not spoken here",
                "CONFIG     | JVMRoute=a&Host=10.0.0.1&Type=http | SYNTAX: Host 10.0.0.1 is in none of the networks",
                "CONFIG     | JVMRoute=a&Host=127.0.0.1&Type=http | SYNTAX: Host 127.0.0.1 is in none of the networks",
                "CONFIG     | JVMRoute=a&Host=db.example&Type=http | SYNTAX: Host is 'db.example', not an address",
                "CONFIG     | JVMRoute=a&Host=192.0.2.1&Type=http&Port=0 | SYNTAX: port is '0', not in 1..65535",
                "CONFIG     | JVMRoute=a&Host=192.0.2.1&Type=http&Balancer=x | SYNTAX: there is no balancer 'x' here",
                "CONFIG     | JVMRoute=a&Host=192.0.2.1&Type=http&StickySession=maybe | SYNTAX: stickysession is 'maybe'",
                "CONFIG     | JVMRoute=a&Host=192.0.2.1&Type=http&Context=/a | SYNTAX: Context stands without Alias",
                "CONFIG     | JVMRoute=a&Host=192.0.2.1&Type=http&Alias=a | SYNTAX: Alias stands without Context",
                "CONFIG     | JVMRoute | SYNTAX: 'JVMRoute' in the body is not NAME=VALUE",
                "CONFIG     | JVMRoute=%zz | SYNTAX: '%zz' in the body is not encoded as forms are",
                "ENABLE-APP | JVMRoute=node9&Context=/a&Alias=a | MEM: no member with JVMRoute node9",
                "GET        | a=b | SYNTAX: GET is no message of MCMP",
            })
    void what_cannot_be_carried_out_is_refused_with_its_kind(String command, String body, String sentence) {
        assertThat(fault(command, body)).startsWith(sentence);
        assertThat(registrations.all()).isEmpty();
    }

    @Test
    void application_message_without_applications_is_for_a_whole_member_alone() {
        say("CONFIG", NODE1);

        assertThat(fault("ENABLE-APP", "JVMRoute=node1")).startsWith("SYNTAX: Context and Alias are missing");
        assertThat(fault("ENABLE-APP", "JVMRoute=node1&Context=app&Alias=a"))
                .isEqualTo("SYNTAX: Context 'app' is not a path such as /shop");
    }

    @Test
    void groups_of_aliases_and_contexts_may_come_after_each_other() {
        say("CONFIG", NODE1);

        say("ENABLE-APP", "JVMRoute=node1&Alias=a,b&Context=/x&Context=/y&Alias=c&Context=/z");

        assertThat(registrations.of("node1").orElseThrow().contexts())
                .isEqualTo(Map.of(
                        "/x", Map.of("a", ENABLED, "b", ENABLED),
                        "/y", Map.of("a", ENABLED, "b", ENABLED),
                        "/z", Map.of("c", ENABLED)));
    }

    @Test
    void only_so_many_members_are_taken() {
        node.most = 1;
        say("CONFIG", NODE1);

        assertThat(fault("CONFIG", "JVMRoute=node2&Host=192.0.2.22&Port=8080&Type=http"))
                .isEqualTo("MEM: 1 members are registered already; registration.most allows no more");
        assertThat(fault("CONFIG", NODE1)).isEmpty();
    }
}
