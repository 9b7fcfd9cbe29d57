package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/** Looks at refusals. */
final class Problems {
    private Problems() {}

    static void assertProblem(HttpResponse<String> response, int status, String title) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body())
                .startsWith(
                        "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":");
    }

    static String detail(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body()).path("detail").asText();
    }
}
