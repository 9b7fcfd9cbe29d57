package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.TandemConfig;

/** Files that the configuration names as pages. */
class PageFilesTest {
    private static final String REST =
            "listeners: {web: {listen: \"*:80\"}}\nroutes: [{path: /, balancer: app}]\nbalancers:\n  app:\n"
                    + "    members: [{name: a, url: \"http://192.0.2.1\"}]\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    @Test
    void files_are_read_beside_the_configuration_and_become_texts() {
        cases.file("sorry.html", "<p>Sorry – really</p>");
        cases.file("pages/error.JSON", "{}");
        cases.file("closed.txt", "{{message}}");

        TandemConfig config = ConfigCase.ok(cases.yaml(REST + """
                    closed: {file: closed.txt, allow: 198.51.100.0/24}
                error-pages:
                  - {status: 503, file: sorry.html}
                  - {status: 5xx, file: pages/error.JSON}
                  - {status: 404, location: "https://www.example.com/"}
                error-override: 502 503
                sites:
                  - name: shop
                    rules: [{error-pages: [{status: 500, file: sorry.html, content-type: text/html; charset=utf-8}]}]
                """));

        assertThat(config.errorPages().get(0).text()).isEqualTo("<p>Sorry – really</p>");
        assertThat(config.errorPages().get(0).file()).isEmpty();
        assertThat(config.errorPages().get(0).contentType()).isEmpty();
        assertThat(config.errorPages().get(1).contentType()).contains("application/json");
        assertThat(config.errorPages().get(1).status()).hasToString("5xx");
        assertThat(config.errorOverride()).hasToString("502 503");
        assertThat(config.sites()
                        .getFirst()
                        .rules()
                        .getFirst()
                        .errorPages()
                        .getFirst()
                        .text())
                .contains("Sorry");
        assertThat(config.balancers().get("app").closed().text()).isEqualTo("{{message}}");
        assertThat(config.balancers().get("app").closed().contentType()).contains("text/plain; charset=utf-8");
    }

    @Test
    void files_that_cannot_be_shown_are_errors_at_their_place() throws IOException {
        cases.file("empty.html", "");
        Files.write(directory.resolve("latin.html"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        cases.file("long.html", "x".repeat(256 * 1024 + 1));

        assertThat(ConfigCase.findings(cases.yaml(REST + """
                error-pages:
                  - {status: 500, file: nowhere.html}
                  - {status: 501, file: empty.html}
                  - {status: 502, file: latin.html}
                  - {status: 503, file: long.html}
                """)))
                .containsExactly(
                        "tandem.yaml:7:25: error-pages[0].file: " + directory
                                + "/nowhere.html is no file; every node needs it where its configuration names it",
                        "tandem.yaml:8:25: error-pages[1].file: " + directory + "/empty.html is empty",
                        "tandem.yaml:9:25: error-pages[2].file: " + directory + "/latin.html is not text in UTF-8",
                        "tandem.yaml:10:25: error-pages[3].file: " + directory
                                + "/long.html has 262145 bytes; a page has at most 262144");
    }

    @Test
    void keys_that_contradict_each_other_are_errors() {
        cases.file("sorry.html", "sorry");

        assertThat(ConfigCase.findings(cases.yaml(REST + """
                error-pages:
                  - {status: 500, file: sorry.html, text: x}
                  - {status: 500, text: y}
                  - {status: 501, text: x, location: "https://www.example.com/"}
                  - {status: 502, content-type: text/plain}
                  - {status: 503, text: x, content-type: plain}
                """)))
                .containsExactly(
                        "tandem.yaml:7:25: error-pages[0].file: there is a text already; write one of them",
                        "tandem.yaml:8:14: error-pages[1].status: 500 has a page in this list already",
                        "tandem.yaml:9:38: error-pages[2].location: a redirect has no page; leave out text and file,"
                                + " or location",
                        "tandem.yaml:10:33: error-pages[3].content-type: is of no page: write text or file too",
                        "tandem.yaml:11:42: error-pages[4].content-type: 'plain' is not a media type such as text/html;"
                                + " charset=utf-8");
        assertThat(ConfigCase.findings(cases.yaml(REST + "error-pages: [{status: 302, text: x}]\n")))
                .containsExactly(
                        "tandem.yaml:6:24: error-pages[0].status: '302' is not a status in 400..599, 4xx or 5xx");
    }

    @Test
    void page_that_only_the_nodes_have_is_a_warning_elsewhere() {
        Path file = cases.file("tandem.yaml", REST + "error-pages: [{status: 503, file: sorry.html}]\n");

        assertThat(ConfigCase.warnings(ConfigFiles.loadForElsewhere(file, Optional.empty())))
                .anyMatch(warning -> warning.contains("sorry.html is no file"));
    }
}
