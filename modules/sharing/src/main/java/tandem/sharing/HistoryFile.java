package tandem.sharing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import tandem.core.port.Outcome;
import tandem.core.share.ShareCodec;
import tandem.core.share.ShareCodec.MalformedShare;
import tandem.core.status.Event;

/** What this node knows of events, on its disk. As large as {@link tandem.core.history.History} lets it become. Any thread. */
public final class HistoryFile {
    private final RecordFile<Event> file;

    /**
     * Names the file; touches nothing yet.
     *
     * @param stateDirectory made when something is saved, if it does not exist
     */
    public HistoryFile(Path stateDirectory) {
        this.file = new RecordFile<>(stateDirectory, "history", new EventForm());
    }

    private record EventForm() implements RecordFile.Form<Event> {
        @Override
        public byte[] encode(Event value) {
            return ShareCodec.encode(value);
        }

        @Override
        public Event decode(byte[] bytes) throws MalformedShare {
            return ShareCodec.decodeEvent(bytes);
        }
    }

    /**
     * What was on disk.
     *
     * @param events in the order in which they were saved; empty if nothing was saved or nothing could be read
     * @param problem which file, what is wrong and where it is kept; empty if nothing is
     */
    public record Loaded(List<Event> events, String problem) {
        public Loaded {
            events = List.copyOf(events);
        }
    }

    /** Reads the file; one that cannot be understood is renamed, so that nothing is lost. Never throws. */
    public Loaded load() {
        return switch (file.load()) {
            case RecordFile.Content.Read<Event>(List<Event> records) -> new Loaded(records, "");
            case RecordFile.Content.Unusable<Event>(String sentence) ->
                new Loaded(
                        List.of(), "the event history: " + sentence + "; the history begins anew, peers may have it");
        };
    }

    /** Replaces the file's content and waits until it is on the disk; refused if it could not be written, then the old stands. */
    public Outcome save(Collection<Event> events) {
        try {
            file.save(events);
            return new Outcome.Done(events.size() + " events are stored in " + file.path());
        } catch (IOException e) {
            return new Outcome.Refused("the event history could not be stored in " + file.path() + " (" + e
                    + "); it goes on in memory and at the peers; see that the directory has room and belongs to the user"
                    + " that runs Tandem");
        }
    }
}
