package tandem.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.config.ConfigFiles;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.apply.Applied;
import tandem.core.apply.Proposal;
import tandem.core.port.Outcome;
import tandem.sharing.AppliedFile;

/**
 * Where a node's configuration comes from: its files, but for the one that an operator's applied text stands for until that file
 * changes. Files are only ever read. Any thread; see ADR 48.
 */
public final class ConfigSource implements Supplier<Loaded> {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigSource.class);

    private final Path file;
    private final Optional<String> node;
    private @Nullable Applied applied;
    private @Nullable AppliedFile store;
    private Optional<Path> standsFor = Optional.empty();

    /** @param node the node's name from the command line, as {@link ConfigFiles#load(Path, Optional)} takes it */
    public ConfigSource(Path file, Optional<String> node) {
        this.file = file;
        this.node = node;
    }

    /** What a start or a reload puts into force. */
    @Override
    public synchronized Loaded get() {
        Loaded read = file();
        if (!(read instanceof Loaded.Ok ok)) {
            return read;
        }
        if (store == null) {
            store = new AppliedFile(ok.config().stateDirectory());
            AppliedFile.Loaded stored = store.load();
            if (!stored.problem().isEmpty()) {
                LOG.warn("{}", stored.problem());
            }
            applied = stored.applied().orElse(null);
            standsFor = stored.applied().flatMap(known -> place(known.proposal().target()));
        }
        if (applied == null || !applied.inForce()) {
            return read;
        }
        String now = base(applied.proposal().target());
        if (!now.equals(applied.base())) {
            LOG.info("the files count: one of them has changed since revision {} was applied", applied.revision());
            return read;
        }
        Loaded with = with(applied.proposal(), ok.config().node());
        if (with instanceof Loaded.Broken(var findings)) {
            LOG.warn(
                    "the files count: revision {}, applied by {}, can no longer be read:\n{}",
                    applied.revision(),
                    applied.author(),
                    Findings.text(findings));
            return read;
        }
        return with;
    }

    /** What the files say, whatever is applied. */
    Loaded file() {
        return ConfigFiles.load(file, node);
    }

    /** What they would say if the text stood in one of them, for the node that runs here. */
    Loaded with(Proposal proposal, Optional<String> runs) {
        return ConfigFiles.loadWith(file, node.or(() -> runs), proposal);
    }

    /** Where the text would stand; empty if this node's configuration has no such file. */
    Optional<Path> place(Proposal.Target target) {
        return ConfigFiles.place(file, target);
    }

    /** The file that what was applied last stands for. */
    synchronized Optional<Path> standsFor() {
        return standsFor;
    }

    /** What was applied last, in force or not. */
    synchronized Optional<Applied> applied() {
        return Optional.ofNullable(applied);
    }

    /** Has starts and reloads read this instead of the file; refused if it is not on the disk, and in force all the same. */
    synchronized Outcome keep(Applied next) {
        applied = next;
        standsFor = place(next.proposal().target());
        return store == null ? new Outcome.Done("") : store.save(next);
    }

    /** Lets the files count again; the revision stays known. */
    synchronized Outcome end() {
        return applied == null ? new Outcome.Done("") : keep(applied.ended());
    }

    /** After the files were read: what was applied ends where its file has changed since. */
    synchronized void settle() {
        if (applied != null
                && applied.inForce()
                && !base(applied.proposal().target()).equals(applied.base())) {
            LOG.info(
                    "revision {}, applied by {}, is over: its file has changed since",
                    applied.revision(),
                    applied.author());
            end();
        }
    }

    /** As it was before {@link #keep}. */
    synchronized void restore(Optional<Applied> before) {
        if (before.isPresent()) {
            keep(before.get());
        } else {
            end();
        }
    }

    /** Whether the file says the same by now. */
    boolean says(Proposal proposal) {
        return base(proposal.target()).equals(digest(proposal.text().getBytes(StandardCharsets.UTF_8)));
    }

    /** The file of this target as it is now. */
    String base(Proposal.Target target) {
        Optional<Path> place = place(target);
        try {
            return place.isEmpty() ? "" : digest(Files.readAllBytes(place.get()));
        } catch (IOException e) {
            return "";
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
