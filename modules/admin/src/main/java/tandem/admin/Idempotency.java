package tandem.admin;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Remembers what came of commands by their {@code Idempotency-Key}, so that a client which lost the answer may ask again without
 * doing it twice. What was done is remembered for an hour, by this node, for the newest {@value #MOST} keys; what was refused is
 * not. Any thread.
 */
final class Idempotency {
    static final int MOST = 1_000;

    private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(byte[] request, long atNanos, Answered answer) {}

    /** What there is to do about a command. */
    sealed interface Turn {
        /** Run it. */
        record First() implements Turn {}

        /** It was done: answer the same again. */
        record Again(Answered answer) implements Turn {}

        /** It is being done at this moment. */
        record Running() implements Turn {}

        /** The key was used for another command. */
        record Misused() implements Turn {}
    }

    /** A whole answer; no code while the command runs. */
    record Answered(int code, String contentType, byte[] body) {
        static final Answered NOT_YET = new Answered(0, "", new byte[0]);
    }

    /**
     * Takes a key for a command.
     *
     * @param request what identifies the command: method, path and body
     */
    synchronized Turn begin(String key, byte[] request, long nowNanos) {
        entries.values().removeIf(entry -> nowNanos - entry.atNanos() > KEPT_NANOS);
        Entry known = entries.get(key);
        if (known == null) {
            makeRoom();
            entries.put(key, new Entry(request, nowNanos, Answered.NOT_YET));
            return new Turn.First();
        }
        if (!Arrays.equals(known.request(), request)) {
            return new Turn.Misused();
        }
        return known.answer().code() == 0 ? new Turn.Running() : new Turn.Again(known.answer());
    }

    /** Remembers an answer to a command that was begun; one that tells of no success frees its key. */
    synchronized void end(String key, Answered answer) {
        Entry begun = entries.get(key);
        if (begun == null) {
            return;
        }
        if (answer.code() >= 300) {
            entries.remove(key);
        } else {
            entries.put(key, new Entry(begun.request(), begun.atNanos(), answer));
        }
    }

    private void makeRoom() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() >= MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
