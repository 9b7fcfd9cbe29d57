package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.config;
import static tandem.core.Samples.member;
import static tandem.core.Samples.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.config.MemberFlag;
import tandem.core.config.TandemConfig;
import tandem.core.config.Weight;
import tandem.core.setting.Settings;

final class ExplanationTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final TandemConfig CONFIG = config(
            Map.of(
                    "app",
                    balancer(
                            member("a"),
                            member("b", Weight.ONE, 0, MemberFlag.DISABLED),
                            member("c", new Weight(200), 0))),
            List.of(route("*", "/no", Optional.empty(), Optional.empty()), route("/", "app")));

    private final RoutingTable table =
            RoutingTable.of(CONFIG, Settings.NONE, Map.of("app/a", ADDRESS, "app/b", ADDRESS, "app/c", ADDRESS), null);

    @Test
    void session_leads_to_its_member() {
        Explanation explanation = explain("/x?y=z", "BALANCEID=s.a");

        assertThat(explanation.member()).isEqualTo("app/a");
        assertThat(explanation.session()).isEqualTo("a");
        assertThat(explanation.why())
                .startsWith(
                        "it comes in by listener web, which has port 0",
                        "route / leads to balancer app, whose member is asked for /x?y=z",
                        "BALANCEID names route a",
                        "app/a takes it, because route a is its");
    }

    @Test
    void member_that_may_not_have_the_session_is_told_with_the_reason() {
        Explanation explanation = explain("/", "BALANCEID=s.b");

        assertThat(explanation.member()).isEqualTo("app/c");
        assertThat(explanation.why())
                .contains("no usable member has route b, so app/c takes it, because byrequests has it next")
                .anySatisfy(sentence -> assertThat(sentence).startsWith("app/b is disabled, route b, weight 1"));
    }

    @Test
    void explaining_leaves_the_schedule_as_it_was() {
        Balancer app = table.balancers().get("app");
        List<String> explained = new ArrayList<>();
        List<String> chosen = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            explain("/", "BALANCEID=s.a");
            explained.add(explain("/", "").member());
            explained.set(i, explain("/", "").member());
            if (app.choose(null, 0, List.of(), 0) instanceof Choice.Chosen it) {
                chosen.add(it.member().id());
                it.member().ended();
            }
        }

        assertThat(chosen).isEqualTo(explained).containsExactly("app/c", "app/a", "app/c", "app/c", "app/a", "app/c");
    }

    @Test
    void explaining_retries_nobody() {
        Balancer app = table.balancers().get("app");
        app.member("a").ifPresent(a -> app.schedule().failed(a, "connection refused", 0));
        app.member("c").ifPresent(c -> app.schedule().failed(c, "connection refused", 0));

        Explanation explanation = explain("/", "");

        assertThat(explanation.member()).as("recovery would be forced").isEqualTo("app/c");
        assertThat(app.schedule().error(app.member("c").orElseThrow(), 0)).isPresent();
        assertThat(explanation.why())
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains("app/c is enabled", "in error: connection refused; tried again in 60 s"));
    }

    @Test
    void answers_of_this_node_are_told() {
        assertThat(explain("/no/thing", "").why())
                .containsExactly(
                        "it comes in by listener web, which has port 0",
                        "it is answered here with 404: this path is excluded from balancing");
        assertThat(explain("/../x", "").why()).last().asString().startsWith("it is answered with 400: ");
    }

    private Explanation explain(String target, String cookies) {
        return table.explain(
                new Explanation.Question(
                        false, "www.example.com", 0, target, cookies, InetAddress.getLoopbackAddress()),
                0);
    }
}
