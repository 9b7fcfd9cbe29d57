package tandem.core.status;

import java.util.List;

/**
 * How the virtual addresses came to a node: written by the node that took them, once a take.
 *
 * @param number counts the reports of a node, from 1, across restarts
 * @param atEpochMillis when the addresses were shown, wall clock
 * @param node who took them
 * @param group which virtual addresses
 * @param term under which number of the lease
 * @param kind start, peer_lost, peer_gave_up, switchover or returned
 * @param cause why, as a sentence
 * @param evidence what spoke for it, as sentences; may be empty
 * @param timeline oldest first; the first moment is the zero of all others; may be empty
 * @param clients what clients lost, as far as it is known, as a sentence
 * @param advice what to do or to look at, as sentences; may be empty
 */
public record TakeoverReport(
        long number,
        long atEpochMillis,
        String node,
        String group,
        long term,
        String kind,
        String cause,
        List<String> evidence,
        List<Moment> timeline,
        String clients,
        List<String> advice) {

    public TakeoverReport {
        evidence = List.copyOf(evidence);
        timeline = List.copyOf(timeline);
        advice = List.copyOf(advice);
    }

    /**
     * @param micros since the first moment
     * @param what what happened then, in words
     */
    public record Moment(long micros, String what) {}

    /** From the first moment to the last, in microseconds; 0 without a timeline. */
    public long tookMicros() {
        return timeline.isEmpty() ? 0 : timeline.getLast().micros();
    }
}
