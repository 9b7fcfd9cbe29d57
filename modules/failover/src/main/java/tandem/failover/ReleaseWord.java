package tandem.failover;

import tandem.core.port.LastWord;
import tandem.core.port.RunsOn;
import tandem.failover.election.Message.Release;

/**
 * Lets a release carry the last word of who held the addresses, so that it is there before they can be taken and nobody waits for
 * it. A release is repeated until it is heard; its word counts once.
 */
@RunsOn(RunsOn.Lane.ELECTION)
final class ReleaseWord {
    /** More would keep the link busy for longer than the addresses may be dark. */
    static final int MOST_BYTES = 1 << 20;

    private final LastWord word;
    private final GroupVoice voice;
    private long noted = Long.MIN_VALUE;
    private long heard = Long.MIN_VALUE;

    ReleaseWord(LastWord word, GroupVoice voice) {
        this.word = word;
        this.voice = voice;
    }

    Release said(Release release) {
        byte[] said;
        try {
            said = word.say();
        } catch (RuntimeException e) {
            return without(release, e.toString());
        }
        return said.length > MOST_BYTES
                ? without(release, said.length + " bytes are more than " + MOST_BYTES)
                : release.with(said);
    }

    private Release without(Release release, String why) {
        if (noted != release.term()) {
            noted = release.term();
            voice.warn(
                    "schedule and counters are not handed over with the addresses, the new owner goes on from the last"
                            + " report: " + why);
        }
        return release;
    }

    void heard(String from, Release release) {
        if (heard == release.term() || word == LastWord.NONE) {
            return;
        }
        heard = release.term();
        if (release.word().length == 0) {
            voice.note(from + " released the addresses without schedule and counters; going on from its last report");
            return;
        }
        try {
            word.hear(from, release.word());
        } catch (RuntimeException e) {
            voice.warn("the schedule and counters of " + from
                    + " were not taken over with the addresses, going on from its" + " last report: " + e);
        }
    }
}
