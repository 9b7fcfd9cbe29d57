package tandem.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.proxy.log.AccessLog;

/** What the lines of a running proxy say, and what becomes of their files. */
class AccessLogTest {
    private static final String ENDS = "%m %U %>s %{reason}X %{tries}X %{member}X %X %k %B";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("access.log");
    }

    private AccessLogConfig lines(String format) {
        return new AccessLogConfig(file, format);
    }

    private List<String> awaited(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(read()).hasSize(count));
        return read();
    }

    private List<String> read() {
        try {
            return Files.exists(file) ? Files.readAllLines(file, US_ASCII) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void each_request_has_a_line_that_says_how_it_ended() throws IOException {
        try (StubMember a = StubMember.answering("hello");
                Bench bench = Bench.with(a).logged(lines(ENDS)).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/one"));
            client.ask("POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
            client.ask("GET /three HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(awaited(3))
                    .containsExactly(
                            "GET /one 200 done 1 a + 0 5",
                            "POST /two 200 done 1 a + 1 5",
                            "GET /three 200 done 1 a - 2 5");
        }
    }

    @Test
    void bytes_are_those_of_heads_and_bodies_both_ways() throws IOException {
        try (StubMember a = StubMember.sending(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nDate: now\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                Bench bench = Bench.with(a)
                        .logged(lines("%I %O %B %{Content-Length}i %{Transfer-Encoding}o %{Content-Length}o"))
                        .start();
                RawClient client = bench.client()) {
            String request = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n0\r\n\r\n";
            RawClient.Response response = client.ask(request);
            int sent = response.head().length() + "3\r\nabc\r\n0\r\n\r\n".length();

            assertThat(awaited(1)).containsExactly(request.length() + " " + sent + " 3 - chunked -");
        }
    }

    @Test
    void ends_that_are_no_members_doing_are_told_apart() throws IOException {
        try (Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", StubMember.freePort())
                        .logged(lines("%m %>s %{reason}X %{tries}X %{member}X"))
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            client.ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
            client.ask(RawClient.get("/%zz"));
            RawClient.once(bench.port, "GE T / HTTP/1.1\r\n\r\n");

            assertThat(awaited(4))
                    .containsExactly(
                            "GET 503 no-member 2 b",
                            "OPTIONS 200 answered-here 0 -",
                            "GET 400 bad-request 0 -",
                            "- 400 bad-request 0 -");
        }
    }

    @Test
    void why_a_request_went_where_it_went_is_told() throws IOException {
        int nobody = StubMember.freePort();
        try (StubMember a = StubMember.answering("hello");
                Bench bench = Bench.with(a)
                        .member("gone", nobody)
                        .flag("gone", MemberFlag.STANDBY)
                        .sticky("SID", "sid")
                        .logged(lines("%{matched}X %{balancer}X %{member}X %{choice}X %{tries}X"))
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            client.ask("GET / HTTP/1.1\r\nHost: x\r\nCookie: SID=1.a\r\n\r\n");
            client.ask("GET / HTTP/1.1\r\nHost: x\r\nCookie: SID=1.nobody\r\n\r\n");
            client.ask("GET / HTTP/1.1\r\nHost: x\r\nCookie: SID=1.gone\r\n\r\n");
            client.ask("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(awaited(5))
                    .containsExactly(
                            "/ app a policy 1",
                            "/ app a session 1",
                            "/ app a policy 1",
                            "/ app a moved 2",
                            "- - - - 0");
        }
    }

    @Test
    void members_that_fail_are_named() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    String head = String.valueOf(talk.readRequest());
                    if (head.contains("/half")) {
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    }
                });
                Bench bench = Bench.with(a).logged(lines(ENDS)).start()) {
            RawClient.once(
                    bench.port, "POST /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            try (RawClient client = bench.client()) {
                client.send(RawClient.get("/half"));
                awaited(2);
            }

            assertThat(read())
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line).startsWith("POST /none 502 member-failed 1 a - 0 "),
                            line -> assertThat(line).isEqualTo("GET /half 200 member-broke-off 1 a X 0 3"));
        }
    }

    @Test
    void client_that_leaves_is_told_of() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.readRequest();
                });
                Bench bench = Bench.with(a).logged(lines(ENDS)).start()) {
            try (RawClient client = bench.client()) {
                client.send(RawClient.get("/"));
                Awaitility.await().until(() -> !a.requests.isEmpty());
                client.socket.setSoLinger(true, 0);
            }

            assertThat(awaited(1)).containsExactly("GET / - client-gone 1 a X 0 0");
        }
    }

    @Test
    void parts_of_the_time_add_up() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.scripted(talk -> {
                    while (talk.readRequest() != null) {
                        clock.advance(Duration.ofMillis(40));
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                        talk.send("ok");
                    }
                });
                Bench bench = Bench.with(a)
                        .clock(clock)
                        .logged(lines("%{queue}T %{connect}T %{first-byte}T %{total}T %D %^FB"))
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));

            assertThat(awaited(1)).containsExactly("0 0 40 40 40000 40000");
        }
    }

    @Test
    void file_that_was_moved_is_opened_anew() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).logged(lines("%U")).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/before"));
            awaited(1);
            Files.move(file, directory.resolve("access.log.1"));
            Awaitility.await().until(() -> Files.exists(file));
            client.ask(RawClient.get("/after"));

            assertThat(awaited(1)).containsExactly("/after");
            Files.move(file, directory.resolve("access.log.2"));
            bench.accessLog.reopen();
            Awaitility.await().atMost(500, TimeUnit.MILLISECONDS).until(() -> Files.exists(file));
        }
    }

    @Test
    void disk_that_refuses_costs_lines_but_no_request() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "/dev/full is not there");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .logged(new AccessLogConfig(full, "%U"), lines("%U"))
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(200);

            awaited(1);
            Awaitility.await().until(() -> lines(bench, "lost") == 1);
            assertThat(lines(bench, "written")).isEqualTo(1);
        }
    }

    private static double lines(Bench bench, String outcome) {
        return bench.meters
                .get("tandem.access.log.lines")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void lines_that_nobody_writes_are_dropped_and_counted() throws IOException {
        Path pipe = directory.resolve("pipe");
        assumeTrue(mkfifo(pipe), "mkfifo is not there");
        String agent = "x".repeat(7000);
        // A pipe that somebody holds open and nobody reads stands for a disk that takes nothing for a long time.
        try (FileChannel holder = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
                StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .logged(new AccessLogConfig(pipe, "%{User-Agent}i"))
                        .start();
                RawClient client = bench.client()) {
            String request = "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: " + agent + "\r\n\r\n";
            for (int i = 0; lines(bench, "dropped") == 0; i++) {
                assertThat(client.ask(request).status()).isEqualTo(200);
                assertThat(i).isLessThan(400);
            }

            assertThat(holder.isOpen()).isTrue();
            Process reader = new ProcessBuilder("cat", pipe.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Awaitility.await().until(() -> lines(bench, "written") > 100);
            reader.destroy();
        }
    }

    private static boolean mkfifo(Path path) throws IOException {
        try {
            return new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void file_that_cannot_be_opened_is_refused_with_what_to_do() {
        TandemConfig config = TandemConfig.empty()
                .edit()
                .accessLog(List.of(new AccessLogConfig(directory.resolve("no/such.log"), "%h")))
                .done();
        try (AccessLog log = new AccessLog(new SimpleMeterRegistry())) {
            assertThat(log.open(config))
                    .isEqualTo(new Outcome.Refused("could not open the access log " + directory.resolve("no/such.log")
                            + ": its directory is not there; create its directory for the user that this process runs as, or"
                            + " name another file"));
        }
    }

    @Test
    void request_that_is_too_large_has_a_line() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).logged(lines("%r|%>s")).start()) {
            RawClient.once(bench.port, "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(awaited(1)).allSatisfy(line -> assertThat(line).endsWith("|414"));
        }
    }
}
