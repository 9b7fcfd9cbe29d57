package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.admin.json.EventJson;
import tandem.admin.json.EventJson.EventPage;
import tandem.core.status.Event;

class EventHistoryTest {
    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void everything_is_told_oldest_first_with_the_id_to_go_on_with() throws Exception {
        HttpResponse<String> response = admin.get("/api/v1/events");

        EventPage page = EventJson.readPage(response.body()).orElseThrow();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(page.events()).isEqualTo(Statuses.healthy().events());
        assertThat(page.next()).isEqualTo("lb1-1760000000000-5");
        assertThat(page.complete()).isTrue();
        assertThat(response.body())
                .contains("\"facts\" : {\n      \"from\" : \"lb2\"\n    }", "\"id\" : \"lb1-1760000000000-3\"");
    }

    @Test
    void what_came_since_is_told_and_nothing_twice() throws Exception {
        String next = page("/api/v1/events").next();
        admin.node.happens(new Event("lb2", 7, 1, 5, "member", "late news of a peer", Map.of("verdict", "down")));

        EventPage since = page("/api/v1/events?after=" + next);

        assertThat(since.events()).extracting(Event::text).containsExactly("late news of a peer");
        assertThat(page("/api/v1/events?after=" + since.next()))
                .isEqualTo(new EventPage(List.of(), since.next(), true));
    }

    @Test
    void an_id_that_is_not_known_gives_everything_and_says_so() throws Exception {
        EventPage page = page("/api/v1/events?after=lb1-1-1");

        assertThat(page.events()).hasSize(5);
        assertThat(page.complete()).isFalse();
    }

    private EventPage page(String path) throws Exception {
        return EventJson.readPage(admin.get(path).body()).orElseThrow();
    }
}
