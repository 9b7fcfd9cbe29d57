package tandem.core.balance;

import java.net.InetAddress;

/**
 * Numbers for texts and addresses, spread over 64 bits; the same in every version and on every node, because clients stay with
 * their members by them. Not a defence against somebody who looks for keys of one member. Any thread.
 */
public final class KeyHash {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private KeyHash() {}

    /** Of a text, by FNV-1a over its UTF-16 units and {@link #mixed}. */
    public static long of(CharSequence text) {
        long hash = BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mixed(hash);
    }

    /** Of an address. */
    public static long of(InetAddress address) {
        long hash = BASIS;
        for (byte part : address.getAddress()) {
            hash = (hash ^ (part & 0xff)) * PRIME;
        }
        return mixed(hash);
    }

    /** Numbers side by side become numbers far apart: the finish of MurmurHash3. */
    public static long mixed(long number) {
        long mixed = (number ^ number >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
