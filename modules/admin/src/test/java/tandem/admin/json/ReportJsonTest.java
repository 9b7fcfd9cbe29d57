package tandem.admin.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.admin.Statuses;

class ReportJsonTest {
    @Test
    void reading_gives_back_what_was_written() {
        assertThat(ReportJson.read(ReportJson.write(Statuses.report()))).contains(Statuses.report());
        assertThat(ReportJson.readList(ReportJson.write(List.of(Statuses.report(), Statuses.report()))))
                .contains(List.of(Statuses.report(), Statuses.report()));
    }

    @Test
    void moments_are_in_milliseconds_since_the_first() {
        assertThat(ReportJson.write(Statuses.report())).contains("\"millis\" : 355.25");
    }

    @Test
    void anything_else_is_no_report() {
        assertThat(ReportJson.read("")).isEmpty();
        assertThat(ReportJson.read("{}")).isEmpty();
        assertThat(ReportJson.read("[1]")).isEmpty();
        assertThat(ReportJson.readList("{}")).isEmpty();
    }
}
