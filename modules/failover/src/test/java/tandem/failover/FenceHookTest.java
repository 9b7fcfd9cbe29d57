package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.failover.Consent.FenceCommand;

final class FenceHookTest {
    @TempDir
    Path directory;

    private final List<String> dead = new CopyOnWriteArrayList<>();

    private FenceHook hook(String body) throws IOException {
        Path file = Files.writeString(directory.resolve("fence"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        FenceHook hook = new FenceHook(new FenceCommand(List.of(file.toString()), Duration.ofSeconds(10)), dead::add);
        hook.start();
        return hook;
    }

    @Test
    void exit_code_0_confirms_that_the_node_is_dead() throws IOException {
        try (FenceHook hook = hook("[ \"$1\" = lb1 ]")) {
            hook.ask("lb1");

            await().until(() -> dead.equals(List.of("lb1")));
        }
    }

    @Test
    void any_other_exit_code_confirms_nothing_and_may_be_asked_again() throws IOException {
        Path calls = directory.resolve("calls");
        try (FenceHook hook = hook("echo call >> " + calls + "; exit 1")) {
            hook.ask("lb1");
            await().until(() -> Files.exists(calls));
            await().until(() -> {
                hook.ask("lb1");
                return Files.readAllLines(calls).size() >= 2;
            });

            assertThat(dead).isEmpty();
        }
    }

    @Test
    void a_question_that_is_open_is_not_asked_twice() throws IOException {
        Path calls = directory.resolve("calls");
        Path go = directory.resolve("go");
        try (FenceHook hook = hook("echo call >> " + calls + "; while [ ! -e " + go + " ]; do sleep 0.02; done")) {
            hook.ask("lb1");
            hook.ask("lb1");
            await().until(() -> Files.exists(calls));
            hook.ask("lb1");
            Files.createFile(go);
            await().until(() -> !dead.isEmpty());

            assertThat(Files.readAllLines(calls)).hasSize(1);
        }
    }
}
