package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.failover.LoneNamespace;

class NftFlowsIT {
    @Test
    void no_virtual_address_of_another_group_is_the_nodes_own() {
        Optional<String> missing = LoneNamespace.missing();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());

        String look = LoneNamespace.run(StationDriver.class);

        assertThat(look).contains("vip=192.0.2.12, address=192.0.2.13");
    }
}
