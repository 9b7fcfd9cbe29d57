package tandem.proxy.http2;

import java.util.Arrays;

/**
 * The fields that one direction of a connection has agreed to remember: RFC 7541 sections 2.3.2 and 4. Takes no memory before the first
 * one, and then no more than its size and half a kilobyte for positions. One thread.
 */
final class DynamicTable {
    /** What each entry counts besides its bytes. */
    static final int OVERHEAD = 32;

    private static final int FIRST_ENTRIES = 16;
    private static final int FIRST_BYTES = 512;

    private byte[] bytes = {};
    private int[] starts = {};
    private int[] nameLengths = {};
    private int[] valueLengths = {};
    /** Where the newest entry is in the rings of positions. */
    private int newest;

    private int count;
    private int size;
    private int end;
    private int most;

    DynamicTable(int most) {
        this.most = most;
    }

    /** How many entries there are; 0 is the newest. */
    int count() {
        return count;
    }

    /** The size that counts against the most. */
    int size() {
        return size;
    }

    /** What the positions of entries point into; until the next change. */
    byte[] bytes() {
        return bytes;
    }

    private int slot(int index) {
        return newest - index & starts.length - 1;
    }

    int nameStart(int index) {
        return starts[slot(index)];
    }

    int nameEnd(int index) {
        return starts[slot(index)] + nameLengths[slot(index)];
    }

    /** The value begins where the name ends. */
    int valueEnd(int index) {
        return nameEnd(index) + valueLengths[slot(index)];
    }

    /** Changes the most; what no longer fits is forgotten, oldest first. */
    void most(int bytesAndOverhead) {
        most = bytesAndOverhead;
        evict(0);
    }

    private void evict(int needed) {
        while (count > 0 && size + needed > most) {
            int oldest = slot(count - 1);
            size -= nameLengths[oldest] + valueLengths[oldest] + OVERHEAD;
            count--;
        }
        if (count == 0) {
            end = 0;
        }
    }

    /**
     * Remembers a field; one that is larger than everything empties the table.
     *
     * @param from not {@link #bytes}
     */
    void add(byte[] from, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int name = nameEnd - nameStart;
        int value = valueEnd - valueStart;
        int needed = name + value + OVERHEAD;
        evict(needed);
        if (needed > most) {
            return;
        }
        room(name + value);
        if (count == starts.length) {
            moreEntries();
        }
        newest = newest + 1 & starts.length - 1;
        starts[newest] = end;
        nameLengths[newest] = name;
        valueLengths[newest] = value;
        System.arraycopy(from, nameStart, bytes, end, name);
        System.arraycopy(from, valueStart, bytes, end + name, value);
        end += name + value;
        size += needed;
        count++;
    }

    /** Makes room behind the newest entry, by moving all to the front if need be. */
    private void room(int wanted) {
        if (end + wanted <= bytes.length) {
            return;
        }
        int live = size - count * OVERHEAD;
        int capacity = Math.max(bytes.length, FIRST_BYTES);
        while (capacity < live + wanted) {
            capacity *= 2;
        }
        byte[] target = capacity == bytes.length ? bytes : new byte[capacity];
        if (count > 0) {
            int first = nameStart(count - 1);
            System.arraycopy(bytes, first, target, 0, end - first);
            for (int i = 0; i < count; i++) {
                starts[slot(i)] -= first;
            }
            end -= first;
        }
        bytes = target;
    }

    private void moreEntries() {
        int length = Math.max(FIRST_ENTRIES, starts.length * 2);
        int[] ordered = new int[count];
        for (int i = 0; i < count; i++) {
            ordered[i] = slot(count - 1 - i);
        }
        starts = reordered(starts, ordered, length);
        nameLengths = reordered(nameLengths, ordered, length);
        valueLengths = reordered(valueLengths, ordered, length);
        newest = count - 1 & length - 1;
    }

    private static int[] reordered(int[] ring, int[] order, int length) {
        int[] longer = new int[length];
        Arrays.setAll(longer, i -> i < order.length ? ring[order[i]] : 0);
        return longer;
    }
}
