package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.config.ConfigFiles;
import tandem.config.Loaded;
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl.Drill;
import tandem.core.port.Outcome;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;

final class DrillsTest {
    private static final String PAIR = """
            cluster:
              name: shop
              nodes: {lb1: 198.51.100.11, lb2: [198.51.100.12, "2001:db8::12"]}
              witnesses: {w1: 198.51.100.13}
              secret-file: key
            vips: [{address: 198.51.100.100/24, PROVIDER}]
            listeners: {web: {listen: "*:80"}}
            """;

    @TempDir
    Path directory;

    private Drills drills(String provider) throws Exception {
        Path file = Files.writeString(directory.resolve("tandem.yaml"), PAIR.replace("PROVIDER", provider));
        TandemConfig config = ((Loaded.Ok) ConfigFiles.load(file, Optional.of("lb1"))).config();
        return new Drills(config, new EventLog("lb1", NodeClock.SYSTEM, List.of()));
    }

    private static PairStatus status(Role self, Role peer, String unfit) {
        return new PairStatus(
                "lb1",
                "",
                "shop",
                1,
                List.of(
                        new NodeStatus("lb1", true, true, self, "", 0, 0, "", "", ""),
                        new NodeStatus("lb2", false, true, peer, "", 0, 0, unfit, "", "")),
                List.of(),
                List.of(),
                SharingStatus.OFF,
                List.of(),
                List.of());
    }

    private String refusal(String provider, Drill.Fault fault, PairStatus status) throws Exception {
        Outcome outcome = drills(provider).start(new Drill(fault, 5), "test", status);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return outcome.sentence();
    }

    @Test
    void only_an_active_node_with_a_fit_standby_is_harmed() throws Exception {
        assertThat(refusal("interface: eth0", Drill.Fault.KILL, status(Role.STANDBY, Role.ACTIVE, "")))
                .isEqualTo("a drill is done to the active node, and lb1 is not: ask lb2, which is active");
        assertThat(refusal("interface: eth0", Drill.Fault.KILL, status(Role.ACTIVE, Role.STANDBY, "no gateway")))
                .startsWith("no standby could take over now");
        assertThat(refusal("provider: bind", Drill.Fault.FREEZE, status(Role.ACTIVE, Role.STANDBY, "")))
                .startsWith("with provider bind only kill shows a takeover");
    }

    @Test
    void a_frozen_process_is_woken_by_the_shell_that_froze_it() throws Exception {
        assertThat(drills("interface: eth0").script(new Drill(Drill.Fault.FREEZE, 7), 4711))
                .isEqualTo("sleep 0.2\nkill -STOP 4711\nsleep 7\nkill -CONT 4711\n");
    }

    @Test
    void a_cut_drops_the_other_voters_and_the_virtual_addresses_and_ends() throws Exception {
        String script = drills("interface: eth0").script(new Drill(Drill.Fault.CUT, 7), 4711);

        assertThat(script)
                .startsWith("trap 'nft delete table inet tandem_drill")
                .contains("ip saddr { 198.51.100.12, 198.51.100.13 } drop;")
                .contains("ip6 daddr { 2001:db8::12 } drop;")
                .contains("ip daddr { 198.51.100.100 } drop;")
                .contains("arp daddr ip { 198.51.100.100 } drop;")
                .endsWith("sleep 7\n");
    }
}
