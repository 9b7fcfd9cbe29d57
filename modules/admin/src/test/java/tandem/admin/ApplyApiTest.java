package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.Proposal;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Objection;

class ApplyApiTest {
    private static final String HASH = "\"3f1c09ab\"";

    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void text_goes_to_the_node_as_it_is_with_who_why_and_for_how_long() throws Exception {
        HttpResponse<String> answer = admin.post("/api/v1/apply", """
                {"text": "routes: []\\n# ü\\n", "author": "anna", "comment": "more room", "trial": "10s"}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands)
                .containsExactly("apply MAIN 'routes: []\n# ü\n' by 'anna' because 'more room' for PT10S");
    }

    @Test
    void everything_there_is_to_ask_for_arrives() throws Exception {
        admin.send(
                "POST",
                "/api/v1/apply",
                "{\"text\": \"Listen 80\", \"target\": \"httpd\", \"byHand\": true, \"force\": true, \"check\": true}",
                "Content-Type",
                "application/json",
                "If-Match",
                HASH);

        assertThat(admin.node.commands)
                .containsExactly(
                        "check HTTPD 'Listen 80' by '127.0.0.1' because '' for PT30S by hand by force if 3f1c09ab");
    }

    @Test
    void refusal_names_each_node_that_has_one() throws Exception {
        admin.node.outcome = new Outcome.Refused("not on lb2", List.of(new Objection("lb2", "configuration", "no")));

        HttpResponse<String> answer = admin.post("/api/v1/apply", "{\"text\": \"x\"}");

        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.at("/objections/0/node").asText()).isEqualTo("lb2");
    }

    @Test
    void another_configuration_than_the_one_that_was_looked_at_is_not_changed() throws Exception {
        HttpResponse<String> answer = admin.send(
                "POST", "/api/v1/apply", "{\"text\": \"x\"}", "Content-Type", "application/json", "If-Match", "\"0\"");

        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void command_that_was_done_is_not_done_again() throws Exception {
        for (int i = 0; i < 2; i++) {
            admin.send(
                    "POST",
                    "/api/v1/apply",
                    "{\"text\": \"x\"}",
                    "Content-Type",
                    "application/json",
                    "Idempotency-Key",
                    "k1");
        }

        assertThat(admin.node.commands).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                  | 'text' is missing",
                "{\"text\": \"\"}                    | cannot be applied",
                "{\"text\": 5}                       | 'text' must be a text",
                "{\"text\": \"x\", \"trial\": \"2h\"}  | 1s to 1h",
                "{\"text\": \"x\", \"trial\": \"soon\"} | 'trial'",
                "{\"text\": \"x\", \"target\": \"b\"}  | must be \"main\"",
            })
    void what_cannot_be_meant_is_refused(String body, String sentence) throws Exception {
        HttpResponse<String> answer = admin.post("/api/v1/apply", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Problems.detail(answer)).contains(sentence);
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void file_of_any_length_that_nodes_can_send_is_taken_and_a_longer_one_refused() throws Exception {
        String most = "# a line of forty characters, one of many\n".repeat(Proposal.MOST_BYTES / 43);

        assertThat(admin.post("/api/v1/apply", body(most)).statusCode()).isEqualTo(200);
        assertThat(admin.post("/api/v1/apply", body(most + most)).statusCode()).isBetween(400, 413);
        assertThat(admin.node.commands).hasSize(1);
    }

    private static String body(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text).toString();
    }

    @Test
    void trial_is_ended_and_files_count_again_by_who_asks() throws Exception {
        admin.post("/api/v1/apply/confirm", "{\"author\": \"anna\"}");
        admin.post("/api/v1/apply/rollback", "{\"author\": \"bert\"}");
        admin.post("/api/v1/apply/clear", "{}");

        assertThat(admin.node.commands).containsExactly("confirm by anna", "roll back by bert", "clear by 127.0.0.1");
    }

    @Test
    void what_is_applied_is_told_with_the_hash_in_force_as_tag() throws Exception {
        admin.node.applied = new ApplyStatus("id", ApplyStatus.Phase.ROLLED_BACK, 3, "anna", "c", 5, 0, "it went back");

        HttpResponse<String> answer = admin.get("/api/v1/apply");

        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.path("phase").asText()).isEqualTo("rolled-back");
        assertThat(json.path("revision").asInt()).isEqualTo(3);
        assertThat(json.path("until").isNull()).isTrue();
        assertThat(answer.headers().firstValue("ETag")).contains(HASH);
    }
}
