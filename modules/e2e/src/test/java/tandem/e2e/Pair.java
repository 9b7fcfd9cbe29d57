package tandem.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tandem.admin.json.StatusReader;
import tandem.core.status.GroupStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.VoterStatus;

/** Two nodes with the seed configuration, and a witness where the settings name one. */
final class Pair implements Contender {
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Stage stage;
    private final Map<String, RunningProcess> running = new LinkedHashMap<>();
    /** Where nodes run that are not at the place of their name. */
    private final Map<String, String> places = new HashMap<>();

    private PairSettings settings;
    /** Every start from nothing has state directories of its own. */
    private int generation;

    private Pair(Stage stage, PairSettings settings) {
        this.stage = stage;
        this.settings = settings;
    }

    /** Starts everything and waits until one node holds the address and both share. */
    static Pair start(Stage stage, PairSettings settings) {
        Pair pair = new Pair(stage, settings);
        try {
            pair.startAll();
            return pair;
        } catch (RuntimeException | AssertionError e) {
            pair.close();
            throw e;
        }
    }

    /** Ends all nodes and starts them with other settings. */
    void restart(PairSettings other) {
        close();
        settings = other;
        startAll();
    }

    private void startAll() {
        generation++;
        configure();
        List<String> all = voters();
        Map<String, RunningProcess> launched = new LinkedHashMap<>();
        all.forEach(name -> launched.put(name, launch(name)));
        running.putAll(launched);
        all.forEach(name -> launched.get(name).await(ready(name)));
        settle();
    }

    /** The nodes, and the witness if there is one. */
    List<String> voters() {
        return settings.witness()
                ? Stream.concat(settings.nodes().stream(), Stream.of(Stage.WITNESS))
                        .toList()
                : settings.nodes();
    }

    /** What makes a voter deaf and dumb to all others, but not to clients. */
    List<Net.Drop> blackHole(String voter) {
        return voters().stream()
                .filter(other -> !other.equals(voter))
                .flatMap(other -> Stream.of(new Net.Drop(voter, other, 100), new Net.Drop(other, voter, 100)))
                .toList();
    }

    /** The place of a node. */
    String place(String node) {
        return places.getOrDefault(node, node);
    }

    /** The file with the secret that all share. */
    Path secret() {
        return stage.directory.resolve("cluster.key");
    }

    /** A node dies with its machine; its successor under the same name, at another place, is configured everywhere. */
    void bury(String node, String newPlace) {
        running.get(node).close();
        stage.wipe(node);
        places.put(node, newPlace);
        voters().forEach(this::configure);
    }

    /** Gives all nodes another httpd.conf, made of the seed; they read it when they are told to. */
    void edit(UnaryOperator<String> change) {
        Distribution.write(stage.directory.resolve("httpd.conf"), change.apply(settings.httpd(stage.directory)));
    }

    private void configure() {
        edit(seed -> seed);
        Distribution.secret(secret(), "0123456789abcdef".repeat(4));
        voters().forEach(this::configure);
    }

    private void configure(String node) {
        Path state = stage.directory.resolve("state-" + place(node) + "-" + generation);
        Distribution.write(
                stage.directory.resolve(node + ".yaml"),
                settings.yaml(node, each -> Stage.address(place(each)), state, secret()));
    }

    private RunningProcess launch(String name) {
        String[] command = {
            Distribution.tandem(),
            name.equals(Stage.WITNESS) ? "witness" : "run",
            "--config",
            stage.directory.resolve(name + ".yaml").toString()
        };
        Path log = stage.directory.resolve(name + "-" + System.nanoTime() + ".log");
        return RunningProcess.launch(stage.net.service(place(name), command), true, log);
    }

    private static String ready(String name) {
        return "ready " + (name.equals(Stage.WITNESS) ? "" : "node=" + name);
    }

    /** Starts a node or the witness and waits until it is ready. */
    void startNode(String name) {
        relaunch(name);
        awaitReady(name);
    }

    /** Starts it without waiting. */
    void relaunch(String name) {
        running.put(name, launch(name));
    }

    /** Waits until it is ready; returns at once if it has been since its last start. */
    void awaitReady(String name) {
        running.get(name).await(ready(name));
    }

    RunningProcess node(String name) {
        return running.get(name);
    }

    PairSettings settings() {
        return settings;
    }

    @Override
    public String name() {
        return "Tandem, " + settings.name();
    }

    @Override
    public String configuration() {
        return settings.cluster().replaceAll("\n *", ", ");
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public String owner() {
        return settings.nodes().stream()
                .filter(node -> status(node).stream()
                        .flatMap(status -> status.nodes().stream())
                        .anyMatch(self -> self.self() && self.role() == Role.ACTIVE))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node is active; logs in " + stage.directory));
    }

    @Override
    public Runnable readiedKill(String node) {
        return running.get(node).readied("KILL");
    }

    /** The node that holds a group of addresses, as the first node knows it. */
    String holder(String group) {
        return status(settings.nodes().getFirst()).stream()
                .flatMap(status -> status.groups().stream())
                .filter(each -> each.name().equals(group))
                .map(GroupStatus::holder)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no group " + group + "; logs in " + stage.directory));
    }

    /** Asks a node for a switchover of one group; returns when it has ended, whether the addresses moved. */
    boolean switchover(String asked, String to, String group) {
        return switchover(asked, to, group, false);
    }

    /** @param force also where the node that is to take them is not ready */
    boolean switchover(String asked, String to, String group, boolean force) {
        String body = "{\"to\":\"" + to + "\",\"group\":\"" + group + "\",\"force\":" + force + "}";
        return stage.net.post(place(asked), "/api/v1/switchover", body).isPresent();
    }

    @Override
    public Runnable readiedHandOver(String from) {
        String body = "{\"to\":\"" + Stage.peerOf(from) + "\"}";
        return () -> {
            if (stage.net.post(place(from), "/api/v1/switchover", body).isEmpty()) {
                throw new IllegalStateException(
                        "the switchover from " + from + " was refused; logs in " + stage.directory);
            }
        };
    }

    @Override
    public void restore(String node) {
        if (!running.get(node).alive()) {
            startNode(node);
        }
    }

    @Override
    public void thaw(String node) {
        stage.net.readied(node, "CONT").run();
        running.get(node).signal("CONT");
    }

    @Override
    public void settle() {
        Awaitility.await("a settled pair; logs in " + stage.directory)
                .atMost(SETTLED)
                .pollInterval(POLL)
                .until(() -> settings.nodes().stream().allMatch(this::settled));
    }

    private boolean settled(String node) {
        return status(node)
                .filter(status -> status.nodes().stream().allMatch(NodeStatus::reachable))
                .filter(status -> count(status, Role.ACTIVE) == 1)
                .filter(status ->
                        count(status, Role.STANDBY) == settings.nodes().size() - 1)
                .filter(status -> status.sharing().state().equals("joined"))
                .filter(status -> status.guarantee().voters().stream().allMatch(VoterStatus::reachable))
                .filter(status -> status.nodes().stream().allMatch(Pair::warmAndShared))
                .isPresent();
    }

    /** Else a switchover to it would be refused. */
    private static boolean warmAndShared(NodeStatus node) {
        return !node.readiness().isEmpty()
                && node.readiness().stream()
                        .filter(check ->
                                check.name().equals("warm") || check.name().equals("sharing"))
                        .allMatch(ReadinessCheck::ok);
    }

    private static long count(PairStatus status, Role role) {
        return status.nodes().stream().filter(node -> node.role() == role).count();
    }

    /** A node's status; empty if it does not answer. */
    Optional<PairStatus> status(String node) {
        return stage.net.get(place(node), "/api/v1/status").flatMap(StatusReader::read);
    }

    /** Runs {@code bin/tandem} beside a node, asking that node. */
    Command ask(String node, String... arguments) {
        List<String> line = new ArrayList<>(List.of(Distribution.tandem()));
        line.addAll(List.of(arguments));
        return Command.run(stage.net.inside(place(node), line.toArray(String[]::new)));
    }

    /** Ends all nodes, as a power failure does; the stage stays. */
    @Override
    public void close() {
        running.values().forEach(RunningProcess::close);
        running.keySet().forEach(node -> stage.wipe(place(node)));
        running.clear();
    }
}
