package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    @Test
    void root_lacks_nothing() {
        Capabilities root = Capabilities.parse(List.of("Name:\tjava", "CapEff:\t000001ffffffffff"));

        assertThat(root.missing()).isEmpty();
    }

    @Test
    void what_is_missing_is_named() {
        assertThat(Capabilities.parse(List.of("CapEff:\t0000000000001000")).missing())
                .containsExactly("CAP_NET_RAW");
        assertThat(Capabilities.parse(List.of("CapEff:\t0000000000002000")).missing())
                .containsExactly("CAP_NET_ADMIN");
        assertThat(Capabilities.parse(List.of()).missing()).containsExactly("CAP_NET_ADMIN", "CAP_NET_RAW");
    }
}
