package tandem.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.admin.FakeNodeControl;
import tandem.admin.Statuses;
import tandem.core.port.NodeClock;
import tandem.core.status.MemberStatus;
import tandem.core.status.Verdict;

class StatusMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FakeNodeControl node = new FakeNodeControl();
    private final HandClock clock = new HandClock();

    StatusMetricsTest() {
        registry.getPrometheusRegistry().register(new StatusMetrics(node::status, clock));
    }

    @Test
    void the_status_is_told_in_numbers() {
        String scrape = registry.scrape();

        assertThat(scrape)
                .contains(
                        "tandem_node_role{node=\"lb1\",role=\"active\"} 1.0",
                        "tandem_node_role{node=\"lb2\",role=\"active\"} 0.0",
                        "tandem_node_role{node=\"lb2\",role=\"standby\"} 1.0",
                        "tandem_node_reachable{node=\"lb2\"} 1.0",
                        "tandem_vip_holder{address=\"198.51.100.100\",group=\"main\",node=\"lb1\"} 1.0",
                        "tandem_vip_holder{address=\"198.51.100.100\",group=\"main\",node=\"lb2\"} 0.0",
                        "tandem_vip_held{address=\"198.51.100.100\",group=\"main\"} 1.0",
                        "tandem_member_up{balancer=\"mycluster\",member=\"mycluster/node1\"} 1.0",
                        "tandem_member_up{balancer=\"mycluster\",member=\"mycluster/node3\"} 0.0",
                        "tandem_member_up{balancer=\"reports\",member=\"reports/r2\"} 1.0",
                        "tandem_member_verdict{balancer=\"reports\",member=\"reports/r2\",verdict=\"unknown\"} 1.0",
                        "tandem_member_setting{balancer=\"mycluster\",member=\"mycluster/node2\",setting=\"draining\"} 1.0",
                        "tandem_member_setting{balancer=\"mycluster\",member=\"mycluster/node2\",setting=\"enabled\"} 0.0",
                        "tandem_member_requests_total{balancer=\"mycluster\",member=\"mycluster/node1\"} 92110.0",
                        "tandem_member_responses_total{balancer=\"mycluster\",class=\"5xx\",member=\"mycluster/node1\"} 18.0",
                        "tandem_member_in_flight{balancer=\"mycluster\",member=\"mycluster/node1\"} 4.0",
                        "tandem_config_info{hash=\"3f1c09ab\"} 1",
                        "tandem_node_fit{node=\"lb2\"} 1.0",
                        "tandem_build_info{java=\"" + Runtime.version() + "\",version=\"0.1.0\"} 1",
                        "tandem_warnings 1.0",
                        "tandem_voter_reachable{kind=\"witness\",voter=\"w1\"} 0.0",
                        "tandem_voter_reachable{kind=\"node\",voter=\"lb2\"} 1.0",
                        "tandem_voter_age_seconds{path=\"2\",voter=\"lb2\"} 0.12",
                        "# TYPE tandem_member_requests_total counter");
    }

    @Test
    void times_of_answers_are_a_histogram_for_each_member_that_answered() {
        String node1 = "{balancer=\"mycluster\",member=\"mycluster/node1\"";

        String scrape = registry.scrape();

        assertThat(scrape)
                .contains(
                        "# TYPE tandem_member_answer_duration_seconds histogram",
                        "tandem_member_answer_duration_seconds_bucket" + node1 + ",le=\"0.001\"} 0",
                        "tandem_member_answer_duration_seconds_bucket" + node1 + ",le=\"0.002\"} 46055",
                        "tandem_member_answer_duration_seconds_bucket" + node1 + ",le=\"0.005\"} 82899",
                        "tandem_member_answer_duration_seconds_bucket" + node1 + ",le=\"0.02\"} 92110",
                        "tandem_member_answer_duration_seconds_bucket" + node1 + ",le=\"+Inf\"} 92110",
                        "tandem_member_answer_duration_seconds_count" + node1 + "} 92110")
                .doesNotContain("tandem_member_answer_duration_seconds_sum", "le=\"0.001\",member=\"reports/r2\"");
    }

    @Test
    void of_many_members_no_histogram_is_told() {
        node.status = Statuses.with(members(200));
        String few = registry.scrape();
        node.status = Statuses.with(members(201));
        clock.nanos += TimeUnit.SECONDS.toNanos(1);

        String many = registry.scrape();

        assertThat(few).contains("tandem_member_answer_duration_seconds_count{balancer=\"app\",member=\"app/a200\"}");
        assertThat(many)
                .contains("tandem_member_up{balancer=\"app\",member=\"app/a201\"} 1.0")
                .doesNotContain("tandem_member_answer_duration_seconds");
    }

    private static List<MemberStatus> members(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Statuses.member("app/a" + i, "enabled", "file", Verdict.UP, "", 1000))
                .toList();
    }

    @Test
    void several_settings_on_a_member_are_all_told() {
        node.status =
                Statuses.with(List.of(Statuses.member("app/a1", "standby, ignore-errors", "file", Verdict.UP, "", 1)));

        assertThat(registry.scrape())
                .contains(
                        "tandem_member_setting{balancer=\"app\",member=\"app/a1\",setting=\"standby\"} 1.0",
                        "tandem_member_setting{balancer=\"app\",member=\"app/a1\",setting=\"ignore-errors\"} 1.0",
                        "tandem_member_setting{balancer=\"app\",member=\"app/a1\",setting=\"enabled\"} 0.0");
    }

    @Test
    void a_member_that_left_the_status_leaves_the_scrape() {
        String before = registry.scrape();
        node.status = Statuses.with(List.of(Statuses.member("app/a1", "enabled", "file", Verdict.UP, "", 1)));
        clock.nanos += TimeUnit.SECONDS.toNanos(1);

        String after = registry.scrape();

        assertThat(before).contains("mycluster/node1");
        assertThat(after)
                .doesNotContain("mycluster/node1")
                .contains("tandem_member_up{balancer=\"app\",member=\"app/a1\"} 1.0");
    }

    @Test
    void scrapes_within_a_second_share_one_status() {
        registry.scrape();
        clock.nanos += TimeUnit.MILLISECONDS.toNanos(999);
        registry.scrape();
        int within = node.statusCalls.get();

        clock.nanos += TimeUnit.MILLISECONDS.toNanos(1);
        registry.scrape();

        assertThat(within).isEqualTo(1);
        assertThat(node.statusCalls).hasValue(2);
    }

    @Test
    void every_metric_of_the_status_is_in_the_catalogue_and_the_reverse() {
        Set<String> scraped = new TreeSet<>();
        registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> scraped.add(line.substring("# TYPE ".length())));

        Set<String> listed = new TreeSet<>();
        MetricCatalogue.STATUS
                .metrics()
                .forEach(
                        metric -> listed.add(metric.name() + " " + metric.type().word()));
        assertThat(scraped).isEqualTo(listed);
    }

    private static final class HandClock implements NodeClock {
        private long nanos = Long.MAX_VALUE - 5;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return Statuses.NOW;
        }
    }
}
