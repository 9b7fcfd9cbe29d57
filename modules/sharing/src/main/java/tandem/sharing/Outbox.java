package tandem.sharing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;

/**
 * Settings that wait for the publishing thread, the newest of each key. Bounded: when it is full, everything that the node
 * knows is offered instead. Never blocks its writers. Any thread.
 */
final class Outbox {
    private static final int LIMIT = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition urgent = lock.newCondition();
    private final Map<SettingKey, Setting> pending = new LinkedHashMap<>();
    private boolean everything;
    private boolean hurry;

    /** Queues settings; the older of two with the same key is forgotten. */
    void add(Collection<Setting> settings) {
        lock.lock();
        try {
            for (Setting setting : settings) {
                if (pending.size() >= LIMIT && !pending.containsKey(setting.key())) {
                    everything = true;
                } else {
                    pending.merge(setting.key(), setting, (a, b) -> b.beats(a) ? b : a);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** All that the node knows is to be offered. */
    void addEverything() {
        lock.lock();
        try {
            everything = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the publishing thread's pause. */
    void wake() {
        lock.lock();
        try {
            hurry = true;
            urgent.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Pauses the publishing thread until somebody wakes it, at most this long. */
    void pause(long maxNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = maxNanos;
            while (!hurry && left > 0) {
                left = urgent.awaitNanos(left);
            }
            hurry = false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits. */
    Batch drain() {
        lock.lock();
        try {
            Batch batch = new Batch(new ArrayList<>(pending.values()), everything);
            pending.clear();
            everything = false;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What waited.
     *
     * @param everything all that the node knows is to be offered, not only these
     */
    record Batch(List<Setting> settings, boolean everything) {}
}
