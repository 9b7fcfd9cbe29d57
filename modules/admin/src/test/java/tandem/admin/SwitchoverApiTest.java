package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Objection;

/** Commands that move addresses on purpose. */
class SwitchoverApiTest {
    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void switchover_answers_when_it_has_ended() throws Exception {
        admin.node.switchover.complete(new Outcome.Done("lb2 took 198.51.100.100 in 12 ms"));

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb2\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("lb2 took 198.51.100.100 in 12 ms");
        assertThat(admin.node.commands).containsExactly("switchover " + Optional.of("lb2"));
    }

    @Test
    void maintenance_names_who_wants_it_and_why() throws Exception {
        HttpResponse<String> response = admin.post(
                "/api/v1/maintenance", "{\"state\": \"on\", \"author\": \"ann\", \"comment\": \"new memory\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).containsExactly("maintenance on by 'ann' because 'new memory'");
    }

    @Test
    void maintenance_is_on_or_off() throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/maintenance", "{\"state\": \"soon\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("'state' must be");
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void switchover_to_an_unknown_node_names_the_nearest() throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb3\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("there is no node 'lb3'; did you mean 'lb1'?");
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void a_failed_switchover_is_a_500() throws Exception {
        admin.node.switchover.completeExceptionally(new IllegalStateException("internal detail"));

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{}");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("internal detail");
    }

    @Test
    void objections_come_for_machines_too() throws Exception {
        admin.node.switchover.complete(new Outcome.Refused(
                "lb2 is not ready to take 198.51.100.100: warm: not warmed up yet",
                List.of(new Objection("lb2", "warm", "not warmed up yet"))));

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb2\"}");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body())
                .contains("\"detail\":\"lb2 is not ready to take 198.51.100.100: warm: not warmed up yet\"")
                .contains("\"objections\":[{\"node\":\"lb2\",\"check\":\"warm\",\"sentence\":\"not warmed up yet\"}]");
    }

    @Test
    void other_refusals_have_no_objections() throws Exception {
        admin.node.switchover.complete(new Outcome.Refused("lb1 holds 198.51.100.100 already"));

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb1\"}");

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).doesNotContain("objections");
    }

    @Test
    void a_check_moves_nothing() throws Exception {
        admin.node.outcome = new Outcome.Done("nothing speaks against lb2 taking 198.51.100.100");

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb2\", \"check\": true}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("nothing speaks against lb2");
        assertThat(admin.node.commands).containsExactly("preflight " + Optional.of("lb2"));
    }
}
