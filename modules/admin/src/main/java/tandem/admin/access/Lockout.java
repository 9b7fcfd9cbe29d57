package tandem.admin.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords: five failures in a row lock a name for that address, ten the address (of IPv6 its /64) for every
 * name, twenty the name for every address; for a minute first, twice as long each further time, 15 minutes at most. Remembers
 * {@value #MOST} of them, the longest unused go first. Any thread.
 */
public final class Lockout {
    static final int MOST = 2_000;

    private static final int EACH_LIMIT = 5;
    private static final int ADDRESS_LIMIT = 10;
    private static final int NAME_LIMIT = 20;
    private static final long FIRST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(15).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofHours(1).toNanos();
    private static final int PREFIX_BYTES = 8;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Entry(int failures, int locks, long atNanos, long lockedNanos) {
        static Entry fresh(long nowNanos) {
            return new Entry(0, 0, nowNanos, 0);
        }

        long left(long nowNanos) {
            return locks == 0 ? 0 : Math.max(0, lockedNanos - (nowNanos - atNanos));
        }

        Entry failed(int limit, long nowNanos) {
            if (failures + 1 < limit) {
                return new Entry(failures + 1, locks, nowNanos, 0);
            }
            long lock = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(locks, 4));
            return new Entry(0, locks + 1, nowNanos, lock);
        }
    }

    /** How long this name may not log in from this address; zero: it may. */
    public synchronized Duration left(String name, InetAddress address, long nowNanos) {
        long left = 0;
        for (String key : new String[] {each(name, address), address(address), name(name)}) {
            Entry entry = entries.get(key);
            left = Math.max(left, entry == null ? 0 : entry.left(nowNanos));
        }
        return Duration.ofNanos(left);
    }

    /**
     * Counts a failure.
     *
     * @param known whether there is such a user; others are counted by address alone
     * @return whether it led to a lock
     */
    public synchronized boolean failed(String name, boolean known, InetAddress address, long nowNanos) {
        boolean locked = count(address(address), ADDRESS_LIMIT, nowNanos);
        if (known) {
            locked |= count(each(name, address), EACH_LIMIT, nowNanos);
            locked |= count(name(name), NAME_LIMIT, nowNanos);
        }
        return locked;
    }

    private boolean count(String key, int limit, long nowNanos) {
        Entry before = entries.get(key);
        if (before == null || nowNanos - before.atNanos() > FORGOTTEN_NANOS) {
            before = Entry.fresh(nowNanos);
        }
        if (before.left(nowNanos) > 0) {
            return false;
        }
        Entry after = before.failed(limit, nowNanos);
        entries.put(key, after);
        makeRoom();
        return after.left(nowNanos) > 0;
    }

    private void makeRoom() {
        Iterator<String> oldest = entries.keySet().iterator();
        while (entries.size() > MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Forgets the failures of a name at an address, since it logged in. */
    public synchronized void succeeded(String name, InetAddress address) {
        entries.remove(each(name, address));
        entries.remove(address(address));
        entries.remove(name(name));
    }

    /** Lets everybody try again; returns how many locks there were. */
    public synchronized int clear(long nowNanos) {
        int locks = (int) entries.values().stream()
                .filter(entry -> entry.left(nowNanos) > 0)
                .count();
        entries.clear();
        return locks;
    }

    synchronized int size() {
        return entries.size();
    }

    private static String each(String name, InetAddress address) {
        return "each " + address(address) + " " + name;
    }

    private static String name(String name) {
        return "name " + name;
    }

    private static String address(InetAddress address) {
        byte[] bytes = address.getAddress();
        return "address "
                + HexFormat.of()
                        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, PREFIX_BYTES) : bytes);
    }
}
