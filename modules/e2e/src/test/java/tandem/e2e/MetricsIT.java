package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real pair's metrics against the reference, the rules and the dashboard, and a real Prometheus that scrapes the pair. The
 * tests share the pair; the last one kills a node of it.
 */
@Tag(Tags.UNTIMED)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsIT {
    private static final Pattern ROW = Pattern.compile("\\| `(tandem_\\w+)` \\| (\\w+) \\| ([^|]*) \\| .*");
    private static final Pattern FAMILY = Pattern.compile("`([a-z0-9_]+\\*?)`");
    private static final Set<String> TARGET_LABELS = Set.of("job", "cluster", "instance", "le");
    private static final Map<String, Map<String, Set<String>>> PROMETHEUS_OWN =
            Map.of("up", Map.of(), "ALERTS", Map.of("alertname", Set.of(), "alertstate", Set.of("firing")));

    /** What only nodes with a listener that speaks TLS expose. */
    private static final Map<String, Map<String, Set<String>>> OF_TLS = Map.of(
            "tandem_tls_certificate_expiry_timestamp_seconds", Map.of("listener", Set.of(), "certificate", Set.of()));

    @TempDir
    static Path directory;

    private static LoopbackPair pair;

    @BeforeAll
    static void startPair() throws IOException {
        pair = LoopbackPair.start(directory);
        for (int i = 0; i < 20; i++) {
            assertThat(pair.serves()).isTrue();
        }
        Awaitility.await("what the members answered is counted")
                .until(() -> scrape().types().containsKey("tandem_member_answer_duration_seconds"));
    }

    @AfterAll
    static void closePair() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    @Order(1)
    void the_reference_lists_what_a_running_pair_exposes_and_nothing_else() {
        Scrape scrape = scrape();
        Map<String, String> always = new TreeMap<>();
        Map<String, String> documented = new TreeMap<>();
        for (String area : Distribution.read(Distribution.file("docs/reference/metrics.md"))
                .split("\n## ")) {
            Map<String, String> rows = rows(area);
            documented.putAll(rows);
            if (!area.contains("\nOnly of ")) {
                always.putAll(rows);
            }
        }

        Map<String, String> exposed = new TreeMap<>();
        scrape.types().forEach((family, type) -> {
            if (family.startsWith("tandem_")) {
                exposed.put(family, type + " " + scrape.labels(family));
            }
        });

        assertThat(documented).containsAllEntriesOf(exposed);
        assertThat(exposed).containsAllEntriesOf(always);
    }

    @Test
    @Order(2)
    void the_reference_names_the_families_of_the_jvm() {
        String page = Distribution.read(Distribution.file("docs/reference/metrics.md"));
        List<Pattern> documented = FAMILY.matcher(page.substring(page.indexOf("## JVM and process")))
                .results()
                .map(found -> Pattern.compile(found.group(1).replace("*", "\\w*")))
                .toList();

        assertThat(scrape().types().keySet())
                .filteredOn(family -> !family.startsWith("tandem_"))
                .isNotEmpty()
                .allSatisfy(family -> assertThat(documented)
                        .as(family)
                        .anyMatch(pattern -> pattern.matcher(family).matches()));
    }

    @Test
    @Order(3)
    void rules_and_dashboard_ask_for_metrics_labels_and_values_that_exist() {
        Map<String, Map<String, Set<String>>> known = new HashMap<>(scrape().series());
        known.putAll(PROMETHEUS_OWN);
        known.putAll(OF_TLS);
        AlertRules rules = AlertRules.read();
        rules.records().forEach((name, expression) -> known.put(name, labelsOf(PromQuery.of(expression), known)));

        List<String> faults = new ArrayList<>();
        queries(rules).forEach((place, expression) -> faults.addAll(faults(place, PromQuery.of(expression), known)));

        assertThat(faults).isEmpty();
    }

    @Test
    @Order(4)
    void a_query_for_something_that_does_not_exist_is_found() {
        Map<String, Map<String, Set<String>>> known = scrape().series();

        assertThat(faults("a", PromQuery.of("tandem_vip_owned"), known)).hasSize(1);
        assertThat(faults("b", PromQuery.of("sum by (adress) (tandem_vip_held)"), known))
                .hasSize(1);
        assertThat(faults("c", PromQuery.of("tandem_failover_role{rule=\"active\"}"), known))
                .hasSize(1);
        assertThat(faults("d", PromQuery.of("tandem_failover_role{role=\"master\"}"), known))
                .hasSize(1);
        assertThat(faults("e", PromQuery.of("tandem_failover_role{role=\"active\"}"), known))
                .isEmpty();
    }

    @Test
    @Order(5)
    void a_real_prometheus_scrapes_both_nodes_and_tells_one_story_when_the_active_one_is_killed() throws IOException {
        assumeTrue(PrometheusServer.installed("prometheus"), "needs the tool prometheus (apt-get install prometheus)");
        Map<String, String> targets = new LinkedHashMap<>();
        LoopbackPair.NODES.forEach(node -> targets.put(node, pair.target(node)));
        Path place = Files.createDirectory(directory.resolve("prometheus"));

        try (PrometheusServer prometheus = PrometheusServer.start(place, targets)) {
            Awaitility.await("both targets up")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> prometheus.targets().equals(Map.of("lb1", "up", "lb2", "up")));
            everyQueryIsUnderstood(prometheus);
            String active = pair.active();
            pair.node(active).signal("KILL");

            Awaitility.await("the alert of a takeover")
                    .atMost(Duration.ofSeconds(45))
                    .until(() -> !prometheus.firing().isEmpty());
            Awaitility.await("that alert alone, for longer than those for two owners and none wait")
                    .atMost(Duration.ofSeconds(60))
                    .during(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(prometheus.firing()).containsExactly("TandemTakeoverHappened"));
            assertThat(prometheus.query("sum by (instance) (tandem_vip_held) == 1"))
                    .hasSize(1)
                    .allSatisfy(series -> assertThat(
                                    series.path("metric").path("instance").asText())
                            .isNotEqualTo(active));
        }
    }

    private static void everyQueryIsUnderstood(PrometheusServer prometheus) {
        AlertRules rules = AlertRules.read();
        rules.alerts()
                .forEach(alert -> assertThat(prometheus.query(alert.expression()))
                        .as(alert.name() + " while all is well")
                        .isEmpty());
        Dashboard.queries()
                .forEach((place, expression) -> assertThatCode(() -> prometheus.query(expression))
                        .as(place)
                        .doesNotThrowAnyException());
    }

    private static Scrape scrape() {
        return Scrape.of(LoopbackPair.NODES.stream().map(pair::metrics).toList());
    }

    /** The metrics of a part of the reference: type and labels by name. */
    private static Map<String, String> rows(String area) {
        Map<String, String> rows = new TreeMap<>();
        area.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(row ->
                        rows.put(row.group(1), row.group(2) + " " + new TreeSet<>(Set.of(words(row.group(3))))));
        return rows;
    }

    private static String[] words(String labels) {
        return labels.isBlank() ? new String[0] : labels.replace("`", "").trim().split(", ");
    }

    private static Map<String, String> queries(AlertRules rules) {
        Map<String, String> queries = new LinkedHashMap<>(Dashboard.queries());
        rules.alerts().forEach(alert -> queries.put(alert.name(), alert.expression()));
        rules.records().forEach(queries::put);
        return queries;
    }

    /** What a recorded series can have: the labels of those that it is made of. */
    private static Map<String, Set<String>> labelsOf(PromQuery query, Map<String, Map<String, Set<String>>> known) {
        Map<String, Set<String>> labels = new HashMap<>();
        query.metrics().forEach(metric -> labels.putAll(known.getOrDefault(metric, Map.of())));
        return labels;
    }

    private static List<String> faults(String place, PromQuery query, Map<String, Map<String, Set<String>>> known) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = new HashSet<>(TARGET_LABELS);
        for (String metric : query.metrics()) {
            if (known.containsKey(metric)) {
                labels.addAll(known.get(metric).keySet());
            } else {
                faults.add(place + ": no node exposes " + metric);
            }
        }
        query.grouping().stream()
                .filter(label -> !labels.contains(label))
                .forEach(label -> faults.add(place + ": none of " + query.metrics() + " has the label " + label));
        for (PromQuery.Selector selector : query.selectors()) {
            faults.addAll(faults(place, selector, known.getOrDefault(selector.metric(), Map.of())));
        }
        return faults;
    }

    private static List<String> faults(String place, PromQuery.Selector selector, Map<String, Set<String>> labels) {
        if (TARGET_LABELS.contains(selector.label())) {
            return List.of();
        }
        Set<String> values = labels.get(selector.label());
        if (values == null) {
            return List.of(place + ": " + selector.metric() + " has no label " + selector.label());
        }
        return selector.values().stream()
                .filter(value -> !values.contains(value))
                .map(value -> place + ": " + selector.metric() + " has no " + selector.label() + "=" + value)
                .toList();
    }
}
