package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node sees from outside of an address's holder; lb1 watches, lb2 holds. */
@Timeout(60)
class VipWatchIT {
    private static final String VIP = "198.51.100.100";
    private static final String VIP6 = "2001:db8::64";

    private static TestSegment segment;

    private NamespaceProcess watch;

    @BeforeAll
    static void build_the_segment() {
        assumeTrue(System.getProperty("user.name").equals("root"), "skipped: needs root for network namespaces");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip")) || Files.isExecutable(Path.of("/sbin/ip")),
                "skipped: needs ip (package iproute2)");
        segment = new TestSegment();
    }

    @AfterAll
    static void remove_the_segment() {
        if (segment != null) {
            segment.close();
        }
    }

    @BeforeEach
    void start_to_watch() throws IOException {
        watch = new NamespaceProcess(segment.namespace("lb1"), List.of(), WatchDriver.class, "eth0", VIP, VIP6);
        assertThat(watch.line()).isEqualTo("ready");
        // The first round of questions: from now on it hears
        awaitLine("answers " + VIP + " nobody");
    }

    @AfterEach
    void end() {
        watch.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void who_announces_the_address_claims_it_and_then_answers_for_it(String address) throws IOException {
        try (NamespaceProcess holder = new NamespaceProcess(
                segment.namespace("lb2"), List.of(), VipDriver.class, address, "eth0", "198.51.100.50")) {
            assertThat(holder.ask("show")).startsWith("Done");
            String claimed = "claimed " + address + " " + segment.mac("lb2");
            // Told at most once a second; what is announced before the watch listens anew is not heard
            await("\"" + claimed + "\"").until(() -> {
                holder.ask("announce");
                return watch.printed().contains(claimed);
            });
        }

        String host = address + (address.equals(VIP) ? "/32" : "/128");
        segment.ip("-n", segment.namespace("lb2"), "addr", "replace", host, "dev", "eth0", "nodad");
        awaitLine("answers " + address + " " + segment.mac("lb2"));
        segment.ip("-n", segment.namespace("lb2"), "addr", "del", host, "dev", "eth0");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void an_address_that_somebody_removes_is_told(String address) {
        String bits = address.equals(VIP) ? "/32" : "/128";
        segment.ip("-n", segment.namespace("lb1"), "addr", "add", address + bits, "dev", "eth0");
        segment.ip("-n", segment.namespace("lb1"), "addr", "del", address + bits, "dev", "eth0");

        awaitLine("changed " + address + " was removed");
    }

    @Test
    void an_interface_that_goes_down_and_comes_back_is_told_and_heard_again() throws IOException {
        segment.link("lb1", "down");
        awaitLine("changed interface eth0 is down");
        segment.link("lb1", "up");
        awaitLine("changed interface eth0 is up");
        awaitLine("answers " + VIP + " nobody");

        who_announces_the_address_claims_it_and_then_answers_for_it(VIP);
    }

    /** Other lines may come before it, or right after it. */
    private void awaitLine(String expected) {
        await("\"" + expected + "\"").until(() -> watch.printed().contains(expected));
    }
}
