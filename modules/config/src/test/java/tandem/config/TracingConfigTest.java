package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.TracingConfig;

/** Where spans go, as the file says it. */
class TracingConfigTest {
    private static final String REST = """
            listeners: {web: {listen: "*:80"}}
            balancers: {app: {members: [{name: node1, url: "http://192.0.2.21"}]}}
            routes: [{path: /, balancer: app}]
            """;

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() throws IOException {
        cases = new ConfigCase(directory);
        fields("fields", "Authorization: Bearer secret\n", "rw-r-----");
        fields("open", "Authorization: Bearer secret\n", "rw-r--r--");
        fields("broken", "secret\n", "rw-------");
    }

    private void fields(String name, String text, String mode) throws IOException {
        Files.setPosixFilePermissions(cases.file(name, text), PosixFilePermissions.fromString(mode));
    }

    private Loaded tracing(String keys) {
        return cases.yaml("tracing: {" + keys + "}\n" + REST);
    }

    @Test
    void an_endpoint_alone_is_enough() {
        TracingConfig tracing = ConfigCase.ok(tracing("endpoint: \"http://127.0.0.1:4318\""))
                .tracing()
                .orElseThrow();

        assertThat(tracing.endpoint()).hasToString("http://127.0.0.1:4318/v1/traces");
        assertThat(tracing.sample()).hasToString("1%");
        assertThat(tracing.serviceName()).isEqualTo("tandem");
        assertThat(tracing.queue()).isEqualTo(2048);
    }

    @Test
    void a_path_is_taken_as_it_is_and_a_share_may_be_small() {
        TracingConfig tracing = ConfigCase.ok(tracing(
                        "endpoint: \"https://collector.example/otlp/v1/traces\", sample: 0.125%, headers-file: fields"))
                .tracing()
                .orElseThrow();

        assertThat(tracing.endpoint()).hasToString("https://collector.example/otlp/v1/traces");
        assertThat(tracing.sample().fraction()).isEqualTo(0.00125);
    }

    @Test
    void nothing_of_it_is_there_unless_written() {
        assertThat(ConfigCase.ok(cases.yaml(REST)).tracing()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sample: 10% | tracing.endpoint | is required
            endpoint: "collector:4318" | tracing.endpoint | is not a URL such as http://127.0.0.1:4318
            endpoint: "http://127.0.0.1:4317" | tracing.endpoint | port 4317 is OTLP by gRPC, which is not spoken
            endpoint: "http://u:p@127.0.0.1:4318" | tracing.endpoint | has no user, query or fragment
            endpoint: "http://127.0.0.1:4318", sample: 10 | tracing.sample | '10' is not a share; write 10% or 0.5%
            endpoint: "http://127.0.0.1:4318", sample: 101% | tracing.sample | 101% is not allowed (0%..100%)
            endpoint: "http://127.0.0.1:4318", service-name: " " | tracing.service-name | is empty
            endpoint: "http://127.0.0.1:4318", queue: 1 | tracing.queue | 1 is not allowed (100..100000)
            endpoint: "http://127.0.0.1:4318", ca: ca.pem | tracing.ca | goes with https
            endpoint: "http://127.0.0.1:4318", headers-file: open | tracing.headers-file | is open to others
            endpoint: "http://127.0.0.1:4318", headers-file: broken | tracing.headers-file | line 1 is not NAME: VALUE
            """)
    void what_cannot_be_is_named(String keys, String key, String message) {
        assertThat(tracing(keys))
                .isInstanceOfSatisfying(
                        Loaded.Broken.class,
                        broken -> assertThat(Findings.text(broken.findings()))
                                .contains(key)
                                .contains(message)
                                .doesNotContain("secret"));
    }

    @Test
    void a_token_in_clear_text_is_warned_of() {
        Loaded loaded = tracing("endpoint: \"http://192.0.2.9:4318\", headers-file: fields");

        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Ok.class,
                        ok -> assertThat(Findings.text(ok.warnings()))
                                .contains("tracing.headers-file", "goes to 192.0.2.9 in clear text"));
    }
}
