package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void the_page_and_all_that_it_loads_come_from_the_node() throws Exception {
        HttpResponse<String> page = admin.get("/");

        List<String> loaded = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"")
                .matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(loaded).contains("/page.css", "/page.js", "/icon.svg");
        for (String path : loaded) {
            assertThat(admin.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(page.body()).doesNotContain("https://", "http://", "<style", "style=", "onclick");
    }

    @Test
    void the_whole_page_is_smaller_than_150_kB() throws Exception {
        int bytes = 0;
        for (PageFiles.PageFile file : PageFiles.FILES) {
            bytes += admin.get(file.path()).body().getBytes(StandardCharsets.UTF_8).length;
        }

        assertThat(bytes).isBetween(50_000, 150_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page.js",
                "feed.js",
                "verdict.js",
                "nodes.js",
                "figures.js",
                "members.js",
                "configuration.js",
                "events.js",
                "dialog.js",
                "actions.js",
                "ring.js",
                "diff.js",
                "words.js",
                "session.js",
                "login.js",
                "dom.js"
            })
    void scripts_import_only_served_files_and_never_write_markup(String file) throws Exception {
        String script = admin.get("/" + file).body();

        List<String> imports = Pattern.compile("from '\\./([^']+)'")
                .matcher(script)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        for (String imported : imports) {
            HttpResponse<String> response = admin.get("/" + imported);
            assertThat(response.statusCode()).as(imported).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).contains("text/javascript; charset=utf-8");
        }
        assertThat(script)
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".style");
    }
}
