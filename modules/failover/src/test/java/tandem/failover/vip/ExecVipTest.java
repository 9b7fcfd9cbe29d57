package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.port.Outcome;

final class ExecVipTest {
    private static final String ADDRESS = "198.51.100.100";

    @TempDir
    Path directory;

    private ExecVip vip(String body) throws IOException {
        Path file = Files.writeString(directory.resolve("hook"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new ExecVip(ADDRESS, List.of(file.toString()), Duration.ofSeconds(10));
    }

    private List<String> calls() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    @Test
    void the_command_is_called_with_verb_address_and_term() throws IOException {
        try (ExecVip vip = vip("echo \"$@\" >> " + directory.resolve("calls"))) {
            vip.expect(7);
            vip.show();
            await().until(() -> calls().contains("take " + ADDRESS + " 7"));
            await().until(() -> vip.renew().sentence().endsWith("done"));
            await().until(() -> vip.hide() instanceof Outcome.Done);

            assertThat(calls()).containsExactly("take " + ADDRESS + " 7", "hide " + ADDRESS + " 7");
        }
    }

    @Test
    void a_slow_command_keeps_nobody_waiting() throws IOException {
        Path go = directory.resolve("go");
        try (ExecVip vip = vip("while [ ! -e " + go + " ]; do sleep 0.02; done")) {
            long begin = System.nanoTime();
            Outcome shown = vip.show();
            Outcome renewed = vip.renew();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            Outcome hidden = vip.hide();
            Files.createFile(go);

            assertThat(took).isLessThan(Duration.ofSeconds(5));
            assertThat(shown).isInstanceOf(Outcome.Done.class);
            assertThat(renewed).isInstanceOf(Outcome.Done.class);
            assertThat(hidden).isInstanceOf(Outcome.Refused.class);
            await().until(() -> vip.hide() instanceof Outcome.Done);
        }
    }

    @Test
    void a_command_that_failed_is_no_longer_renewed() throws IOException {
        try (ExecVip vip = vip("echo quota exceeded; exit 1")) {
            vip.show();

            await().until(() -> vip.renew() instanceof Outcome.Refused);
            assertThat(vip.renew().sentence()).contains("take " + ADDRESS, "exit code 1, saying: quota exceeded");
        }
    }

    @Test
    void hiding_that_failed_is_tried_again() throws IOException {
        Path calls = directory.resolve("calls");
        try (ExecVip vip = vip("echo \"$1\" >> " + calls + "; [ -e " + directory.resolve("go") + " ]")) {
            await().until(() -> {
                vip.hide();
                return calls().size() >= 2;
            });
            Files.createFile(directory.resolve("go"));

            await().until(() -> vip.hide() instanceof Outcome.Done);
        }
    }

    @Test
    void a_missing_program_is_named_before_it_is_needed() {
        ExecVip vip = new ExecVip(ADDRESS, List.of("/nowhere/hook"), Duration.ofSeconds(1));

        assertThat(vip.preflight().sentence()).startsWith("/nowhere/hook, which moves " + ADDRESS + ", does not exist");
        assertThat(vip.renew()).isInstanceOf(Outcome.Refused.class);
    }
}
