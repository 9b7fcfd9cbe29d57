package tandem.proxy.http2;

/**
 * The fixed code of RFC 7541 appendix B. It is canonical (codes of one length are consecutive, in the order of their symbols), so
 * the lengths alone make it. Any thread.
 */
final class Huffman {
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, //
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, //
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, //
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, //
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, //
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, //
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, //
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, //
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, //
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, //
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, //
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, //
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, //
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, //
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, //
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, //
        30
    };
    private static final int END = 256;
    private static final int LONGEST = 30;
    private static final int QUICK = 9;
    private static final int MOST_PADDING = 7;

    /** Symbols in the order of their codes. */
    private static final int[] ORDERED = new int[LENGTHS.length];
    /** By length: the first code, how many there are, and where they begin in {@link #ORDERED}. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] COUNT = new int[LONGEST + 1];
    private static final int[] AT = new int[LONGEST + 1];
    /** By the next {@value #QUICK} bits: the symbol times 16 plus its length; 0 where the code is longer. */
    private static final short[] SHORT = new short[1 << QUICK];

    static {
        int code = 0;
        int at = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            FIRST[length] = code;
            AT[length] = at;
            for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
                if (LENGTHS[symbol] == length) {
                    ORDERED[at++] = symbol;
                    code++;
                }
            }
            COUNT[length] = at - AT[length];
        }
        for (int length = 1; length <= QUICK; length++) {
            for (int i = 0; i < COUNT[length]; i++) {
                int from = FIRST[length] + i << QUICK - length;
                for (int bits = from; bits < from + (1 << QUICK - length); bits++) {
                    SHORT[bits] = (short) (ORDERED[AT[length] + i] << 4 | length);
                }
            }
        }
    }

    private Huffman() {}

    /** The length of a symbol's code in bits; 256 is the end of a string. */
    static int length(int symbol) {
        return LENGTHS[symbol];
    }

    /** A symbol's code, right-aligned. */
    static int code(int symbol) {
        int length = LENGTHS[symbol];
        int i = AT[length];
        while (ORDERED[i] != symbol) {
            i++;
        }
        return FIRST[length] + i - AT[length];
    }

    /** The most bytes that so many packed bytes can unpack to. */
    static int mostUnpacked(int packed) {
        return packed * 8 / 5;
    }

    /**
     * Unpacks a string.
     *
     * @param into has room for {@link #mostUnpacked}
     * @return where the text ends in {@code into}; -1 if it is no code, says the end, or is padded wrongly
     */
    static int unpack(byte[] packed, int start, int end, byte[] into, int intoAt) {
        long bits = 0;
        int count = 0;
        int at = start;
        int to = intoAt;
        while (true) {
            while (count <= 32 && at < end) {
                bits = bits << 8 | packed[at++] & 0xff;
                count += 8;
            }
            int symbol = symbol(bits, count);
            if (symbol < 0) {
                return padding(bits, count) ? to : -1;
            }
            if (symbol == END) {
                return -1;
            }
            into[to++] = (byte) symbol;
            count -= LENGTHS[symbol];
        }
    }

    /** The symbol that the lowest bits of this number begin with; -1 if they are too few, or begin none. */
    private static int symbol(long bits, int count) {
        int next = (int) (count >= QUICK ? bits >>> count - QUICK : bits << QUICK - count) & (1 << QUICK) - 1;
        int known = SHORT[next];
        if (known != 0) {
            return (known & 15) <= count ? known >> 4 : -1;
        }
        for (int length = QUICK + 1; length <= LONGEST && length <= count; length++) {
            int code = (int) (bits >>> count - length) & (1 << length) - 1;
            if (code - FIRST[length] < COUNT[length]) {
                return ORDERED[AT[length] + code - FIRST[length]];
            }
        }
        return -1;
    }

    private static boolean padding(long bits, int count) {
        int ones = (1 << count) - 1;
        return count <= MOST_PADDING && (bits & ones) == ones;
    }
}
