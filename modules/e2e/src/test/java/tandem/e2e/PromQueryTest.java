package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.e2e.PromQuery.Selector;

class PromQueryTest {
    @Test
    void names_are_told_from_functions_labels_and_words() {
        PromQuery query = PromQuery.of("""
                sum by (cluster, instance) (rate(a_total{job="x",code=~"4xx|5xx"}[5m]))
                  / on (cluster) group_left () max(b) > 0.05 unless on (cluster) tandem:c:max == 0 or vector(0)
                """);

        assertThat(query.metrics()).containsExactly("a_total", "b", "tandem:c:max");
        assertThat(query.grouping()).containsExactly("cluster", "instance");
        assertThat(query.selectors())
                .containsExactly(
                        new Selector("a_total", "job", List.of("x")),
                        new Selector("a_total", "code", List.of("4xx", "5xx")));
    }

    @Test
    void patterns_name_no_values_and_strings_no_metrics() {
        PromQuery query =
                PromQuery.of("label_replace(up{instance=~\".*\"} == 0, \"node\", \"$1\", 'instance', \"(.*)\")");

        assertThat(query.metrics()).containsExactly("up");
        assertThat(query.selectors()).containsExactly(new Selector("up", "instance", List.of()));
    }
}
