package tandem.failover.vip;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.port.Outcome;

/** Real addresses on real interfaces, each provider in a process and a network namespace of its own. */
class NetlinkVipIT implements VipProviderContract {
    private static final String VIP = "198.51.100.100";
    private static final String VIP6 = "2001:db8::64";
    private static final String GATEWAY = "198.51.100.50";

    /** The kernel removes within 1.3 s; the rest is for who looks, by a new process each time, on a busy machine. */
    private static final long GONE_MILLIS = 2000;

    private static TestSegment segment;

    @TempDir
    Path runtime;

    private final List<VipProcess> started = new ArrayList<>();
    private VipProcess vip;

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
    void start_a_provider() throws IOException {
        vip = on("lb1", VIP + "/24");
        assertThat(vip.preflight()).isInstanceOf(Outcome.Done.class);
    }

    @AfterEach
    void end_the_providers() throws InterruptedException {
        for (VipProcess process : started) {
            process.end();
        }
        for (String host : List.of("lb1", "lb2")) {
            await().until(() -> !segment.holds(host, VIP) && !segment.holds(host, VIP6));
        }
    }

    @Override
    public VipProvider vip() {
        return vip;
    }

    @Override
    public boolean held() {
        return segment.holds("lb1", VIP);
    }

    @Test
    void a_shown_address_is_a_host_address_that_expires_and_is_no_source() {
        Outcome outcome = vip.show();

        assertThat(outcome).isEqualTo(new Outcome.Done("198.51.100.100/32 is on eth0"));
        assertThat(segment.addresses("lb1"))
                .containsPattern(
                        "\"local\":\"198.51.100.100\",\"prefixlen\":32,\"scope\":\"global\",\"deprecated\":true,"
                                + "\"dynamic\":true,\"noprefixroute\":true,[^}]*\"valid_life_time\":[01],");
    }

    @Test
    void a_renewed_address_stays_without_a_gap() {
        vip.show();

        await().pollDelay(Duration.ZERO)
                .pollInterval(100, MILLISECONDS)
                .during(Duration.ofMillis(2500))
                .atMost(Duration.ofMillis(4000))
                .until(() -> vip.renew() instanceof Outcome.Done && held());
    }

    @Test
    void an_address_that_nobody_renews_is_gone_and_renewal_does_not_bring_it_back() {
        vip.show();

        assertThat(millisUntilGone(VIP)).isBetween(500L, GONE_MILLIS);
        assertThat(vip.renew())
                .isEqualTo(new Outcome.Refused("198.51.100.100/32 is no longer on eth0: its lifetime of 1 s ran out or"
                        + " somebody removed it; it is not brought back"));
        assertThat(held()).isFalse();
    }

    @Test
    void a_frozen_process_loses_the_address() {
        vip.show();

        TestSegment.run("kill", "-STOP", Long.toString(vip.pid()));

        assertThat(millisUntilGone(VIP)).isLessThan(GONE_MILLIS);
    }

    @Test
    void the_guard_removes_the_address_of_a_killed_process_at_once() {
        vip.show();
        assertThat(vip.guarantee()).contains("a guard process removes it at once");

        TestSegment.run("kill", "-KILL", Long.toString(vip.pid()));

        long millis = millisUntilGone(VIP);
        System.out.println("kill -9 to address gone: " + millis + " ms");
        // A second is what the kernel alone would take; starting kill and ip to look is part of what is measured
        assertThat(millis).isLessThan(400);
    }

    @Test
    void the_guard_of_a_killed_process_frees_its_votes_after_the_address_is_gone() throws IOException {
        try (NamespaceProcess voter = voter()) {
            vip.ticket(7, "00aa");
            vip.show();

            long killedAt = System.nanoTime();
            TestSegment.run("kill", "-KILL", Long.toString(vip.pid()));
            String[] datagram = datagram(voter);

            System.out.println("kill -9 to votes free: "
                    + TimeUnit.NANOSECONDS.toMillis(Long.parseLong(datagram[1]) - killedAt) + " ms");
            assertThat(held()).isFalse();
            assertThat(datagram[3]).isEqualTo("tandem-release 1 shop lb1 7 00aa");
        }
    }

    @Test
    void what_was_killed_with_its_guard_is_cleaned_up_by_the_script_of_the_service() throws IOException {
        Path script = runtime.resolve("vip-release");
        Files.write(script, VipGuard.class.getResourceAsStream("vip-release").readAllBytes());
        VipProcess doomed =
                new VipProcess(segment.namespace("lb1"), List.of(), VIP, "eth0", GATEWAY, runtime.toString());
        started.add(doomed);
        try (NamespaceProcess voter = voter()) {
            doomed.ticket(8, "00bb");
            doomed.show();

            long killedAt = System.nanoTime();
            List<ProcessHandle> all = new ArrayList<>(
                    ProcessHandle.of(doomed.pid()).orElseThrow().children().toList());
            all.add(ProcessHandle.of(doomed.pid()).orElseThrow());
            all.forEach(ProcessHandle::destroyForcibly);
            boolean heldByTheDead = held();
            String printed = segment.on("lb1", "bash", script.toString(), runtime + "/lb1.release");
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killedAt);

            System.out.println("kill -9 of everything to the script's end: " + took + " ms");
            assertThat(heldByTheDead).isTrue();
            assertThat(printed).isEmpty();
            assertThat(held()).isFalse();
            assertThat(datagram(voter)[3]).isEqualTo("tandem-release 1 shop lb1 8 00bb");
            assertThat(runtime.resolve("lb1.release")).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"--ambient-caps=+net_admin, false", "--ambient-caps=-net_admin, true"})
    void a_guard_that_is_not_root_removes_by_its_capability_and_frees_no_vote_otherwise(String ambient, boolean left)
            throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "skipped: needs setpriv (package util-linux)");
        segment.ip("-n", segment.namespace("lb1"), "addr", "add", VIP + "/32", "dev", "eth0");
        try (NamespaceProcess voter = voter()) {
            String voters = "voter " + GATEWAY + " " + WatchDriver.PORT;
            String weak = "setpriv --reuid=65534 --clear-groups --inh-caps=+net_admin " + ambient;
            String first = "echo vip " + VIP + "/32 eth0 " + voters + " ticket shop lb1 9 00cc | " + weak;
            String second = "echo " + voters + " ticket shop lb1 10 00dd |";
            String script = new String(
                    VipGuard.class.getResourceAsStream("vip-release").readAllBytes(), StandardCharsets.UTF_8);
            String guard = " bash -c \"$0\" vip-release; ";

            segment.on("lb1", "bash", "-c", first + guard + second + guard, script);

            assertThat(held()).isEqualTo(left);
            assertThat(datagram(voter)[3])
                    .isEqualTo(left ? "tandem-release 1 shop lb1 10 00dd" : "tandem-release 1 shop lb1 9 00cc");
        } finally {
            segment.on("lb1", "ip", "addr", "del", VIP + "/32", "dev", "eth0");
        }
    }

    private static NamespaceProcess voter() throws IOException {
        NamespaceProcess voter =
                new NamespaceProcess(segment.namespace("client"), List.of(), WatchDriver.class, "eth0");
        assertThat(voter.line()).isEqualTo("ready");
        return voter;
    }

    private static String[] datagram(NamespaceProcess voter) {
        String line = voter.line();
        while (!line.startsWith("datagram ")) {
            line = voter.line();
        }
        return line.split(" ", 4);
    }

    @Test
    void a_takeover_turns_the_clients_towards_the_new_holder() throws IOException {
        VipProcess other = on("lb2", VIP + "/24");
        other.show();
        segment.on("client", "ping", "-c", "1", "-W", "1", VIP);
        segment.ip(
                "-n",
                segment.namespace("client"),
                "neigh",
                "replace",
                VIP,
                "lladdr",
                segment.mac("lb2"),
                "dev",
                "eth0",
                "nud",
                "reachable");
        other.hide();

        vip.show();

        await().atMost(Duration.ofSeconds(1)).until(() -> neighbour(VIP).contains(segment.mac("lb1")));
    }

    @Test
    void the_probe_names_a_foreign_holder_and_not_this_machine() throws IOException {
        VipProcess other = on("lb2", VIP + "/24");
        other.show();

        Outcome outcome = vip.silent(() -> false);
        assertThat(other.silent(() -> false)).isInstanceOf(Outcome.Done.class);

        assertThat(outcome).isEqualTo(new Outcome.Refused(VIP + " still answers from " + segment.mac("lb2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {VIP, VIP6})
    void of_two_that_probe_at_once_one_hears_the_other(String address) throws Exception {
        VipProcess one = on("lb1", address);
        VipProcess two = on("lb2", address);

        // A new process loads its classes at the first question, which takes its time on a busy machine
        assertThat(one.silent(() -> false)).isInstanceOf(Outcome.Done.class);
        assertThat(two.silent(() -> false)).isInstanceOf(Outcome.Done.class);

        CompletableFuture<Outcome> other = CompletableFuture.supplyAsync(() -> two.silentFor(1500));
        List<Outcome> outcomes = List.of(one.silentFor(1500), other.get(10, SECONDS));

        assertThat(outcomes)
                .anySatisfy(outcome -> assertThat(outcome.sentence()).startsWith(address + " is being taken by "));
    }

    @Test
    void the_clean_up_removes_leftovers_on_any_interface_with_any_prefix() {
        segment.ip("-n", segment.namespace("lb1"), "addr", "add", VIP + "/24", "dev", "eth0");
        segment.ip("-n", segment.namespace("lb1"), "addr", "add", VIP + "/32", "dev", "lo");

        vip.cleanUp();

        assertThat(held()).isFalse();
        assertThat(segment.holds("lb1", "198.51.100.11")).isTrue();
    }

    @Test
    void a_gateway_is_reachable_until_the_link_is_cut() {
        assertThat(vip.reachable()).isTrue();
        segment.link("lb1", "down");
        try {
            assertThat(vip.reachable()).isFalse();
            assertThat(vip.preflight())
                    .isEqualTo(
                            new Outcome.Refused("cannot hold 198.51.100.100/32: interface eth0 is down; bring it up and"
                                    + " check its link"));
        } finally {
            segment.link("lb1", "up");
        }
        await().until(vip::reachable);
    }

    @Test
    void a_gateway_that_answers_nothing_is_not_reachable() {
        segment.link("client", "down");
        try {
            assertThat(vip.reachable()).isFalse();
        } finally {
            segment.link("client", "up");
        }
        await().until(vip::reachable);
    }

    @Test
    void an_ipv6_address_moves_like_an_ipv4_address() throws IOException {
        VipProcess one = on("lb1", VIP6 + "/64");
        VipProcess two = on("lb2", VIP6 + "/64");
        assertThat(two.silent(() -> false)).isInstanceOf(Outcome.Done.class);
        assertThat(one.show()).isEqualTo(new Outcome.Done("2001:db8::64/128 is on eth0"));
        assertThat(one.renew()).isInstanceOf(Outcome.Done.class);

        Outcome probed = two.silent(() -> false);
        segment.ip(
                "-n",
                segment.namespace("client"),
                "neigh",
                "replace",
                VIP6,
                "lladdr",
                segment.mac("lb1"),
                "dev",
                "eth0",
                "nud",
                "reachable");
        one.hide();
        two.show();

        assertThat(probed.sentence()).endsWith("still answers from " + segment.mac("lb1"));
        assertThat(segment.holds("lb1", VIP6)).isFalse();
        assertThat(segment.holds("lb2", VIP6)).isTrue();
        await().atMost(Duration.ofSeconds(1)).until(() -> neighbour(VIP6).contains(segment.mac("lb2")));
    }

    /** Of IPv6 the kernel routes by a worker of its own; a SYN that came before would be repeated after a second only. */
    @Test
    void an_ipv6_address_takes_packets_when_it_is_shown_and_when_it_is_parked() throws IOException {
        VipProcess six = on("lb1", VIP6 + "/64");

        assertThat(six.routed(50)).isEqualTo("unrouted when shown 0, when parked 0");
    }

    @Test
    void without_privileges_what_is_missing_is_named_with_its_remedy() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "skipped: needs setpriv (package util-linux)");
        VipProcess weak = start("lb1", List.of("setpriv", "--bounding-set=-net_admin,-net_raw"), VIP + "/24");

        assertThat(weak.preflight())
                .isEqualTo(new Outcome.Refused("cannot hold 198.51.100.100/32 on eth0: this process lacks CAP_NET_ADMIN"
                        + " and CAP_NET_RAW; grant them (the systemd unit of Tandem does)"));
        assertThat(weak.hide()).isInstanceOf(Outcome.Done.class);
        assertThat(weak.show())
                .isEqualTo(new Outcome.Refused("could not add 198.51.100.100/32 to eth0: operation not permitted; grant"
                        + " CAP_NET_ADMIN and CAP_NET_RAW (the systemd unit of Tandem does)"));
    }

    @Test
    void a_missing_interface_is_named() throws IOException {
        VipProcess lost = new VipProcess(segment.namespace("lb1"), List.of(), VIP, "eth7", GATEWAY);
        started.add(lost);

        assertThat(lost.preflight())
                .isEqualTo(new Outcome.Refused("could not hold 198.51.100.100/32 on eth7: there is no interface eth7;"
                        + " correct vips.interface or create it"));
        assertThat(lost.hide()).isInstanceOf(Outcome.Done.class);
    }

    private VipProcess on(String host, String address) throws IOException {
        return start(host, List.of(), address);
    }

    private VipProcess start(String host, List<String> prefix, String address) throws IOException {
        VipProcess process = new VipProcess(segment.namespace(host), prefix, address, "eth0", GATEWAY);
        started.add(process);
        return process;
    }

    private String neighbour(String address) {
        return segment.on("client", "ip", "neigh", "show", address);
    }

    private static long millisUntilGone(String address) {
        long start = System.nanoTime();
        await().pollDelay(Duration.ZERO)
                .pollInterval(2, MILLISECONDS)
                .atMost(Duration.ofSeconds(5))
                .until(() -> !segment.holds("lb1", address));
        return (System.nanoTime() - start) / 1_000_000;
    }
}
