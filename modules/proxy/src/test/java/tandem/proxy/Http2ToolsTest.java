package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients that others wrote: curl, nghttp and h2load, by clear text and by TLS. */
class Http2ToolsTest {
    private static String run(String tool, String... arguments) throws IOException {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
        assumeTrue(there, tool + " is not installed");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(tool), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
            return output;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Bench secure(StubMember member) {
        return Bench.with(member).http2().tls(Wire.listener("shop-ec")).start();
    }

    @Test
    void curl_gets_and_posts() throws IOException {
        try (StubMember a = StubMember.answering("hello\n");
                Bench clear = Bench.with(a).http2().start();
                Bench secure = secure(a)) {
            String format = "%{http_version} %{response_code}\n";

            assertThat(run(
                            "curl",
                            "-s",
                            "--http2-prior-knowledge",
                            "-w",
                            format,
                            "http://127.0.0.1:" + clear.port + "/"))
                    .isEqualTo("hello\n2 200\n");
            assertThat(run("curl", "-sk", "--http2", "-w", format, "https://127.0.0.1:" + secure.port + "/"))
                    .isEqualTo("hello\n2 200\n");
            assertThat(run(
                            "curl",
                            "-sk",
                            "-d",
                            "x".repeat(100_000),
                            "-w",
                            format,
                            "https://127.0.0.1:" + secure.port + "/"))
                    .isEqualTo("hello\n2 200\n");
            assertThat(a.requests.getLast()).endsWith("x".repeat(100_000));
            assertThat(run("curl", "-s", "--http2", "-w", format, "http://127.0.0.1:" + clear.port + "/"))
                    .as("an upgrade is not granted")
                    .isEqualTo("hello\n1.1 200\n");
        }
    }

    @Test
    void nghttp_gets_a_page_of_many_parts() throws IOException {
        try (StubMember a = StubMember.answering("x".repeat(300_000));
                Bench secure = secure(a)) {
            String url = "https://127.0.0.1:" + secure.port + "/";

            String shown = run("nghttp", "-nvy", "-m", "20", url);
            String continued = run("nghttp", "-nvy", "--continuation", url);

            assertThat(shown + continued)
                    .contains(":status: 200", "recv SETTINGS")
                    .doesNotContain("PROTOCOL_ERROR", "INTERNAL_ERROR", "RST_STREAM");
            assertThat(a.requests).hasSize(21);
        }
    }

    @Test
    void h2load_loses_nothing() throws IOException {
        try (StubMember a = StubMember.answering("hello");
                Bench clear = Bench.with(a).http2().ioThreads(2).start()) {
            String shown = run("h2load", "-n", "3000", "-c", "10", "-m", "10", "http://127.0.0.1:" + clear.port + "/");

            assertThat(shown).contains("3000 succeeded, 0 failed, 0 errored, 0 timeout");
        }
    }
}
