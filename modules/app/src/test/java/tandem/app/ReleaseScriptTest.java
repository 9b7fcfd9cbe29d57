package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tandem.failover.vip.VipGuard;

class ReleaseScriptTest {
    @Test
    void the_service_runs_the_same_script_as_the_guard() throws IOException {
        Path shipped = Path.of("src/main/distribution/libexec/vip-release");
        try (InputStream guard = VipGuard.class.getResourceAsStream("vip-release")) {
            assertThat(guard).isNotNull();

            assertThat(Files.readAllBytes(shipped)).isEqualTo(guard.readAllBytes());
        }
    }
}
