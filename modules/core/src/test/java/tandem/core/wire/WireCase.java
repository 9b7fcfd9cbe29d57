package tandem.core.wire;

import java.util.List;
import java.util.Set;

/**
 * Bytes and what has to become of them.
 *
 * @param id such as {@code M01a}: the requirement, and a letter if it has several cases
 * @param what in words
 * @param request what the client sends
 * @param response what the member answers; empty for an ordinary 200
 * @param ends whether the member closes behind its response
 * @param verdicts any of them is right
 * @param present each must be in what is passed on
 * @param absent none may be in what is passed on, in any case of letters
 */
public record WireCase(
        String id,
        String what,
        byte[] request,
        byte[] response,
        boolean ends,
        List<Verdict> verdicts,
        List<String> present,
        List<String> absent) {

    /** What a proxy does with a message. */
    public enum Fate {
        /** Answers with an error and closes; nothing reaches the other side. */
        REFUSED,
        /** Answers itself; nothing reaches a member. */
        ANSWERED,
        /** Passes it on, whole and well-formed. */
        PASSED,
        /** Whoever gets it cannot take it for a complete message. */
        CUT
    }

    /**
     * One right way.
     *
     * @param statuses what the client sees; empty for any
     */
    public record Verdict(Fate fate, Set<Integer> statuses) {}

    public WireCase {
        verdicts = List.copyOf(verdicts);
        present = List.copyOf(present);
        absent = List.copyOf(absent);
    }

    /** The requirement that it belongs to, such as {@code M01}. */
    public String requirement() {
        return id.substring(0, 3);
    }

    /** Whether a message of this fate, with this status, is right. */
    public boolean allows(Fate fate, int status) {
        return verdicts.stream()
                .anyMatch(verdict -> verdict.fate() == fate
                        && (verdict.statuses().isEmpty() || verdict.statuses().contains(status)));
    }

    @Override
    public String toString() {
        return id + " " + what;
    }
}
