package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.status.ConfigComparison;

class ConfigPageTest {
    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void file_that_says_what_is_in_force_is_the_same() throws Exception {
        admin.node.configuration = new ConfigComparison("drain: 5s\n", "drain: 5s\n", "", List.of());

        JsonNode json = asked();

        assertThat(json.path("node").asText()).isEqualTo("lb1");
        assertThat(json.path("state").asText()).isEqualTo("same");
    }

    @Test
    void changed_file_differs_and_names_what_waits_for_a_restart() throws Exception {
        admin.node.configuration =
                new ConfigComparison("drain: 5s\n", "drain: 9s\nvips: []\n", "a warning", List.of("vips"));

        JsonNode json = asked();

        assertThat(json.path("state").asText()).isEqualTo("differs");
        assertThat(json.path("inForce").asText()).isEqualTo("drain: 5s\n");
        assertThat(json.path("file").asText()).isEqualTo("drain: 9s\nvips: []\n");
        assertThat(json.path("findings").asText()).isEqualTo("a warning");
        assertThat(json.path("restart").path(0).asText()).isEqualTo("vips");
    }

    @Test
    void broken_file_is_told_with_its_errors() throws Exception {
        admin.node.configuration = new ConfigComparison("drain: 5s\n", "", "tandem.yaml:1:1: no", List.of());

        JsonNode json = asked();

        assertThat(json.path("state").asText()).isEqualTo("broken");
        assertThat(json.path("findings").asText()).isEqualTo("tandem.yaml:1:1: no");
    }

    private JsonNode asked() throws Exception {
        return new ObjectMapper().readTree(admin.get("/api/v1/config").body());
    }
}
