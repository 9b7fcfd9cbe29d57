package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node without a file descriptor left: its own fault, no member's. */
class DescriptorsTest {
    private static final int RLIMIT_NOFILE = 7;

    /** The most descriptors that this process may have; the soft limit alone. */
    @SuppressWarnings("restricted")
    private static final class Limit implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment limit = arena.allocate(ValueLayout.JAVA_LONG, 2);
        private final MethodHandle set = function("setrlimit");
        private final long before;

        Limit() throws Throwable {
            assertThat((int) function("getrlimit").invokeExact(RLIMIT_NOFILE, limit))
                    .isZero();
            before = limit.getAtIndex(ValueLayout.JAVA_LONG, 0);
        }

        private static MethodHandle function(String name) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        }

        void set(long descriptors) throws Throwable {
            limit.setAtIndex(ValueLayout.JAVA_LONG, 0, descriptors);
            int failed = (int) set.invokeExact(RLIMIT_NOFILE, limit);
            if (failed != 0) {
                throw new IOException("the limit cannot be set");
            }
        }

        void restore() throws Throwable {
            set(before);
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** What is loaded from files later would need descriptors. */
    private static void loadEverything() throws Exception {
        URI classes = ProxyServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(classes).resolve("tandem/proxy"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                Class.forName("tandem.proxy." + file.getFileName().toString().replace(".class", ""));
            }
        }
    }

    @Test
    void member_is_not_to_blame_when_this_node_can_open_no_connection() throws Throwable {
        try (StubMember a = StubMember.answering("a");
                Limit limit = new Limit();
                Bench bench = Bench.with(a)
                        .member("dead", StubMember.freePort())
                        .reuse(false, Duration.ofSeconds(1))
                        .start();
                RawClient warm = bench.client();
                RawClient client = bench.client()) {
            loadEverything();
            assertThat(warm.ask(RawClient.get("/")).status()).isEqualTo(200);
            assertThat(warm.ask(RawClient.get("/")).status()).isEqualTo(200);
            int told = bench.events.size();

            RawClient.Response without;
            limit.set(3);
            try {
                without = client.ask(RawClient.get("/"));
            } finally {
                limit.restore();
            }

            assertThat(without.status()).isEqualTo(503);
            assertThat(without.field("Retry-After")).isEqualTo("1");
            assertThat(bench.events).hasSize(told);
            assertThat(warm.ask(RawClient.get("/")).body()).isEqualTo("a");
        }
    }
}
