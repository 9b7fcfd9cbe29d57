package tandem.sharing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tandem.core.apply.Applied;
import tandem.core.apply.ApplyCodec;
import tandem.core.port.Outcome;
import tandem.core.share.ShareCodec.MalformedShare;

/** The configuration that an operator applied last, on this node's disk. Any thread. */
public final class AppliedFile {
    private final RecordFile<Applied> file;

    /**
     * Names the file; touches nothing yet.
     *
     * @param stateDirectory made when something is saved, if it does not exist
     */
    public AppliedFile(Path stateDirectory) {
        this.file = new RecordFile<>(stateDirectory, "applied", new AppliedForm());
    }

    private record AppliedForm() implements RecordFile.Form<Applied> {
        @Override
        public byte[] encode(Applied value) {
            return ApplyCodec.encode(value);
        }

        @Override
        public Applied decode(byte[] bytes) throws MalformedShare {
            return ApplyCodec.applied(bytes);
        }
    }

    /**
     * What was on disk.
     *
     * @param applied empty if nothing was ever applied, or it could not be read
     * @param problem which file, what is wrong and where it is kept; empty if nothing is
     */
    public record Loaded(Optional<Applied> applied, String problem) {}

    /** Reads the file; one that cannot be understood is renamed, so that nothing is lost. Never throws. */
    public Loaded load() {
        return switch (file.load()) {
            case RecordFile.Content.Read<Applied>(List<Applied> records) ->
                new Loaded(records.stream().findFirst(), "");
            case RecordFile.Content.Unusable<Applied>(String sentence) ->
                new Loaded(
                        Optional.empty(),
                        "the applied configuration: " + sentence
                                + "; the files count, apply it again if it was wanted");
        };
    }

    /** Replaces what is stored and waits until it is on the disk; refused if it could not be written, then the old stands. */
    public Outcome save(Applied applied) {
        try {
            file.save(List.of(applied));
            return new Outcome.Done("revision " + applied.revision() + " is stored in " + file.path());
        } catch (IOException e) {
            return new Outcome.Refused(
                    "revision " + applied.revision() + " could not be stored in " + file.path() + " ("
                            + e
                            + "); it is in force until this node restarts; see that the directory has room and belongs to the"
                            + " user that runs Tandem");
        }
    }
}
