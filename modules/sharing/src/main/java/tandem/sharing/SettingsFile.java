package tandem.sharing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import tandem.core.port.Outcome;
import tandem.core.setting.Setting;
import tandem.core.share.ShareCodec;
import tandem.core.share.ShareCodec.MalformedShare;

/** The operator settings on this node's disk, so that they outlive a restart of every node at once. Any thread. */
public final class SettingsFile {
    private final RecordFile<Setting> file;

    /**
     * Names the file; touches nothing yet.
     *
     * @param stateDirectory made when something is saved, if it does not exist
     */
    public SettingsFile(Path stateDirectory) {
        this.file = new RecordFile<>(stateDirectory, "settings", new SettingForm());
    }

    private record SettingForm() implements RecordFile.Form<Setting> {
        @Override
        public byte[] encode(Setting value) {
            return ShareCodec.encode(value);
        }

        @Override
        public Setting decode(byte[] bytes) throws MalformedShare {
            return ShareCodec.decodeSetting(bytes);
        }
    }

    /** What was on disk. */
    public sealed interface Loaded {
        /**
         * To go on with; empty if nothing was saved or nothing could be read.
         */
        List<Setting> settings();

        /** The file was read, or there was none. */
        record Read(List<Setting> settings) implements Loaded {
            public Read {
                settings = List.copyOf(settings);
            }
        }

        /**
         * The file is there and of no use; the node starts without it.
         *
         * @param sentence which file, what is wrong, where it is kept and what to do
         */
        record Unusable(String sentence) implements Loaded {
            @Override
            public List<Setting> settings() {
                return List.of();
            }
        }
    }

    /** Reads the file; one that cannot be understood is renamed, so that nothing is lost. Never throws. */
    public Loaded load() {
        return switch (file.load()) {
            case RecordFile.Content.Read<Setting>(List<Setting> records) -> new Loaded.Read(records);
            case RecordFile.Content.Unusable<Setting>(String sentence) ->
                new Loaded.Unusable("operator settings in " + sentence
                        + "; this node starts without them, its peers may still have them; see `tandem status`");
        };
    }

    /**
     * Replaces the file's content and waits until it is on the disk.
     *
     * @param settings every record, cleared ones included
     * @return refused if it could not be written; then the old content stands
     */
    public Outcome save(Collection<Setting> settings) {
        try {
            file.save(settings);
            return new Outcome.Done(settings.size() + " settings are stored in " + file.path());
        } catch (IOException e) {
            return new Outcome.Refused("settings could not be stored in " + file.path() + " (" + e
                    + "); they are in force but would not outlive a restart of every node; see that the directory"
                    + " exists, has room and belongs to the user that runs Tandem");
        }
    }
}
