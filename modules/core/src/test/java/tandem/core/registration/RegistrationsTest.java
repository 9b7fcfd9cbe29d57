package tandem.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.core.text.IpAddress;

final class RegistrationsTest {
    private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);

    private final Node lb1 = new Node("lb1");
    private final Node lb2 = new Node("lb2");

    private static final class Node {
        private final StubMcmpNode node = new StubMcmpNode();
        private final Registrations registrations;
        private final McmpDesk desk;

        private Node(String name) {
            registrations = new Registrations(name);
            desk = new McmpDesk(registrations, node, "0.1.0", 1);
        }

        private void say(String command, String target, String body) {
            McmpReply reply = desk.answer(McmpRequest.parse(command, target, body, IpAddress.parse("192.0.2.21")));
            assertThat(reply.fault()).isEmpty();
        }

        private void register() {
            say("CONFIG", "/", "JVMRoute=node1&Host=192.0.2.21&Port=8080&Type=http");
            say("ENABLE-APP", "/", "JVMRoute=node1&Context=/app&Alias=localhost");
        }

        private List<Registration> learn(Node other) {
            return registrations.learn(other.registrations.told(), node.nanos);
        }

        private List<String> known() {
            return registrations.all().stream()
                    .map(one -> one.route() + " " + one.states())
                    .toList();
        }
    }

    @Test
    void nodes_that_heard_each_other_know_the_same() {
        lb1.register();

        assertThat(lb2.learn(lb1)).hasSize(1);
        assertThat(lb2.learn(lb1)).as("the same again").isEmpty();
        assertThat(lb2.known()).containsExactly("node1 {/app=ENABLED}").isEqualTo(lb1.known());

        lb2.say("DISABLE-APP", "/", "JVMRoute=node1&Context=/app&Alias=localhost");
        lb1.learn(lb2);

        assertThat(lb1.known()).containsExactly("node1 {/app=DISABLED}");
        assertThat(lb1.registrations
                        .told()
                        .getFirst()
                        .knownBy(lb2.registrations.told().getFirst()))
                .isTrue();
    }

    @Test
    void word_after_another_wins_though_its_nodes_clock_is_behind() {
        lb1.node.epochMillis = 1_000_000;
        lb1.register();
        lb2.learn(lb1);

        lb2.say("STATUS", "/", "JVMRoute=node1&Load=42");
        lb1.learn(lb2);

        assertThat(lb1.registrations.of("node1").orElseThrow().load()).isEqualTo(42);
    }

    @Test
    void member_that_says_it_is_gone_does_not_come_back_by_an_older_word() {
        lb1.register();
        lb2.learn(lb1);
        List<Registration> older = lb1.registrations.told();

        lb2.say("REMOVE-APP", "/*", "JVMRoute=node1");

        assertThat(lb2.registrations.learn(older, 0)).isEmpty();
        lb1.learn(lb2);
        assertThat(lb1.known()).isEmpty();
        assertThat(lb1.registrations.found()).isEmpty();

        lb1.register();
        lb2.learn(lb1);
        assertThat(lb2.known()).containsExactly("node1 {/app=ENABLED}");
    }

    @Test
    void member_of_which_nothing_is_heard_is_forgotten_and_a_dead_nodes_last_word_does_not_bring_it_back() {
        lb1.register();
        lb2.learn(lb1);

        lb2.node.nanos = MINUTE;
        assertThat(lb2.registrations.expire(MINUTE, lb2.node.nanos)).isEmpty();
        lb2.node.nanos = MINUTE + 1;
        assertThat(lb2.registrations.expire(MINUTE, lb2.node.nanos))
                .extracting(Registration::route)
                .containsExactly("node1");

        assertThat(lb2.learn(lb1)).isEmpty();
        assertThat(lb2.known()).isEmpty();

        lb2.node.epochMillis = 1;
        lb2.register();
        assertThat(lb2.known()).containsExactly("node1 {/app=ENABLED}");
        assertThat(lb1.learn(lb2)).as("newer than what lb1 knew").hasSize(1);
    }

    @Test
    void status_keeps_a_member_also_where_only_the_other_node_hears_it() {
        lb1.register();
        lb2.learn(lb1);
        lb1.node.epochMillis += 10_000;
        lb1.say("STATUS", "/", "JVMRoute=node1&Load=50");
        lb2.node.nanos = MINUTE / 2;
        lb2.learn(lb1);

        assertThat(lb2.registrations.expire(MINUTE, MINUTE + 1)).isEmpty();
        assertThat(lb2.known()).hasSize(1);
    }
}
