package tandem.failover.vip;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fence in a kernel's packet filter, asked from another host of the segment. The addresses are there all the time. */
class FenceIT {
    private static final String VIP = "198.51.100.100";
    private static final String VIP6 = "2001:db8::64";
    private static final String DONE = "Done[]";
    private static final String EXPIRED = "Expired[sentence=its time in the kernel had run out]";
    private static final int RUNS = 5;

    private static TestSegment segment;

    private NamespaceProcess fence;

    @BeforeAll
    static void build_the_segment() {
        assumeTrue(System.getProperty("user.name").equals("root"), "skipped: needs root for network namespaces");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")), "skipped: needs nft (package nftables)");
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/ip")) || Files.isExecutable(Path.of("/sbin/ip")),
                "skipped: needs ip (package iproute2)");
        segment = new TestSegment();
        segment.ip("-n", segment.namespace("lb1"), "addr", "add", VIP + "/32", "dev", "eth0");
        segment.ip("-n", segment.namespace("lb1"), "addr", "add", VIP6 + "/128", "dev", "eth0", "nodad");
    }

    @AfterAll
    static void remove_the_segment() {
        if (segment != null) {
            segment.close();
        }
    }

    @BeforeEach
    void put_up_the_fence() throws IOException {
        fence = new NamespaceProcess(segment.namespace("lb1"), List.of(), FenceDriver.class, "eth0", VIP, VIP6);
        assertThat(fence.ask("create 0"))
                .isEqualTo("KERNEL_TIMEOUT the kernel drops the addresses' packets when renewals stop (table netdev"
                        + " tandem_fence_lb1)");
    }

    @AfterEach
    void take_down_the_fence() {
        fence.close();
        segment.on("lb1", "nft", "flush", "ruleset");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void a_closed_fence_answers_nobody_and_an_open_one_everybody(String address) {
        boolean closed = answers(address);
        fence.ask("arm 5000");
        boolean armed = answers(address);
        fence.ask("take 5000");
        boolean open = answers(address);
        fence.ask("shut");

        assertThat(List.of(closed, armed, open, answers(address))).containsExactly(false, false, true, false);
    }

    @ParameterizedTest
    @CsvSource({VIP + ",50,200", VIP + ",25,100", VIP6 + ",50,200"})
    void a_frozen_owner_is_dark_when_its_time_is_over_and_never_before(String address, long every, long alive)
            throws IOException {
        List<Long> dark = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            dark.add(millisUntilDark(address, every, alive));
        }

        Collections.sort(dark);
        System.out.printf(
                "fence of %d ms on %s: dark %d to %d ms after the last renewal, median %d%n",
                alive, address, dark.getFirst(), dark.getLast(), dark.get(RUNS / 2));
        // The kernel counts in its own ticks of up to 10 ms; a question is asked every 8 ms
        assertThat(dark).allSatisfy(millis -> assertThat(millis).isBetween(alive / 2, alive + 20));
    }

    private long millisUntilDark(String address, long every, long alive) throws IOException {
        List<String> told = new ArrayList<>();
        List<String> probes = probe(address, 1500, () -> {
            open(alive);
            told.add(fence.ask("keep " + every + " " + alive + " 500"));
        });
        assumeTrue(told.getFirst().startsWith("Done "), "skipped: the machine is too busy to renew in time");
        String[] kept = told.getFirst().split(" ");
        assumeTrue(Long.parseLong(kept[2]) < alive * 3 / 4, "skipped: the machine is too busy to renew in time");
        long last = Long.parseLong(kept[1]);
        long answered = 0;
        for (String probe : probes) {
            String[] parts = probe.split(" ");
            long at = Long.parseLong(parts[0]);
            if (parts[1].equals("1")) {
                // One answer may come late on a busy machine; a fence that shut for a moment costs several
                assertThat(answered == 0 ? 0 : NANOSECONDS.toMillis(at - answered))
                        .as("milliseconds without an answer while renewed")
                        .isLessThan(alive / 2);
                answered = at;
            }
        }
        return NANOSECONDS.toMillis(answered - last);
    }

    @Test
    void what_has_expired_is_not_revived_by_a_renewal() {
        open(100);
        await().until(() -> !answers(VIP));

        String renewed = fence.ask("renew 1000");

        assertThat(renewed).isEqualTo(EXPIRED);
        assertThat(answers(VIP)).isFalse();
    }

    @Test
    void adding_first_would_revive_it() {
        open(100);
        await().until(() -> !answers(VIP));

        String added = fence.ask("addFirst 5000");

        assertThat(added).isEqualTo(DONE);
        assertThat(answers(VIP)).isTrue();
    }

    @Test
    void a_halt_between_check_and_call_revives_nothing(@TempDir Path directory) throws IOException {
        Path halted = directory.resolve("halted");
        open(200);
        fence.send("stopThenRenew 5000 " + halted);
        await().until(() -> TestSegment.run("ps", "-o", "state=", "-p", Long.toString(fence.pid()))
                .startsWith("T"));
        await().until(() -> !answers(VIP));

        Files.createFile(halted);
        fence.signal("CONT");

        assertThat(fence.line()).isEqualTo(EXPIRED);
        assertThat(answers(VIP)).isFalse();
    }

    @Test
    void what_was_armed_too_long_ago_or_not_at_all_is_not_taken() throws InterruptedException {
        String unarmed = fence.ask("take 1000");
        fence.ask("arm 50");
        Thread.sleep(80); // Deliberate: real time is what is tested
        String late = fence.ask("take 1000");
        fence.ask("arm 5000");
        String first = fence.ask("take 1000");
        String second = fence.ask("take 1000");

        assertThat(List.of(unarmed, late, first, second)).containsExactly(EXPIRED, EXPIRED, DONE, EXPIRED);
    }

    @Test
    void arming_can_be_shortened_but_not_brought_back() throws InterruptedException {
        String unarmed = fence.ask("narrow 1000");
        fence.ask("arm 5000");
        String narrowed = fence.ask("narrow 50");
        Thread.sleep(80); // Deliberate: real time is what is tested
        String late = fence.ask("take 1000");
        fence.ask("arm 5000");
        fence.ask("narrow 2000");
        String inTime = fence.ask("take 1000");

        assertThat(List.of(unarmed, narrowed, late, inTime)).containsExactly(EXPIRED, DONE, EXPIRED, DONE);
    }

    @Test
    void shutting_disarms() {
        fence.ask("arm 5000");
        fence.ask("shut");

        assertThat(fence.ask("take 1000")).isEqualTo(EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush ruleset",
                "delete table netdev tandem_fence_lb1",
                "flush chain netdev tandem_fence_lb1 in_0",
                "flush table netdev tandem_fence_lb1"
            })
    void what_others_remove_is_noticed_and_put_back_closed(String ruin) {
        open(5000);

        List<String> command = new ArrayList<>(List.of("nft"));
        command.addAll(List.of(ruin.split(" ")));
        segment.on("lb1", command.toArray(String[]::new));
        String noticed = fence.ask("present");
        String again = fence.ask("create 0");

        assertThat(noticed)
                .isEqualTo("false the kernel removes the addresses about 1.2 s after the last renewal, no earlier:"
                        + " somebody removed or changed table netdev tandem_fence_lb1; putting it back");
        assertThat(again).startsWith("KERNEL_TIMEOUT");
        assertThat(fence.ask("present")).startsWith("true");
        assertThat(answers(VIP)).isFalse();
    }

    @Test
    void what_is_put_back_open_closes_when_its_time_is_over() {
        open(5000);
        segment.on("lb1", "nft", "flush", "ruleset");

        assertThat(fence.ask("create 1500")).startsWith("KERNEL_TIMEOUT");
        boolean during = answers(VIP);

        assertThat(during).isTrue();
        await("a closed fence").until(() -> !answers(VIP));
    }

    @Test
    void what_is_put_back_closed_can_be_opened_in_a_hurry_and_what_is_not_there_cannot() {
        open(5000);
        segment.on("lb1", "nft", "flush", "ruleset");
        fence.ask("hurry 1500");
        String notThere = segment.on("lb1", "nft", "list", "ruleset");
        fence.ask("create 0");
        boolean before = answers(VIP);

        fence.ask("hurry 1500");
        boolean during = answers(VIP);

        assertThat(notThere).isBlank();
        assertThat(before).isFalse();
        assertThat(during).isTrue();
        await("a closed fence").until(() -> !answers(VIP));
    }

    @Test
    void a_renewal_tells_a_flushed_table_from_an_expired_time() {
        open(5000);
        segment.on("lb1", "nft", "flush", "ruleset");

        assertThat(fence.ask("renew 1000")).startsWith("Broken[sentence=");
    }

    @ParameterizedTest
    @CsvSource({VIP + ",198.51.100.50", VIP6 + ",2001:db8::50"})
    void nothing_leaves_in_the_name_of_an_address_that_is_not_alive(String address, String client) throws IOException {
        try (NamespaceProcess ear =
                new NamespaceProcess(segment.namespace("client"), List.of(), WatchDriver.class, "eth0", address)) {
            // The first round of questions: from now on it hears
            next(ear, "answers ");
            fence.ask("announce " + address);
            fence.ask("speak " + address + " " + client);
            String others = "198.51.100.11";
            fence.ask("speak " + others + " 198.51.100.50");
            String first = next(ear, "datagram ", "claimed ");

            open(5000);
            fence.ask("announce " + address);
            String second = next(ear, "datagram ", "claimed ");
            fence.ask("speak " + address + " " + client);

            assertThat(first).startsWith("datagram ").contains(" " + others + " ");
            assertThat(second).isEqualTo("claimed " + address + " " + segment.mac("lb1"));
            assertThat(next(ear, "datagram ")).endsWith(" hello");
        }
    }

    @Test
    void other_addresses_of_the_interface_answer_behind_a_closed_fence() {
        assertThat(answers("198.51.100.11")).isTrue();
        assertThat(answers("2001:db8::11")).isTrue();
    }

    @Test
    void taking_it_down_leaves_no_table() {
        fence.ask("close");

        assertThat(segment.on("lb1", "nft", "list", "ruleset")).doesNotContain("tandem");
        assertThat(answers(VIP)).isTrue();
    }

    @Test
    void without_nft_the_lifetime_is_named_as_what_is_left() {
        NftFence without = new NftFence("tandem_fence_lb1", Map.of(), new Nft("/nonexistent"));

        without.create(0);

        assertThat(without.sentence())
                .isEqualTo("the kernel removes the addresses about 1.2 s after the last renewal, no earlier: nf_tables"
                        + " cannot be used: nft is not on the path; install nftables");
    }

    private void open(long millis) {
        assertThat(fence.ask("arm 5000")).isEqualTo(DONE);
        assertThat(fence.ask("take " + millis)).isEqualTo(DONE);
    }

    /** The next line that starts with one of the words. */
    private static String next(NamespaceProcess ear, String... words) {
        String line = ear.line();
        while (!startsWithOneOf(line, words)) {
            line = ear.line();
        }
        return line;
    }

    private static boolean startsWithOneOf(String line, String... words) {
        return Stream.of(words).anyMatch(line::startsWith);
    }

    private boolean answers(String address) {
        try {
            return probe(address, 40, () -> {}).stream().anyMatch(probe -> probe.endsWith(" 1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks from the client while something else goes on. */
    private List<String> probe(String address, long millis, Runnable meanwhile) throws IOException {
        try (NamespaceProcess prober = new NamespaceProcess(
                segment.namespace("client"), List.of(), WireProber.class, "eth0", address, Long.toString(millis))) {
            prober.line();
            meanwhile.run();
            return prober.rest();
        }
    }
}
