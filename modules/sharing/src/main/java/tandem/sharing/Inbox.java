package tandem.sharing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What Hazelcast's threads tell the merging thread: for each entry the newest bytes, and whether everything has to be read
 * again. Bounded: when it is full the entry is dropped and everything is read again. Never blocks its writers. Any thread.
 */
final class Inbox {
    private static final int LIMIT = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Map<EntryId, byte[]> entries = new LinkedHashMap<>();
    private boolean readAgain;

    /** Which entry of which map. */
    record EntryId(String map, String key) {}

    /** An entry and its bytes. */
    record Entry(EntryId id, byte[] sealed) {}

    /**
     * What came since the last time.
     *
     * @param readAgain read every entry of every map, these need not be all
     */
    record Batch(List<Entry> entries, boolean readAgain) {}

    void changed(EntryId id, byte[] sealed) {
        lock.lock();
        try {
            if (entries.size() < LIMIT || entries.containsKey(id)) {
                entries.put(id, sealed);
            } else {
                readAgain = true;
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Something happened after which single entries do not tell all. */
    void readAgain() {
        lock.lock();
        try {
            readAgain = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something, at most this long; may be empty. */
    Batch take(long maxNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = maxNanos;
            while (entries.isEmpty() && !readAgain && left > 0) {
                left = something.awaitNanos(left);
            }
            List<Entry> taken = new ArrayList<>();
            entries.forEach((id, bytes) -> taken.add(new Entry(id, bytes)));
            Batch batch = new Batch(taken, readAgain);
            entries.clear();
            readAgain = false;
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
