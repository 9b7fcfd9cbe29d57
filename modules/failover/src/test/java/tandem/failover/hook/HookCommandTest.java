package tandem.failover.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.failover.hook.HookCommand.Ran;

final class HookCommandTest {
    @TempDir
    Path directory;

    private HookCommand script(String body, Duration limit) throws IOException {
        Path file = Files.writeString(directory.resolve("hook"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new HookCommand(List.of(file.toString(), "first"), limit);
    }

    @Test
    void exit_code_and_last_line_come_back() throws IOException {
        HookCommand command = script("echo one; echo \"$1 $2\" >&2; exit 3", Duration.ofSeconds(20));

        assertThat(command.run(List.of("second"))).isEqualTo(new Ran.Ended(3, "first second"));
    }

    @Test
    void arguments_reach_no_shell() throws IOException {
        HookCommand command = script("echo \"$2\"", Duration.ofSeconds(20));

        assertThat(command.run(List.of("$(id); `id`"))).isEqualTo(new Ran.Ended(0, "$(id); `id`"));
    }

    @Test
    void a_call_that_takes_too_long_is_killed_with_what_it_started() throws IOException {
        Path pid = directory.resolve("pid");
        HookCommand command = script("sleep 60 & echo $! > " + pid + "; wait", Duration.ofMillis(500));

        Ran ran = command.run(List.of("take"));

        assertThat(ran.sentence()).contains("did not end within 500 ms and was killed");
        long child = Long.parseLong(Files.readString(pid).strip());
        org.awaitility.Awaitility.await()
                .until(() -> ProcessHandle.of(child).map(one -> !one.isAlive()).orElse(true));
    }

    @Test
    void what_a_script_leaves_running_makes_nobody_wait() throws IOException {
        HookCommand command = script("sleep 5 & exit 0", Duration.ofSeconds(20));
        long begin = System.nanoTime();

        assertThat(command.run(List.of())).isEqualTo(new Ran.Ended(0, ""));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        HookCommand command = new HookCommand(List.of("/nowhere/hook"), Duration.ofSeconds(1));

        assertThat(command.runnable()).isFalse();
        assertThat(command.run(List.of()).sentence()).startsWith("could not start /nowhere/hook");
    }
}
