package tandem.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/** Two nodes with keepalived and HAProxy, configured as their documentation shows it. */
final class KeepalivedPair implements Contender {
    private static final Duration READY = Duration.ofSeconds(20);
    private static final Map<String, Integer> PRIORITIES = Map.of("lb1", 150, "lb2", 100);

    private final Stage stage;
    private final String advert;
    private final Map<String, RunningProcess> proxies = new LinkedHashMap<>();
    private final Map<String, RunningProcess> keepers = new LinkedHashMap<>();
    private final Set<String> leaving = new HashSet<>();

    private KeepalivedPair(Stage stage, String advert) {
        this.stage = stage;
        this.advert = advert;
    }

    /** Why this cannot be tried here, naming the tool; empty if it can. */
    static Optional<String> missing() {
        for (String tool : List.of("keepalived", "haproxy")) {
            if (Command.run("sh", "-c", "PATH=$PATH:/usr/sbin command -v " + tool)
                            .code()
                    != 0) {
                return Optional.of("needs the tool " + tool);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts both and waits until one holds the address.
     *
     * @param advert seconds between two adverts, such as {@code 0.1}
     */
    static KeepalivedPair start(Stage stage, String advert) {
        KeepalivedPair pair = new KeepalivedPair(stage, advert);
        try {
            Stage.NODES.forEach(pair::configure);
            Stage.NODES.forEach(pair::startProxy);
            Stage.NODES.forEach(pair::startKeeper);
            pair.settle();
            return pair;
        } catch (RuntimeException | AssertionError e) {
            pair.close();
            throw e;
        }
    }

    private Path file(String node, String end) {
        return stage.directory.resolve(node + "-" + end);
    }

    private void configure(String node) {
        Distribution.write(file(node, "keepalived.conf"), """
                global_defs {
                  router_id %s
                  vrrp_version 3
                }
                vrrp_instance main {
                  state BACKUP
                  nopreempt
                  interface eth0
                  virtual_router_id 51
                  priority %d
                  advert_int %s
                  unicast_src_ip %s
                  unicast_peer {
                    %s
                  }
                  virtual_ipaddress {
                    %s/24 dev eth0
                  }
                }
                """.formatted(
                node, PRIORITIES.get(node), advert, Stage.address(node), Stage.address(Stage.peerOf(node)), Stage.VIP));
        Distribution.write(
                file(node, "haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 3s
                  timeout client 60s
                  timeout server 60s
                frontend web
                  bind *:80
                  http-request set-header X-Forwarded-Server %s
                  default_backend mycluster
                backend mycluster
                  balance roundrobin
                  server node1 %s:80 check
                  server node2 %s:80 check
                """.formatted(node, Stage.address("node1"), Stage.address("node2")));
    }

    private void startProxy(String node) {
        String[] command = {"haproxy", "-db", "-f", file(node, "haproxy.cfg").toString()};
        proxies.put(node, RunningProcess.launch(stage.net.service(node, command), true, log(node, "haproxy")));
    }

    private void startKeeper(String node) {
        // A killed one leaves its files behind, and the next would take them for a sign that it runs.
        file(node, "keepalived.pid").toFile().delete();
        file(node, "vrrp.pid").toFile().delete();
        String[] command = {
            "keepalived",
            "--dont-fork",
            "--log-console",
            "--log-detail",
            "--vrrp",
            "--use-file=" + file(node, "keepalived.conf"),
            "--pid=" + file(node, "keepalived.pid"),
            "--vrrp_pid=" + file(node, "vrrp.pid")
        };
        keepers.put(node, RunningProcess.launch(stage.net.service(node, command), true, log(node, "keepalived")));
        Awaitility.await("keepalived of " + node + "; log in " + stage.directory)
                .atMost(READY)
                .until(() -> Files.exists(file(node, "vrrp.pid"))
                        && named(node, "keepalived").size() == 2);
    }

    private Path log(String node, String what) {
        return file(node, what + "-" + System.nanoTime() + ".log");
    }

    private List<Long> named(String node, String name) {
        return stage.net.processes(node).stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .filter(command -> command.endsWith("/" + name))
                        .isPresent())
                .toList();
    }

    @Override
    public String name() {
        return "keepalived + HAProxy, advert " + advert + " s";
    }

    @Override
    public String configuration() {
        return "VRRPv3, unicast, advert_int " + advert
                + ", nopreempt, priorities 150 and 100; everything else as it is by default";
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public String owner() {
        Set<String> holders = holders();
        if (holders.size() != 1) {
            throw new AssertionError("the address is held by " + holders + "; logs in " + stage.directory);
        }
        return holders.iterator().next();
    }

    private Set<String> holders() {
        try (HolderSampler sampler = stage.holders()) {
            return sampler.look();
        }
    }

    /** Both processes that do what Tandem's one does: HAProxy alone would go on serving clients, as the second owner. */
    @Override
    public Runnable readiedKill(String node) {
        List<Long> all = new ArrayList<>(named(node, "keepalived"));
        all.addAll(named(node, "haproxy"));
        return signal("KILL", all);
    }

    /** Its documented way: a stopped keepalived says so with an advert of priority 0. */
    @Override
    public Runnable readiedHandOver(String from) {
        long parent =
                named(from, "keepalived").stream().mapToLong(pid -> pid).min().orElseThrow();
        Runnable term = signal("TERM", List.of(parent));
        return () -> {
            leaving.add(from);
            term.run();
        };
    }

    private static Runnable signal(String name, List<Long> pids) {
        List<String> line = new ArrayList<>(List.of("kill", "-" + name));
        pids.forEach(pid -> line.add(String.valueOf(pid)));
        return () -> Command.run(line).demand();
    }

    /** What is left of the address goes first, as an administrator would see to it: keepalived itself leaves it. */
    @Override
    public void restore(String node) {
        if (named(node, "haproxy").isEmpty()) {
            startProxy(node);
        }
        if (leaving.remove(node)) {
            // It takes a second to end.
            awaitNone(node);
        }
        List<Long> left = named(node, "keepalived");
        if (left.size() < 2) {
            left.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
            awaitNone(node);
            stage.net.forget(node, Stage.VIP + "/24");
            startKeeper(node);
        }
    }

    private void awaitNone(String node) {
        Awaitility.await("the end of keepalived at " + node)
                .atMost(READY)
                .until(() -> named(node, "keepalived").isEmpty());
    }

    @Override
    public void thaw(String node) {
        stage.net.readied(node, "CONT").run();
        keepers.get(node).signal("CONT");
        proxies.get(node).signal("CONT");
    }

    @Override
    public void settle() {
        Awaitility.await("one holder of the address; logs in " + stage.directory)
                .atMost(READY)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> holders().size() == 1);
        // A node that has just started must hear an advert before it knows its place.
        Trials.pause(Duration.ofMillis((long) (Double.parseDouble(advert) * 1500) + 200));
    }

    @Override
    public void close() {
        keepers.values().forEach(RunningProcess::close);
        proxies.values().forEach(RunningProcess::close);
        Stage.NODES.forEach(stage::wipe);
    }
}
