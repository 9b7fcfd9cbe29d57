package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.apply.ApplyAnswer;
import tandem.core.apply.ApplyAsk;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;

/** Two nodes in memory that ask each other, each with files of its own; lb1 holds the address. One clock for both. */
final class PairInMemory {
    final Map<String, TestNode> nodes = new LinkedHashMap<>();

    /** Whose data plane was changed, in this order. */
    final List<String> order = new ArrayList<>();

    private final FixedClock clock = new FixedClock();
    private final Path directory;

    PairInMemory(Path directory) throws IOException {
        this.directory = directory;
        nodes.put("lb1", new TestNode("lb1", Role.ACTIVE));
        nodes.put("lb2", new TestNode("lb2", Role.STANDBY));
    }

    TestNode lb1() {
        return nodes.get("lb1");
    }

    TestNode lb2() {
        return nodes.get("lb2");
    }

    /** Lets time pass and both look at the trial. */
    void pass(Duration time) {
        clock.nanos += time.toNanos();
        clock.epochMillis += time.toMillis();
        nodes.values().forEach(node -> node.applying.beat());
    }

    /** A configuration whose one member listens there. */
    static String text(int port) {
        return "listeners: {web: {listen: \"127.0.0.1:0\"}}\n"
                + "balancers: {app: {members: [{name: one, url: \"http://127.0.0.1:" + port + "\"}]}}\n"
                + "routes: [{path: /, balancer: app}]\n";
    }

    /** A node whose data plane is the configuration alone. */
    final class TestNode {
        final String name;
        final Role role;
        final Path file;
        final EventLog events;
        ConfigSource source;
        Applying applying;
        TandemConfig inForce;
        String unfit = "";
        String refusal = "";
        boolean cut;
        boolean silent;

        @Nullable
        Step deafTo;

        TestNode(String name, Role role) throws IOException {
            this.name = name;
            this.role = role;
            this.file = Files.createDirectories(directory.resolve(name)).resolve("tandem.yaml");
            this.events = new EventLog(name, clock, List.of());
            Files.writeString(file, "state-directory: " + directory.resolve(name) + "/state\n" + text(8001));
            restart();
        }

        void restart() {
            source = new ConfigSource(file, Optional.of(name));
            inForce = ok(source.get());
            ApplyHere here = new ApplyHere(name, source, new Table(), () -> status(), clock);
            applying = new Applying(new Applying.Parts(name, this::ask, () -> status(), events), here);
        }

        /** What it would balance by after a restart. */
        int restarted() {
            return port(ok(new ConfigSource(file, Optional.of(name)).get()));
        }

        int reload() {
            assertThat(applying.reload(() -> new Table().put(ok(source.get())))).isInstanceOf(Outcome.Done.class);
            return port();
        }

        void beat(Duration time) {
            clock.nanos += time.toNanos();
            applying.beat();
        }

        int port() {
            return port(inForce);
        }

        private static int port(TandemConfig config) {
            return config.balancers().get("app").members().getFirst().url().port();
        }

        private static TandemConfig ok(Loaded loaded) {
            return switch (loaded) {
                case Loaded.Ok(TandemConfig config, var _) -> config;
                case Loaded.Broken(var findings) -> throw new AssertionError(Findings.text(findings));
            };
        }

        private Map<String, ApplyAnswer> ask(String id, Step step, Terms terms, Collection<String> asked) {
            Map<String, ApplyAnswer> answers = new LinkedHashMap<>();
            for (String other : asked) {
                TestNode peer = nodes.get(other);
                if (!cut && !silent && peer.deafTo != step) {
                    answers.put(other, peer.applying.answer(new ApplyAsk(id, name, other, step, terms)));
                }
            }
            return answers;
        }

        private PairStatus status() {
            List<NodeStatus> all = nodes.values().stream()
                    .map(node -> new NodeStatus(
                            node.name,
                            node == this,
                            node == this || !cut,
                            node.role,
                            "",
                            0,
                            1,
                            node.unfit,
                            "1",
                            new ConfigHash().of(node.inForce),
                            node.applying.status().revision(),
                            List.of()))
                    .toList();
            return new PairStatus(
                    name,
                    "1",
                    "shop",
                    0,
                    all,
                    List.of(),
                    List.of(),
                    new SharingStatus("joined", "", 0, Map.of()),
                    List.of(),
                    List.of());
        }

        private final class Table implements ApplyTarget {
            @Override
            public Judgement judge(Loaded loaded) {
                return switch (loaded) {
                    case Loaded.Broken(var findings) -> new Judgement(new Outcome.Refused(Findings.text(findings)), "");
                    case Loaded.Ok(TandemConfig config, var _) ->
                        config.serverName().equals(inForce.serverName())
                                ? new Judgement(new Outcome.Done(""), hash(config))
                                : new Judgement(
                                        new Outcome.Refused("server-name would change, which takes a restart"), "");
                };
            }

            @Override
            public Outcome put(TandemConfig config) {
                if (!refusal.isEmpty()) {
                    return new Outcome.Refused(refusal);
                }
                order.add(name);
                inForce = config;
                return new Outcome.Done("");
            }

            @Override
            public TandemConfig inForce() {
                return inForce;
            }

            @Override
            public String hash(TandemConfig config) {
                return new ConfigHash().of(config);
            }
        }
    }
}
