package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.e2e.AlertRules.Alert;

class RunbooksTest {
    private static final Path RUNBOOKS = Distribution.file("docs/runbooks");

    private final AlertRules rules = AlertRules.read();

    @Test
    void every_alert_has_a_runbook_and_every_runbook_an_alert() throws IOException {
        Set<String> alerts = rules.alerts().stream().map(Alert::name).collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            Set<String> runbooks = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md") && !name.startsWith("state-"))
                    .map(name -> name.replaceFirst("\\.md$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(runbooks).isEqualTo(alerts);
        }
    }

    @Test
    void every_alert_says_how_bad_it_is_what_happened_and_where_to_read_on() {
        assertThat(rules.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.name()).startsWith("Tandem");
            assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info");
            assertThat(String.valueOf(alert.annotations().get("summary"))).isNotBlank();
            assertThat(String.valueOf(alert.annotations().get("description")))
                    .matches("(?s).*\\.(\\{\\{ end }})?")
                    .contains("{{ $");
            assertThat(String.valueOf(alert.annotations().get("runbook_url")))
                    .endsWith("/docs/runbooks/" + alert.name() + ".md");
        });
    }

    @Test
    void every_runbook_answers_the_same_five_questions() {
        assertThat(rules.alerts())
                .allSatisfy(alert -> assertThat(Distribution.read(RUNBOOKS.resolve(alert.name() + ".md")))
                        .startsWith("# " + alert.name() + "\n")
                        .contains(
                                "\n## What it means\n",
                                "\n## Who notices\n",
                                "\n## Look\n",
                                "\n## Do\n",
                                "\n## Call for help\n"));
    }

    @Test
    void every_alert_is_fired_by_a_test_of_promtool() {
        String tests = Distribution.read(Distribution.file("deploy/prometheus/tests/alerts.test.yml"));

        assertThat(rules.alerts())
                .allSatisfy(alert -> assertThat(tests)
                        .containsPattern("alertname: " + alert.name() + "\\n +exp_alerts:\\n +- exp_labels")
                        .contains("/docs/runbooks/" + alert.name() + ".md"));
    }

    @Test
    void the_table_of_runbooks_lists_every_alert_with_its_severity() {
        String table = Distribution.read(RUNBOOKS.resolve("README.md"));

        assertThat(rules.alerts())
                .allSatisfy(alert -> assertThat(table)
                        .contains("| [" + alert.name() + "](" + alert.name() + ".md) | "
                                + alert.labels().get("severity") + " |"));
    }
}
