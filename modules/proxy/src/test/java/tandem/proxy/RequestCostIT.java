package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessLogConfig;

/** What a small GET costs in counts that no other load on the machine changes; deploy/bench http measures times. */
class RequestCostIT {
    private static final int REQUESTS = 2000;
    private static final int ROUNDS = 40;
    private static final double MOST_BYTES = 256;

    /** Two reads and two writes, and a wait before each read, since the one client waits for its answer. */
    private static final double MOST_CALLS = 6.2;

    private static final byte[] REQUEST = "GET /small HTTP/1.1\r\nHost: shop.example\r\n\r\n".getBytes();

    private StubMember member;
    private Bench bench;
    private Socket client;

    @BeforeEach
    void open() throws IOException {
        member = StubMember.answering("thirty-five bytes of a small answer");
        open(Bench.with(member));
    }

    private void open(Bench.Builder builder) throws IOException {
        bench = builder.start();
        client = new Socket(InetAddress.getLoopbackAddress(), bench.port);
        client.setTcpNoDelay(true);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        bench.close();
        member.close();
    }

    private void requests(int count) throws IOException {
        InputStream in = client.getInputStream();
        byte[] buffer = new byte[4096];
        for (int i = 0; i < count; i++) {
            client.getOutputStream().write(REQUEST);
            int length = in.read(buffer);
            while (buffer[length - 1] != 'r') {
                length += in.read(buffer, length, buffer.length - length);
            }
        }
        member.requests.clear();
    }

    @Test
    void small_get_allocates_next_to_nothing_once_it_is_compiled() throws IOException {
        double least = leastAllocated();

        System.out.printf("a small GET allocates %.0f bytes%n", least);
        assertThat(least).as("bytes allocated a small GET by the I/O thread").isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void line_of_an_access_log_allocates_next_to_nothing_either(@TempDir Path directory) throws IOException {
        client.close();
        bench.close();
        open(Bench.with(member)
                .logged(
                        new AccessLogConfig(directory.resolve("access.log"), "combined"),
                        new AccessLogConfig(directory.resolve("access.json"), "json")));

        double least = leastAllocated();

        System.out.printf("a small GET with two access logs allocates %.0f bytes%n", least);
        assertThat(least).as("bytes allocated a small GET by the I/O thread").isLessThanOrEqualTo(MOST_BYTES);
    }

    private double leastAllocated() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long ioThread = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("tandem-lb1 I/O"))
                .mapToLong(Thread::threadId)
                .max()
                .orElseThrow();
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > MOST_BYTES; round++) {
            long before = threads.getThreadAllocatedBytes(ioThread);
            requests(REQUESTS);
            least = Math.min(least, (threads.getThreadAllocatedBytes(ioThread) - before) / (double) REQUESTS);
        }
        return least;
    }

    @Test
    void small_get_takes_no_more_system_calls_than_reads_writes_and_waits(@TempDir Path directory) throws Exception {
        long thread = nativeThread();
        Path counts = directory.resolve("strace");
        requests(REQUESTS);

        Process strace = strace(thread, counts);
        requests(REQUESTS);
        new ProcessBuilder("kill", "-INT", String.valueOf(strace.pid())).start().waitFor();
        assertThat(strace.waitFor(20, TimeUnit.SECONDS)).isTrue();

        List<String> table = Files.readAllLines(counts);
        double calls = Double.parseDouble(table.getLast().strip().split("\\s+")[3]) / REQUESTS;
        System.out.printf("a small GET takes %.2f system calls%n", calls);
        assertThat(calls)
                .as(() -> "system calls a small GET:\n" + String.join("\n", table))
                .isBetween(4.0, MOST_CALLS);
    }

    private static long nativeThread() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(task -> name(task).startsWith("tandem-lb1 I/O"))
                    .mapToLong(task -> Long.parseLong(task.getFileName().toString()))
                    .max()
                    .orElseThrow();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }

    private static Process strace(long thread, Path counts) throws IOException {
        Process strace;
        try {
            strace = new ProcessBuilder("strace", "-c", "-q", "-o", counts.toString(), "-p", String.valueOf(thread))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "counting system calls needs the tool strace");
            throw e;
        }
        Path status = Path.of("/proc/self/task/" + thread + "/status");
        Awaitility.await("strace")
                .until(() ->
                        !strace.isAlive() || Files.readString(status).contains("TracerPid:\t" + strace.pid() + "\n"));
        assumeTrue(strace.isAlive(), () -> "counting system calls needs leave to trace: " + output(strace));
        return strace;
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes()).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
