package tandem.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tandem.admin.Golden;

class MetricsReferenceTest {
    @Test
    void the_reference_is_what_the_catalogue_says() throws IOException {
        Golden.check(Path.of("../../docs/reference/metrics.md"), MetricsReference.markdown());
    }

    @Test
    void names_are_unique_and_follow_the_rules() {
        assertThat(MetricCatalogue.all()).extracting(MetricDoc::name).doesNotHaveDuplicates();
        assertThat(MetricCatalogue.all()).allSatisfy(metric -> {
            assertThat(metric.name()).matches("tandem_[a-z]+(_[a-z][a-z0-9]*)*");
            assertThat(metric.name().endsWith("_total")).isEqualTo(metric.type() == MetricDoc.Type.COUNTER);
            assertThat(metric.name().endsWith("_info")).isEqualTo(metric.type() == MetricDoc.Type.INFO);
            assertThat(metric.text()).endsWith(".");
        });
    }
}
