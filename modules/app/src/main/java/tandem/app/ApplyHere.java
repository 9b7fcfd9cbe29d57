package tandem.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.config.Loaded;
import tandem.core.apply.Applied;
import tandem.core.apply.ApplyAnswer;
import tandem.core.apply.ApplyAsk;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.ApplyStatus.Phase;
import tandem.core.apply.Proposal;
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.status.PairStatus;

/**
 * What this node does with an applied configuration, step by step. A trial is in memory alone: a restart ends it with what was before.
 * Called by one thread at a time; {@link #status} and {@link #trial} by any.
 */
final class ApplyHere {
    private static final int LONGEST = 300;

    private final String node;
    private final ConfigSource source;
    private final ApplyTarget target;
    private final Supplier<PairStatus> status;
    private final NodeClock clock;
    private volatile @Nullable Trial trial;
    private volatile String ended = "";
    private volatile boolean rolledBack;
    private volatile String lastId = "";
    private volatile long tried;
    private @Nullable Undo undo;

    /**
     * What is in force for the time being.
     *
     * @param led whether this node was asked for it, and ends it
     */
    record Trial(
            String id,
            Terms terms,
            TandemConfig back,
            PairStatus before,
            String hash,
            long endNanos,
            long endEpochMillis,
            long atEpochMillis,
            boolean led) {
        String words() {
            return "revision " + terms.revision() + " by " + terms.author() + " is on trial until "
                    + Instant.ofEpochMilli(endEpochMillis).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /** How to go back behind a step that was kept, should another node refuse it. */
    private record Undo(String id, TandemConfig back, Optional<Applied> before) {}

    ApplyHere(String node, ConfigSource source, ApplyTarget target, Supplier<PairStatus> status, NodeClock clock) {
        this.node = node;
        this.source = source;
        this.target = target;
        this.status = status;
        this.clock = clock;
    }

    Optional<Trial> trial() {
        return Optional.ofNullable(trial);
    }

    String hash() {
        return target.hash(target.inForce());
    }

    /** The greatest that was ever in force here, on trial or for good, as far as it is remembered. */
    long lastRevision() {
        return Math.max(tried, source.applied().map(Applied::revision).orElse(0L));
    }

    /** Those of what is applied. */
    Terms lastTerms(String author) {
        Applied applied = source.applied()
                .orElseThrow(() -> new IllegalStateException("nothing is applied on " + node + ", so nothing can end"));
        return new Terms(applied.revision(), author, "", Terms.SHORTEST, false, applied.proposal());
    }

    /** The same for this reason, which may be long. */
    Terms because(Terms terms, String reason) {
        String kept = reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST - 1) + "…";
        return new Terms(terms.revision(), terms.author(), kept, terms.trial(), terms.byHand(), terms.proposal());
    }

    Map<String, String> facts(Terms terms, String outcome) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("outcome", outcome);
        facts.put("revision", Long.toString(terms.revision()));
        facts.put("author", terms.author());
        facts.put("comment", terms.comment());
        facts.put("hash", hash());
        return facts;
    }

    /** This node ends the trial. */
    void lead() {
        Trial now = trial;
        if (now != null) {
            trial = new Trial(
                    now.id,
                    now.terms,
                    now.back,
                    now.before,
                    now.hash,
                    now.endNanos,
                    now.endEpochMillis,
                    now.atEpochMillis,
                    true);
        }
    }

    boolean over(Trial asked, long graceNanos) {
        return clock.nanos() - asked.endNanos() - graceNanos >= 0;
    }

    ApplyStatus status() {
        Trial now = trial;
        if (now != null) {
            Terms terms = now.terms;
            return new ApplyStatus(
                    now.id,
                    Phase.TRIAL,
                    terms.revision(),
                    terms.author(),
                    terms.comment(),
                    now.atEpochMillis,
                    now.endEpochMillis,
                    now.words());
        }
        Optional<Applied> applied = source.applied().filter(Applied::inForce);
        Phase phase = rolledBack ? Phase.ROLLED_BACK : applied.isPresent() ? Phase.APPLIED : Phase.FILE;
        return new ApplyStatus(
                lastId,
                phase,
                applied.map(Applied::revision).orElse(0L),
                applied.map(Applied::author).orElse(""),
                applied.map(Applied::comment).orElse(""),
                applied.map(Applied::atEpochMillis).orElse(0L),
                0,
                ended);
    }

    /** What somebody should know of it; empty while the files are in force. */
    Optional<String> warning() {
        Trial now = trial;
        if (now != null) {
            return Optional.of(now.words());
        }
        return source.applied()
                .filter(Applied::inForce)
                .map(applied -> "revision " + applied.revision() + ", applied by " + applied.author()
                        + (applied.comment().isEmpty() ? "" : " (" + applied.comment() + ")")
                        + ", is in force instead of "
                        + source.standsFor().map(Object::toString).orElse("the file")
                        + ": write it there too and reload, or go back to the files by `tandem apply clear`");
    }

    /** A reload took what the files say. */
    void filesRead() {
        source.settle();
        rolledBack = false;
    }

    /** Carries a step out. */
    ApplyAnswer does(ApplyAsk ask) {
        return switch (ask.step()) {
            case CHECK -> {
                ApplyTarget.Judgement judgement = target.judge(with(ask.terms().proposal()));
                yield answer(ask, judgement.outcome(), judgement.hash());
            }
            case COMMIT -> answer(ask, commit(ask), hash());
            case KEEP -> answer(ask, keep(ask), hash());
            case ROLL_BACK -> answer(ask, rollBack(ask), hash());
            case CLEAR -> answer(ask, clear(), hash());
        };
    }

    private static ApplyAnswer answer(ApplyAsk ask, Outcome outcome, String hash) {
        return ask.answer(outcome instanceof Outcome.Done, outcome.sentence(), hash);
    }

    private Loaded with(Proposal proposal) {
        return source.with(proposal, Optional.of(node));
    }

    private Outcome commit(ApplyAsk ask) {
        Trial running = trial;
        if (running != null) {
            return running.id.equals(ask.id()) ? new Outcome.Done("") : new Outcome.Refused(running.words());
        }
        Loaded loaded = with(ask.terms().proposal());
        ApplyTarget.Judgement judgement = target.judge(loaded);
        if (!(loaded instanceof Loaded.Ok ok) || judgement.outcome() instanceof Outcome.Refused) {
            return judgement.outcome();
        }
        TandemConfig back = target.inForce();
        PairStatus before = status.get();
        Outcome put = target.put(ok.config());
        if (put instanceof Outcome.Done) {
            long millis = ask.terms().trial().toMillis();
            trial = new Trial(
                    ask.id(),
                    ask.terms(),
                    back,
                    before,
                    judgement.hash(),
                    clock.nanos() + ask.terms().trial().toNanos(),
                    clock.epochMillis() + millis,
                    clock.epochMillis(),
                    false);
            lastId = ask.id();
            tried = ask.terms().revision();
            rolledBack = false;
            ended = "";
            undo = null;
        }
        return put;
    }

    private Outcome keep(ApplyAsk ask) {
        Trial kept = trial;
        if (kept == null || !kept.id.equals(ask.id())) {
            return undo != null && undo.id.equals(ask.id())
                    ? new Outcome.Done("")
                    : new Outcome.Refused("it is not on trial here any more");
        }
        undo = new Undo(kept.id, kept.back, source.applied());
        Terms terms = kept.terms;
        Outcome stored = source.keep(new Applied(
                terms.revision(),
                terms.author(),
                terms.comment(),
                ask.from(),
                kept.atEpochMillis,
                source.base(terms.proposal().target()),
                terms.proposal(),
                !source.says(terms.proposal())));
        trial = null;
        ended = "revision " + terms.revision() + " by " + terms.author() + " is kept"
                + (stored instanceof Outcome.Refused ? "; " + stored.sentence() : "");
        return new Outcome.Done(ended);
    }

    private Outcome rollBack(ApplyAsk ask) {
        Trial running = trial;
        Undo behind = undo;
        TandemConfig back;
        if (running != null && running.id.equals(ask.id())) {
            back = running.back;
        } else if (behind != null && behind.id.equals(ask.id())) {
            source.restore(behind.before);
            back = behind.back;
        } else {
            return new Outcome.Done("nothing of it is in force here");
        }
        trial = null;
        undo = null;
        rolledBack = true;
        ended = "revision " + ask.terms().revision() + " by " + ask.terms().author() + " is rolled back: "
                + ask.terms().comment();
        Outcome put = target.put(back);
        if (put instanceof Outcome.Refused) {
            ended += "; but here it could not be: " + put.sentence();
            return new Outcome.Refused("it could not go back: " + put.sentence());
        }
        return new Outcome.Done(ended);
    }

    private Outcome clear() {
        Loaded files = source.file();
        ApplyTarget.Judgement judgement = target.judge(files);
        if (!(files instanceof Loaded.Ok ok) || judgement.outcome() instanceof Outcome.Refused) {
            return judgement.outcome();
        }
        Outcome put = target.put(ok.config());
        if (put instanceof Outcome.Done) {
            Outcome stored = source.end();
            rolledBack = false;
            ended = "";
            return stored instanceof Outcome.Refused ? stored : put;
        }
        return put;
    }
}
