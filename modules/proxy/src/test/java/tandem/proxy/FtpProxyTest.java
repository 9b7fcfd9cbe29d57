package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.core.config.AccessConfig;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.FtpConfig;
import tandem.core.config.RouteConfig;
import tandem.core.text.Network;
import tandem.proxy.RawClient.Response;

/** Members by FTP: what clients by HTTP see of them, and what bad ones cannot do. */
class FtpProxyTest {
    private StubFtp server;
    private FtpConfig how = FtpConfig.DEFAULT;

    @BeforeEach
    void start() throws IOException {
        assumeFalse(Wire.isSecure(), "FTP is in clear text");
        server = new StubFtp();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Bench.Builder builder() {
        return Bench.with()
                .member("a", "ftp://127.0.0.1:" + server.port(), member -> member)
                .rules(balancer -> balancer.edit().ftp(how).done());
    }

    private FtpConfig transfers(int most) {
        return new FtpConfig(Optional.empty(), Optional.empty(), "UTF-8", true, true, most);
    }

    private static Response ask(Bench bench, String request) throws IOException {
        try (RawClient client = bench.client()) {
            return client.ask(request);
        }
    }

    private static double transfers(Bench bench) {
        return bench.meters.get("tandem.ftp.transfers").gauge().value();
    }

    private static void noneLeft(Bench bench) {
        Awaitility.await().untilAsserted(() -> assertThat(transfers(bench)).isZero());
    }

    @Test
    void a_file_comes_with_its_length_time_and_type() throws IOException {
        server.file("a b.txt", "hello");
        try (Bench bench = builder().start();
                RawClient client = bench.client()) {
            Response first = client.ask(RawClient.get("/pub/a%20b.txt"));
            Response again = client.ask(RawClient.get("/pub/a%20b.txt"));

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.body()).isEqualTo("hello");
            assertThat(first.field("Content-Length")).isEqualTo("5");
            assertThat(first.field("Content-Type")).isEqualTo("text/plain");
            assertThat(first.field("Last-Modified")).isEqualTo("Thu, 27 Nov 2025 20:06:00 GMT");
            assertThat(again.body()).isEqualTo("hello");
            assertThat(server.commands)
                    .startsWith(
                            "USER anonymous",
                            "PASS tandem@",
                            "CWD pub",
                            "TYPE I",
                            "SIZE a b.txt",
                            "MDTM a b.txt",
                            "EPSV",
                            "RETR a b.txt",
                            "QUIT");
            noneLeft(bench);
            assertThat(bench.meters
                            .get("tandem.proxy.requests")
                            .tags("balancer", "app", "code", "2xx")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_head_has_the_fields_and_fetches_nothing() throws IOException {
        server.file("a.txt", "hello");
        try (Bench bench = builder().start();
                RawClient client = bench.client()) {
            Response head =
                    client.send("HEAD /a.txt HTTP/1.1\r\nHost: x\r\n\r\n").read(true);
            Response next = client.ask(RawClient.get("/a.txt"));

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("Content-Length")).isEqualTo("5");
            assertThat(next.body()).isEqualTo("hello");
            assertThat(server.commands.stream().filter(line -> line.startsWith("RETR")))
                    .hasSize(1);
        }
    }

    @Test
    void a_directory_is_a_page_and_without_its_slash_a_redirect() throws IOException {
        server.directories.add("dir");
        server.listing = "-rw-r--r--    1 0        0               6 Nov 27  2025 <x>.txt\r\n";
        try (Bench bench = builder().start()) {
            Response page = ask(bench, RawClient.get("/pub/"));
            Response without = ask(bench, RawClient.get("/pub/dir?x=1"));
            Response meant = ask(bench, RawClient.get("/pub/dir;type=d"));

            assertThat(page.field("Content-Type")).isEqualTo("text/html;charset=UTF-8");
            assertThat(page.body()).contains("./%3Cx%3E.txt", "&lt;x&gt;.txt", "Directory /pub/");
            assertThat(without.status()).isEqualTo(301);
            assertThat(without.field("Location")).isEqualTo("./dir/");
            assertThat(meant.field("Location")).isEqualTo("./dir/");
        }
    }

    @Test
    void a_server_that_knows_facts_is_asked_for_them() throws IOException {
        server.features = "211-these:\r\n MLST type*;size*;\r\n211 end";
        server.listing = "Type=file;Size=6; a.txt\r\n";
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/")).body()).contains("./a.txt");
            assertThat(server.commands).contains("MLSD").doesNotContain("LIST");
        }
    }

    @Test
    void a_pattern_lists_what_it_fits_unless_it_is_meant_as_a_name() throws IOException {
        server.file("w\\*.txt", "star");
        server.listing = "-rw-r--r--    1 0        0               6 Nov 27  2025 w1.txt\r\n";
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/w*.txt")).body()).contains("w1.txt");
            assertThat(server.commands).contains("LIST w*.txt");
            assertThat(ask(bench, RawClient.get("/-R*")).status()).isEqualTo(400);
        }
        how = new FtpConfig(Optional.empty(), Optional.empty(), "UTF-8", false, true, 100);
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/w*.txt")).body()).isEqualTo("star");
        }
    }

    @Test
    void what_could_end_a_command_never_reaches_the_server() throws IOException {
        String login = Base64.getEncoder().encodeToString("bob:x\r\nDELE a".getBytes(StandardCharsets.ISO_8859_1));
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/a%0d%0aDELE%20b")).status()).isEqualTo(400);
            assertThat(ask(bench, RawClient.get("/a%0aDELE%20b")).status()).isEqualTo(400);
            assertThat(ask(bench, RawClient.get("/a", "Authorization: Basic " + login + "\r\n"))
                            .status())
                    .isEqualTo(400);
            assertThat(ask(bench, RawClient.get("/..%2f..%2fetc/passwd")).status())
                    .isIn(400, 404);
            assertThat(server.commands).isEmpty();
        }
    }

    @Test
    void other_methods_are_not_carried_out() throws IOException {
        try (Bench bench = builder().start()) {
            Response post = ask(bench, RawClient.post("/a.txt", "x"));

            assertThat(post.status()).isEqualTo(501);
            assertThat(server.commands).isEmpty();
        }
    }

    @Test
    void a_refused_login_asks_the_client_for_another() throws IOException {
        server.file("a.txt", "hello");
        server.replies.put("PASS tandem@", "530 no");
        String login = Base64.getEncoder().encodeToString("bob:secret".getBytes(StandardCharsets.ISO_8859_1));
        try (Bench bench = builder().start()) {
            Response asked = ask(bench, RawClient.get("/a.txt"));
            Response known = ask(bench, RawClient.get("/a.txt", "Authorization: Basic " + login + "\r\n"));

            assertThat(asked.status()).isEqualTo(401);
            assertThat(asked.field("WWW-Authenticate")).isEqualTo("Basic realm=\"FTP\"");
            assertThat(known.body()).isEqualTo("hello");
            assertThat(server.commands).contains("USER bob", "PASS secret");
        }
    }

    @Test
    void what_is_missing_forbidden_or_closed_has_a_status_of_its_own() throws IOException {
        server.replies.put("RETR secret.txt", "550 Permission denied.");
        server.replies.put("RETR busy.txt", "421 later");
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/none.txt")).status()).isEqualTo(404);
            assertThat(ask(bench, RawClient.get("/none/a.txt")).status()).isEqualTo(404);
            assertThat(ask(bench, RawClient.get("/secret.txt")).status()).isEqualTo(403);
            Response busy = ask(bench, RawClient.get("/busy.txt"));
            assertThat(busy.status()).isEqualTo(503);
            assertThat(busy.field("Retry-After")).isEqualTo("10");
            server.greeting = "421 full";
            assertThat(ask(bench, RawClient.get("/a.txt")).status()).isEqualTo(503);
            server.greeting = "what?";
            assertThat(ask(bench, RawClient.get("/a.txt")).status()).isEqualTo(502);
            noneLeft(bench);
        }
    }

    @Test
    void nobody_there_is_503_and_the_next_member_is_asked() throws IOException {
        server.file("a.txt", "hello");
        int dead;
        try (ServerSocket taken = new ServerSocket(0)) {
            dead = taken.getLocalPort();
        }
        String url = "ftp://127.0.0.1:" + dead;
        try (Bench bench = Bench.with().member("a", url, member -> member).start()) {
            assertThat(ask(bench, RawClient.get("/a.txt")).status()).isEqualTo(503);
        }
        try (Bench bench = Bench.with()
                .member("a", url, member -> member)
                .member("b", "ftp://127.0.0.1:" + server.port(), member -> member)
                .start()) {
            assertThat(ask(bench, RawClient.get("/a.txt")).body()).isEqualTo("hello");
        }
    }

    @Test
    void data_come_from_the_server_itself_whatever_address_it_names() throws IOException {
        server.file("a.txt", "hello");
        server.replies.put("EPSV", "500 not that");
        try (Bench bench = builder().start()) {
            // PASV names 192.0.2.1
            assertThat(ask(bench, RawClient.get("/a.txt")).body()).isEqualTo("hello");
            assertThat(server.commands).contains("PASV");
        }
    }

    @Test
    void a_cut_transfer_is_never_taken_for_a_whole_file() throws IOException {
        server.file("a.txt", "hello");
        server.replies.put("SIZE", "500 what?");
        server.afterwards = "426 broke off";
        try (Bench bench = builder().start();
                RawClient client = bench.client()) {
            String all = client.send(RawClient.get("/a.txt")).readToEnd();

            assertThat(all).contains("200 OK", "hello").doesNotContain("\r\n0\r\n");
        }
        server.replies.put("SIZE", "213 50");
        server.afterwards = "226 done";
        try (Bench bench = builder().start();
                RawClient client = bench.client()) {
            String all = client.send(RawClient.get("/a.txt")).readToEnd();

            assertThat(all.replace("[reset]", ""))
                    .contains("Content-Length: 50")
                    .endsWith("hello");
        }
    }

    @Test
    void a_server_that_says_nothing_is_late() throws IOException {
        server.greeting = "";
        try (Bench bench = builder().timeout(Duration.ofMillis(300)).start()) {
            assertThat(ask(bench, RawClient.get("/a.txt")).status()).isEqualTo(504);
            noneLeft(bench);
        }
    }

    @Test
    void a_server_that_talks_without_an_end_is_cut_off() throws IOException {
        server.greeting = "220-" + "x".repeat(100_000);
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/a.txt")).status()).isEqualTo(502);
            noneLeft(bench);
        }
    }

    @Test
    void a_client_that_reads_slowly_holds_the_server_up_and_one_that_leaves_ends_the_transfer() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(1);
        server.file("big", "");
        server.replies.put("SIZE", "500 what?");
        server.data = out -> {
            byte[] block = new byte[64 * 1024];
            try {
                while (sent.get() < 1L << 31) {
                    out.write(block);
                    sent.addAndGet(block.length);
                }
            } finally {
                ended.countDown();
            }
        };
        try (Bench bench = builder().start()) {
            try (RawClient client = bench.client()) {
                client.send(RawClient.get("/big")).readHead();
                AtomicLong before = new AtomicLong(-1);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> before.getAndSet(sent.get()) == sent.get());
                assertThat(sent.get()).isLessThan(1L << 26);
                assertThat(transfers(bench)).isEqualTo(1);
            }
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            noneLeft(bench);
        }
    }

    @Test
    void no_more_transfers_than_may_be_run_at_a_time() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.file("a.txt", "hello");
        server.data = out -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
        how = transfers(1);
        try (Bench bench = builder().start();
                RawClient first = bench.client()) {
            first.send(RawClient.get("/a.txt"));
            Awaitility.await().until(() -> server.commands.contains("RETR a.txt"));
            Response second = ask(bench, RawClient.get("/a.txt"));
            go.countDown();

            assertThat(second.status()).isEqualTo(503);
            assertThat(second.body()).contains("Too many transfers by FTP");
            assertThat(second.field("Retry-After")).isEqualTo("1");
            assertThat(first.read().body()).isEqualTo("hello");
            assertThat(bench.meters.get("tandem.ftp.refused").counter().count()).isEqualTo(1);
        }
    }

    @Test
    void a_target_may_begin_at_the_servers_root_and_clients_may_not() throws IOException {
        server.directories.add("srv");
        server.file("a.txt", "hello");
        try (Bench bench = builder().replacing("/files", "/%2Fsrv").start()) {
            assertThat(ask(bench, RawClient.get("/files/a.txt")).body()).isEqualTo("hello");
            assertThat(server.commands).containsSubsequence("CWD /", "CWD srv", "RETR a.txt");
        }
        try (Bench bench = builder().start()) {
            assertThat(ask(bench, RawClient.get("/%2Fsrv/a.txt")).status()).isIn(400, 404);
        }
    }

    private UnaryOperator<tandem.core.config.TandemConfig> forward() {
        ForwardProxyConfig proxy = new ForwardProxyConfig(
                List.of(),
                List.of(
                        new ForwardGuardConfig("*", Optional.empty(), AccessConfig.EVERYBODY),
                        new ForwardGuardConfig("ftp://localhost*", Optional.empty(), AccessConfig.NOBODY)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(Network.parse("127.0.0.1")),
                RouteConfig.Via.OFF,
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                10,
                how);
        return config -> config.edit().forwardProxies(Map.of("out", proxy)).done();
    }

    @Test
    void a_forward_proxy_fetches_what_clients_name_by_ftp() throws IOException {
        if (ProxySettings.Front.chosen() != ProxySettings.Front.OWN) {
            return;
        }
        server.file("a.txt", "hello");
        server.directories.add("etc");
        String at = "127.0.0.1:" + server.port();
        try (Bench bench = builder().change(forward()).start()) {
            Response plain = ask(bench, "GET ftp://" + at + "/pub/a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
            Response login = ask(bench, "GET ftp://bob:p%40ss@" + at + "/%2Fetc/a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
            Response denied = ask(bench, "GET ftp://localhost/a.txt HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(plain.body()).isEqualTo("hello");
            assertThat(login.body()).isEqualTo("hello");
            assertThat(server.commands).containsSubsequence("USER bob", "PASS p@ss", "CWD /", "CWD etc", "RETR a.txt");
            assertThat(denied.status()).isEqualTo(403);
        }
    }
}
