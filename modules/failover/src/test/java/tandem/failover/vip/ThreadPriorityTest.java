package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ThreadPriorityTest {
    /** Counted from behind the name, which may hold blanks: fields 41 and 19 of proc(5). */
    private static final int POLICY = 38;

    private static final int NICE = 16;
    private static final String ROUND_ROBIN = "2";

    @Test
    void raised_thread_is_of_the_real_time_class_and_leaves_the_others_alone() throws Exception {
        List<String> before = scheduling();
        List<String> raised;
        List<String> after;

        try (ExecutorService thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().factory())) {
            thread.execute(ThreadPriority::raise);
            raised = in(thread);
        }
        try (ExecutorService thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().factory())) {
            after = in(thread);
        }
        assumeTrue(!raised.equals(before), "needs CAP_SYS_NICE, or a limit on real-time priorities above 4");

        assertThat(raised.getFirst()).isEqualTo(ROUND_ROBIN);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void thread_that_collects_garbage_is_of_the_real_time_class_too() throws IOException {
        ThreadPriority.raiseVirtualMachine();

        List<String> policies = ofThreads("VM Thread", 0);
        assertThat(policies).hasSize(1);
        assumeTrue(!policies.contains("0"), "needs CAP_SYS_NICE, or a limit on real-time priorities above 4");
        assertThat(policies).containsExactly(ROUND_ROBIN);
    }

    @Test
    void compilers_let_others_run_before_them() throws IOException {
        ThreadPriority.lowerCompilers();

        assertThat(ofThreads("C2 Compiler", 1)).isNotEmpty().containsOnly("6");
        assertThat(ofThreads("C1 Compiler", 1)).isNotEmpty().containsOnly("6");
        assertThat(scheduling().get(1)).isNotEqualTo("6");
    }

    /** Policy (0) or nice value (1) of the threads whose names begin so. */
    private static List<String> ofThreads(String begin, int what) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).startsWith(begin)) {
                    found.add(scheduling(thread).get(what));
                }
            }
        }
        return found;
    }

    private static List<String> in(ExecutorService thread) throws ExecutionException, InterruptedException {
        return thread.submit(() -> scheduling()).get();
    }

    /** Policy and nice value of the calling thread. */
    private static List<String> scheduling() throws IOException {
        return scheduling(Path.of("/proc/thread-self"));
    }

    private static List<String> scheduling(Path thread) throws IOException {
        String stat = Files.readString(thread.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
        return List.of(fields[POLICY], fields[NICE]);
    }
}
