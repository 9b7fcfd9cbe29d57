package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution before a real server by FTP, asked as users do, and beside Apache's mod_proxy_ftp. */
@Tag(Tags.UNTIMED)
class FtpIT {
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path directory;

    private final int port = Distribution.freePort();
    private final int metrics = Distribution.freePort();
    private Vsftpd server;

    @BeforeEach
    void serve() throws IOException {
        assumeTrue(Files.isExecutable(Vsftpd.BINARY), "vsftpd is not installed");
        server = new Vsftpd(directory);
        server.file("pub/a.txt", "hello\n".getBytes(StandardCharsets.US_ASCII));
        server.file("pub/dir/b c.txt", "blank\n".getBytes(StandardCharsets.US_ASCII));
        server.file("pub/dir/<i>&.txt", "markup\n".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private RunningProcess node(Path config) {
        return RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("node.log"),
                "ready node=");
    }

    private static String curl(String... arguments) {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "-m", "30", "--noproxy", ""));
        line.addAll(List.of(arguments));
        Command asked = Command.run(line);
        return asked.out() + asked.err();
    }

    private String url(String path) {
        return "http://" + HOST + ":" + port + path;
    }

    @Test
    void files_and_directories_of_a_server_are_shown_behind_a_path_and_by_the_forward_proxy() throws IOException {
        byte[] large = new byte[20_000_000];
        new Random(7).nextBytes(large);
        server.file("pub/large.bin", large);
        Path config = Distribution.write(directory.resolve("tandem.yaml"), """
                state-directory: %s
                drain: 1s
                listeners: {web: {listen: "%s:%d"}}
                balancers:
                  files: {members: [{name: ftp, url: "ftp://%s:%d"}]}
                routes: [{host: "*", path: /files, to: /pub, balancer: files}]
                forward-proxies:
                  out:
                    permit: [127.0.0.1]
                    guards: [{access: {order: allow-deny, allow: [127.0.0.0/8]}}]
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"),
                        HOST,
                        port,
                        HOST,
                        server.port(),
                        HOST,
                        Distribution.freePort(),
                        HOST,
                        metrics));
        try (RunningProcess _ = node(config)) {
            Path copy = directory.resolve("copy");
            String ftp = "ftp://" + HOST + ":" + server.port() + "/pub/";

            assertThat(curl("-i", url("/files/a.txt")))
                    .contains("200 OK", "Content-Length: 6", "Content-Type: text/plain", "Last-Modified: ", "hello");
            assertThat(curl("-I", url("/files/a.txt"))).contains("200 OK", "Content-Length: 6");
            assertThat(curl("-o", copy.toString(), "-w", "%{http_code}", url("/files/large.bin")))
                    .isEqualTo("200");
            assertThat(Arrays.equals(Files.readAllBytes(copy), large)).isTrue();
            assertThat(curl(url("/files/dir/")))
                    .contains("./b%20c.txt", ">b c.txt<", "./%3Ci%3E%26.txt", "&lt;i&gt;&amp;.txt")
                    .doesNotContain("<i>");
            assertThat(curl("-L", url("/files/dir"))).contains("./b%20c.txt");
            assertThat(curl(url("/files/dir/b%20c.txt"))).isEqualTo("blank\n");
            assertThat(curl(url("/files/*.txt"))).contains("./a.txt").doesNotContain("large.bin");
            assertThat(curl("-x", url(""), ftp + "a.txt")).isEqualTo("hello\n");
            assertThat(curl("-x", url(""), ftp + "dir/")).contains("./b%20c.txt");
            assertThat(curl("http://" + HOST + ":" + metrics + "/metrics"))
                    .contains("tandem_ftp_transfers", "tandem_ftp_refused_total")
                    .containsPattern("tandem_proxy_requests_total\\{balancer=\"files\",code=\"2xx\"[^}]*\\} [6-9]")
                    .containsPattern("tandem_proxy_requests_total\\{balancer=\"out\",code=\"2xx\"[^}]*\\} 2");
        }
    }

    @Test
    void apache_and_tandem_answer_alike_from_one_httpd_conf() throws IOException {
        assumeTrue(Files.isExecutable(ParityApache.BINARY), "apache2 is not installed");
        int there = Distribution.freePort();
        String rules = """
                ProxyPass /files ftp://127.0.0.1:${FTP}/pub
                ProxyPass /login ftp://someone:secret@127.0.0.1:${FTP}/pub
                ProxyPass /dead ftp://127.0.0.1:1
                """.replace("${FTP}", String.valueOf(server.port()));
        String modules = "LoadModule proxy_ftp_module /usr/lib/apache2/modules/mod_proxy_ftp.so\n"
                + "LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so\nTypesConfig /dev/null\nAddType text/plain .txt\n";
        Distribution.write(
                directory.resolve("httpd.conf"), "ServerName lb.example.com\nListen 127.0.0.1:" + port + "\n" + rules);
        Path config = Distribution.write(directory.resolve("tandem.yaml"), """
                state-directory: %s
                httpd: httpd.conf
                drain: 1s
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"), HOST, Distribution.freePort(), HOST, metrics));
        try (ParityApache _ = new ParityApache(
                        Files.createDirectories(directory.resolve("apache")),
                        modules + "Listen 127.0.0.1:" + there + "\n" + rules,
                        List.of(there));
                RunningProcess _ = node(config)) {
            ParityClient before = new ParityClient(there, false);
            ParityClient here = new ParityClient(port, false);
            for (String target : List.of(
                    "GET /files/a.txt",
                    "GET /files/a.txt?query",
                    "GET /files/dir/b%20c.txt",
                    "GET /files/dir/",
                    "GET /files/",
                    "GET /files/none.txt",
                    "GET /files/none/a.txt",
                    "GET /files/*.txt",
                    "GET /files/a%0d%0aDELE%20a.txt",
                    "GET /dead/a.txt")) {
                ParityCase.Ask ask = ask(target);
                assertThat(here.ask(ask, "masked")).as(target).isEqualTo(before.ask(ask, "masked"));
            }
            for (String refused : List.of("POST /files/a.txt", "DELETE /files/a.txt")) {
                assertThat(before.ask(ask(refused), "masked")).startsWith("status 501");
                assertThat(here.ask(ask(refused), "masked")).startsWith("status 501\nallow: GET, HEAD");
            }
            // The server lets nobody but anonymous in; Apache does not tell it the login of its ProxyPass
            assertThat(before.ask(ask("GET /login/a.txt"), "masked")).startsWith("status 200");
            assertThat(here.ask(ask("GET /login/a.txt"), "masked")).startsWith("status 401");
            assertThat(before.ask(ask("GET /files/%2fpub/a.txt"), "masked")).startsWith("status 404");
            assertThat(here.ask(ask("GET /files/%2fpub/a.txt"), "masked")).startsWith("status 400");
            assertThat(here.ask(ask("HEAD /files/a.txt"), "masked")).startsWith("status 200");
            assertThat(before.ask(ask("GET /files/dir"), "masked")).startsWith("status 200");
            assertThat(here.ask(ask("GET /files/dir"), "masked")).startsWith("status 301");
        }
    }

    private static ParityCase.Ask ask(String line) {
        String[] words = line.split(" ");
        return new ParityCase.Ask(words[0], words[1], List.of(), "", 1, "");
    }
}
