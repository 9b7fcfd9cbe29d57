package tandem.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;

/** Reloads that name another file for the access log while clients are served. */
class AccessLogReloadTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("access.log");
    }

    @Test
    void reload_that_names_another_file_loses_no_line_while_clients_are_served_and_closes_the_old_one()
            throws Exception {
        Path other = directory.resolve("other.log");
        int clients = 4;
        int reloads = 40;
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .ioThreads(2)
                        .logged(new AccessLogConfig(file, "%U"))
                        .start()) {
            CompletableFuture<?>[] traffic = new CompletableFuture<?>[clients];
            for (int c = 0; c < clients; c++) {
                String name = "/" + c + "-";
                traffic[c] = CompletableFuture.runAsync(
                        () -> askUntil(over, bench, name, answered), Thread::startVirtualThread);
            }
            for (int i = 1; i <= reloads; i++) {
                int before = answered.get();
                Awaitility.await().until(() -> answered.get() >= before + clients);
                reload(bench, i % 2 == 0 ? file : other);
            }
            reload(bench, other);
            over.set(true);
            CompletableFuture.allOf(traffic).get(10, TimeUnit.SECONDS);

            Awaitility.await().until(() -> read(file).size() + read(other).size() >= answered.get());
            List<String> all = new ArrayList<>(read(file));
            all.addAll(read(other));
            assertThat(all).doesNotHaveDuplicates().hasSize(answered.get());
            assertThat(read(file)).isNotEmpty();
            assertThat(count(bench, "dropped") + count(bench, "lost")).isZero();
            awaitOnlyOpen(other);
        }
    }

    @Test
    void request_under_way_is_logged_where_it_began() throws IOException {
        Path other = directory.resolve("other.log");
        HeldAnswer held = new HeldAnswer();
        try (StubMember a = held.member();
                Bench bench = Bench.with(a)
                        .logged(new AccessLogConfig(file, "%U %>s"))
                        .start();
                RawClient client = held.askedBy(bench)) {
            reload(bench, other);
            awaitOnlyOpen(other);

            assertThat(held.release(client).body()).isEqualTo("done");

            Awaitility.await().untilAsserted(() -> assertThat(read(file)).containsExactly("/ 200"));
            assertThat(read(other)).isEmpty();
            awaitOnlyOpen(other);
        }
    }

    private static void askUntil(AtomicBoolean over, Bench bench, String name, AtomicInteger answered) {
        try (RawClient client = bench.client()) {
            for (int i = 0; !over.get(); i++) {
                assertThat(client.ask(RawClient.get(name + i)).status()).isEqualTo(200);
                answered.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a node does it: the files first, then what requests read. */
    private static void reload(Bench bench, Path log) {
        TandemConfig next = bench.table
                .current()
                .config()
                .edit()
                .accessLog(List.of(new AccessLogConfig(
                        log,
                        bench.table.current().config().accessLog().getFirst().format())))
                .done();
        assertThat(bench.accessLog.open(next)).isInstanceOf(Outcome.Done.class);
        bench.table.configChanged(next);
    }

    /** Until this process has that file open, and none besides in the directory. */
    private void awaitOnlyOpen(Path log) {
        Awaitility.await().untilAsserted(() -> assertThat(openFiles()).containsExactly(log));
    }

    private List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                try {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(directory.toRealPath())) {
                        open.add(target);
                    }
                } catch (NoSuchFileException e) {
                    // Deliberate: it was closed meanwhile
                }
            }
        }
        return open;
    }

    private static List<String> read(Path log) {
        try {
            return Files.exists(log) ? Files.readAllLines(log, US_ASCII) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double count(Bench bench, String outcome) {
        return bench.meters
                .get("tandem.access.log.lines")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }
}
