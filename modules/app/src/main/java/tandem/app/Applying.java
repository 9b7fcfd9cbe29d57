package tandem.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.core.apply.ApplyAnswer;
import tandem.core.apply.ApplyAsk;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.ApplyWatch;
import tandem.core.port.NodeControl.Apply;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Objection;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;

/**
 * Applies a configuration on all nodes: checked on all, put into force on one after the other, kept when all stayed fit with it for a
 * while, and rolled back on all otherwise. A node that hears no more of it rolls back by itself. Any thread; one thing at a time.
 */
final class Applying implements AutoCloseable {
    /** A node that committed waits this much longer for the word to keep it than the node that asked takes to send it. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(12);

    private static final String CONFIGURATION = "configuration";

    private final Parts parts;
    private final ApplyHere here;
    private final ApplyBeat beats = new ApplyBeat(this::beat);
    private final Lock oneAtATime = new ReentrantLock();

    /** Which nodes committed it, and which were seen with it. */
    private final Set<String> committed = new LinkedHashSet<>();

    private final Set<String> seen = new LinkedHashSet<>();

    /** What it works on. */
    record Parts(String node, ApplyPeers peers, Supplier<PairStatus> status, EventLog events) {}

    Applying(Parts parts, ApplyHere here) {
        this.parts = parts;
        this.here = here;
    }

    /** For a node that runs; answers its peers from now on. */
    static Applying of(
            Foundation base,
            Optional<PeerTalk> talk,
            ConfigSource source,
            ApplyTarget target,
            Supplier<PairStatus> status) {
        ApplyPeers peers = talk.isPresent() ? talk.get() : ApplyPeers.NONE;
        Applying applying = new Applying(
                new Parts(base.node(), peers, status, base.events()),
                new ApplyHere(base.node(), source, target, status, base.clock()));
        talk.ifPresent(link -> link.answers(applying::answer));
        return applying;
    }

    /** Looks at trials from now on. */
    void start() {
        beats.start();
    }

    /** These, and what somebody should know of what is applied. */
    List<String> warnings(List<String> others) {
        return Stream.concat(others.stream(), here.warning().stream()).toList();
    }

    ApplyStatus status() {
        return here.status();
    }

    /** See {@link tandem.core.port.NodeControl#apply}. */
    Outcome apply(Apply asked) {
        return alone(() -> here.trial()
                .<Outcome>map(trial -> new Outcome.Refused(
                        trial.words() + "; `tandem apply confirm` keeps it, `tandem" + " apply rollback` goes back"))
                .orElseGet(() -> begin(asked)));
    }

    private Outcome begin(Apply asked) {
        PairStatus before = parts.status().get();
        String hash = here.hash();
        if (asked.hash().isPresent() && !asked.hash().get().equals(hash)) {
            return new Outcome.Refused("configuration " + hash + " is in force by now, not "
                    + asked.hash().get() + ": look at what changed and ask again");
        }
        List<String> nodes = order(before);
        List<Objection> objections = unreachable(before, asked.force());
        long revision =
                before.nodes().stream().mapToLong(NodeStatus::configRevision).reduce(here.lastRevision(), Math::max)
                        + 1;
        Terms terms =
                new Terms(revision, asked.author(), asked.comment(), asked.trial(), asked.byHand(), asked.proposal());
        String id = UUID.randomUUID().toString();
        if (objections.isEmpty()) {
            Map<String, ApplyAnswer> checks = everywhere(id, Step.CHECK, terms, nodes);
            objections.addAll(refusals(nodes, checks));
            if (objections.isEmpty() && !asked.force()) {
                objections.addAll(differences(checks));
            }
        }
        if (!objections.isEmpty()) {
            return new Outcome.Refused("nothing was changed on any node: " + sentences(objections), objections);
        }
        if (asked.check()) {
            return new Outcome.Done("it can be applied as revision " + revision + " on " + String.join(", ", nodes));
        }
        return commit(id, terms, nodes);
    }

    private Outcome commit(String id, Terms terms, List<String> nodes) {
        committed.clear();
        seen.clear();
        for (String node : nodes) {
            committed.add(node);
            List<Objection> refusals = refusals(List.of(node), everywhere(id, Step.COMMIT, terms, List.of(node)));
            if (!refusals.isEmpty()) {
                String reason = sentences(refusals);
                everywhere(id, Step.ROLL_BACK, here.because(terms, reason), List.copyOf(committed));
                parts.events()
                        .warn(
                                "config",
                                "revision " + terms.revision() + " by " + terms.author() + " was not applied: "
                                        + reason,
                                here.facts(terms, "refused"));
                return new Outcome.Refused("all nodes are as they were: " + reason, refusals);
            }
        }
        here.lead();
        String sentence = "revision " + terms.revision() + " by " + terms.author() + " is in force on "
                + String.join(", ", nodes) + ", on trial for " + terms.trial().toSeconds() + " s"
                + (terms.byHand() ? "; without `tandem apply confirm` it is rolled back then" : "");
        parts.events().info("config", sentence, here.facts(terms, "trial"));
        return new Outcome.Done(sentence);
    }

    /** Those that hold addresses last: what another refuses never reaches clients. */
    private List<String> order(PairStatus before) {
        return before.nodes().stream()
                .filter(node -> node.self() || node.reachable())
                .sorted(Comparator.comparing(node -> node.role() == Role.ACTIVE))
                .map(NodeStatus::name)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Which nodes were away. */
    private static String left(PairStatus before) {
        List<String> away = before.nodes().stream()
                .filter(node -> !node.self() && !node.reachable())
                .map(NodeStatus::name)
                .toList();
        return away.isEmpty()
                ? ""
                : "; not reachable, so not on " + String.join(", ", away)
                        + ": `tandem apply clear` there when it is back";
    }

    private static List<Objection> unreachable(PairStatus before, boolean force) {
        return before.nodes().stream()
                .filter(node -> !force && !node.self() && !node.reachable())
                .map(node -> new Objection(
                        node.name(),
                        CONFIGURATION,
                        "it is not reachable and would keep another configuration; bring it back, or add"
                                + " --force and apply again when it is back"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<Objection> refusals(List<String> nodes, Map<String, ApplyAnswer> answers) {
        List<Objection> refusals = new ArrayList<>();
        for (String node : nodes) {
            ApplyAnswer answer = answers.get(node);
            if (answer == null) {
                refusals.add(new Objection(
                        node,
                        CONFIGURATION,
                        "it did not answer in time; its log may say why, and an older version cannot"));
            } else if (!answer.done()) {
                refusals.add(new Objection(node, CONFIGURATION, answer.sentence()));
            }
        }
        return refusals;
    }

    /** The same text is another configuration where the files differ that it includes. */
    private static List<Objection> differences(Map<String, ApplyAnswer> checks) {
        Set<String> hashes = checks.values().stream().map(ApplyAnswer::hash).collect(Collectors.toSet());
        if (hashes.size() < 2) {
            return List.of();
        }
        return checks.values().stream()
                .map(answer -> new Objection(
                        answer.from(),
                        CONFIGURATION,
                        "it would balance by " + answer.hash()
                                + ", not as the others: files that it reads differ; bring them to all, or add --force"))
                .toList();
    }

    /** What several nodes say is told once. */
    private static String sentences(List<Objection> objections) {
        Map<String, String> nodes = new LinkedHashMap<>();
        objections.forEach(
                objection -> nodes.merge(objection.sentence(), objection.node(), (some, one) -> some + ", " + one));
        return nodes.entrySet().stream()
                .map(said -> said.getValue() + ": " + said.getKey())
                .collect(Collectors.joining("; "));
    }

    private Map<String, ApplyAnswer> everywhere(String id, Step step, Terms terms, List<String> nodes) {
        List<String> others =
                nodes.stream().filter(node -> !node.equals(parts.node())).toList();
        Map<String, ApplyAnswer> answers =
                new LinkedHashMap<>(others.isEmpty() ? Map.of() : parts.peers().ask(id, step, terms, others));
        if (nodes.contains(parts.node())) {
            answers.put(parts.node(), here.does(new ApplyAsk(id, parts.node(), parts.node(), step, terms)));
        }
        return answers;
    }

    /** What this node answers to another's question. */
    ApplyAnswer answer(ApplyAsk ask) {
        if (!oneAtATime.tryLock()) {
            return ask.answer(false, "another configuration is being applied by " + parts.node(), "");
        }
        try {
            return here.does(ask);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** See {@link tandem.core.port.NodeControl#endTrial}. */
    Outcome end(boolean keep, String author) {
        return alone(() -> here.trial()
                .map(trial ->
                        keep ? keep(trial, "confirmed by " + author) : rollBack(trial, author + " wanted it back"))
                .orElseGet(
                        () -> new Outcome.Refused("no configuration is on trial; `tandem apply status` says what is")));
    }

    /** See {@link tandem.core.port.NodeControl#clearApplied}. */
    Outcome clear(String author) {
        return alone(() -> {
            if (here.trial().isPresent()) {
                return new Outcome.Refused(here.trial().get().words() + "; roll that back first");
            }
            if (here.status().phase() != ApplyStatus.Phase.APPLIED) {
                return new Outcome.Refused("the files are in force already");
            }
            PairStatus before = parts.status().get();
            List<String> nodes = order(before);
            Terms terms = here.lastTerms(author);
            List<Objection> refusals =
                    refusals(nodes, everywhere(UUID.randomUUID().toString(), Step.CLEAR, terms, nodes));
            String sentence = "the files count again, instead of revision " + terms.revision();
            parts.events().info("config", sentence + "; " + author + " wanted it", here.facts(terms, "cleared"));
            return refusals.isEmpty()
                    ? new Outcome.Done(sentence + ", on " + String.join(", ", nodes) + left(before))
                    : new Outcome.Refused("not on every node: " + sentences(refusals), refusals);
        });
    }

    /** Reads the files again, unless a trial forbids it. */
    Outcome reload(Supplier<Outcome> reload) {
        return alone(() -> here.trial()
                .<Outcome>map(
                        trial -> new Outcome.Refused(trial.words() + "; files are read again when that has ended"))
                .orElseGet(() -> {
                    Outcome outcome = reload.get();
                    if (outcome instanceof Outcome.Done) {
                        here.filesRead();
                    }
                    return outcome;
                }));
    }

    /** Looks at the trial; four times a second. */
    void beat() {
        if (here.trial().isEmpty() || !oneAtATime.tryLock()) {
            return;
        }
        try {
            here.trial().ifPresent(this::look);
        } finally {
            oneAtATime.unlock();
        }
    }

    private void look(ApplyHere.Trial trial) {
        PairStatus now = parts.status().get();
        Set<String> mine = trial.led() ? committed : Set.of(parts.node());
        Optional<String> objection = ApplyWatch.objection(trial.before(), now, mine)
                .or(() -> trial.led() ? changed(now, trial.hash()) : Optional.empty());
        if (objection.isPresent()) {
            rollBack(trial, objection.get());
        } else if (trial.led() && here.over(trial, 0)) {
            if (trial.terms().byHand()) {
                rollBack(trial, "nobody confirmed it in time");
            } else {
                keep(trial, "all nodes stayed fit");
            }
        } else if (here.over(trial, GRACE_NANOS)) {
            rollBack(trial, "the node that applied it said nothing more");
        }
    }

    /** A node that had it and has another again, since it was restarted or went back by itself. */
    private Optional<String> changed(PairStatus now, String hash) {
        for (NodeStatus node : now.nodes()) {
            if (committed.contains(node.name()) && !node.configHash().isEmpty()) {
                if (node.configRevision() == here.status().revision()) {
                    seen.add(node.name());
                } else if (seen.contains(node.name())) {
                    return Optional.of(node.name() + " is at revision " + node.configRevision() + " again ("
                            + node.configHash() + ", not " + hash + ")");
                }
            }
        }
        return Optional.empty();
    }

    /** Nobody keeps what not all keep. */
    private Outcome keep(ApplyHere.Trial trial, String why) {
        List<String> others = others();
        List<Objection> refusals = refusals(others, everywhere(trial.id(), Step.KEEP, trial.terms(), others));
        if (!refusals.isEmpty()) {
            return rollBack(trial, sentences(refusals));
        }
        ApplyAnswer own = here.does(new ApplyAsk(trial.id(), parts.node(), parts.node(), Step.KEEP, trial.terms()));
        String sentence =
                "revision " + trial.terms().revision() + " by " + trial.terms().author() + " is kept: " + why;
        parts.events().info("config", sentence, here.facts(trial.terms(), "applied"));
        return own.done() ? new Outcome.Done(sentence) : new Outcome.Refused(own.sentence());
    }

    private Outcome rollBack(ApplyHere.Trial trial, String why) {
        Terms terms = here.because(trial.terms(), why);
        ApplyAnswer own = here.does(new ApplyAsk(trial.id(), parts.node(), parts.node(), Step.ROLL_BACK, terms));
        List<String> others = others();
        List<Objection> refusals = refusals(others, everywhere(trial.id(), Step.ROLL_BACK, terms, others));
        String sentence = "revision " + terms.revision() + " by " + terms.author() + " is rolled back: " + why
                + (refusals.isEmpty() ? "" : "; " + sentences(refusals));
        parts.events().warn("config", sentence, here.facts(trial.terms(), "rolled-back"));
        return own.done() ? new Outcome.Done(sentence) : new Outcome.Refused(own.sentence());
    }

    /** Those that answer at this moment; others go back by themselves. */
    private List<String> others() {
        return parts.status().get().nodes().stream()
                .filter(node -> !node.self() && node.reachable())
                .map(NodeStatus::name)
                .toList();
    }

    private Outcome alone(Supplier<Outcome> work) {
        if (!oneAtATime.tryLock()) {
            return new Outcome.Refused("a configuration is being applied at this moment; ask again");
        }
        try {
            return work.get();
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public void close() {
        beats.close();
    }
}
