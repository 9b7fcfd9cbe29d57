package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.admin.Problems.assertProblem;

import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;

class IdempotencyTest {
    private static final byte[] REQUEST = {1};
    private static final Idempotency.Answered DONE =
            new Idempotency.Answered(200, Responses.JSON, new byte[] {'{', '}'});

    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void a_command_whose_answer_was_lost_is_answered_again_and_done_once() throws Exception {
        HttpResponse<String> first = reload("{}", "a-1");
        admin.node.outcome = new Outcome.Done("done a second time");
        HttpResponse<String> again = reload("{}", "a-1");
        HttpResponse<String> other = reload("{}", "a-2");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
        assertThat(other.body()).contains("done a second time");
        assertThat(admin.node.commands).containsExactly("reload", "reload");
    }

    @Test
    void what_was_refused_may_be_asked_again_with_its_key() throws Exception {
        admin.node.outcome = new Outcome.Refused("not now");
        HttpResponse<String> refused = reload("{}", "a-1");
        admin.node.outcome = new Outcome.Done("now");
        HttpResponse<String> again = reload("{}", "a-1");

        assertProblem(refused, 409, "Conflict");
        assertThat(again.body()).contains("now");
    }

    @Test
    void a_key_is_for_one_command_and_one_that_still_runs_is_not_begun_again() throws Exception {
        reload("{}", "a-1");
        HttpResponse<String> misused = reload("{ }", "a-1");
        HttpResponse<String> blank = reload("{}", "x".repeat(201));
        Idempotency keys = new Idempotency();

        assertProblem(misused, 422, "Unprocessable Entity");
        assertProblem(blank, 400, "Bad Request");
        assertThat(keys.begin("k", REQUEST, 0)).isInstanceOf(Idempotency.Turn.First.class);
        assertThat(keys.begin("k", REQUEST, 1)).isInstanceOf(Idempotency.Turn.Running.class);
    }

    @Test
    void keys_are_bounded_in_number_and_time() {
        Idempotency keys = new Idempotency();
        for (int i = 0; i < Idempotency.MOST + 1; i++) {
            keys.begin("k" + i, REQUEST, 0);
            keys.end("k" + i, DONE);
        }

        assertThat(keys.begin("k1", REQUEST, 0)).isEqualTo(new Idempotency.Turn.Again(DONE));
        assertThat(keys.begin("k0", REQUEST, 0)).isInstanceOf(Idempotency.Turn.First.class);
        assertThat(keys.begin("k9", REQUEST, TimeUnit.HOURS.toNanos(1) + 1)).isInstanceOf(Idempotency.Turn.First.class);
    }

    private HttpResponse<String> reload(String body, String key) throws Exception {
        return admin.send("POST", "/api/v1/reload", body, "Content-Type", "application/json", "Idempotency-Key", key);
    }
}
