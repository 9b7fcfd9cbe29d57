package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VipGuardTest {
    @Test
    void a_machine_without_the_tools_is_told_that_there_is_no_guard(@TempDir Path empty) {
        VipGuard guard = new VipGuard(empty.toString());

        guard.start();

        assertThat(guard.guarantee())
                .isEqualTo("no guard process removes it earlier: setsid is not on the path; install it");
    }
}
