package tandem.app;

import java.util.function.Consumer;
import java.util.function.Supplier;
import tandem.core.port.LastWord;
import tandem.core.port.RunsOn;
import tandem.core.port.SharedState;
import tandem.core.share.NodeReport;
import tandem.core.share.ShareCodec;
import tandem.core.status.Role;

/**
 * The last word of a hand-over is a report: the new owner's schedules go on where the old one's stopped, and its counters are known at
 * once. A node that holds other addresses already goes on with its own schedules, which its clients have met; where one peer gives several
 * groups of addresses, what it chose between their words is added.
 */
@RunsOn(RunsOn.Lane.ELECTION)
final class Succession implements LastWord {
    private final NodeVoice voice;
    private final ScheduleFollower follower;
    private final Supplier<SharedState> shared;
    private final Consumer<String> notes;

    /** @param notes takes a sentence without delay when a word could not be followed */
    Succession(NodeVoice voice, ScheduleFollower follower, Supplier<SharedState> shared, Consumer<String> notes) {
        this.voice = voice;
        this.follower = follower;
        this.shared = shared;
        this.notes = notes;
    }

    @Override
    public byte[] say() {
        follower.gaveAway();
        return ShareCodec.encode(voice.lastWord());
    }

    @Override
    public void hear(String from, byte[] word) {
        NodeReport report;
        try {
            report = ShareCodec.decodeReport(word);
        } catch (ShareCodec.MalformedShare e) {
            notes.accept(from + "'s schedule and counters came with the addresses but cannot be read (" + e.getMessage()
                    + "); going on from its last report");
            return;
        }
        if (!report.node().equals(from)) {
            notes.accept(from + " sent schedule and counters of " + report.node()
                    + " with the addresses; going on from " + from + "'s last report");
            return;
        }
        if (!follower.succeed(report, voice.role() == Role.ACTIVE)) {
            notes.accept("the schedules of " + from
                    + " came with the addresses while an earlier report was being followed; going on from that");
        }
        shared.get().heard(report);
    }
}
