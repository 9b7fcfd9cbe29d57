package tandem.failover.votes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.VipConfig;

/**
 * The line that the guard of a dead node sends: {@code tandem-release 1 CLUSTER NODE TERM NONCE} for the main group of addresses,
 * {@code tandem-release 2 CLUSTER NODE GROUP TERM NONCE} for another; parted by one space each, with a line feed at the end.
 */
final class ReleaseLine {
    private static final byte FIRST = 't';
    private static final int MAX_BYTES = 512;
    private static final int NONCE_DIGITS = 64;
    private static final int TERM_DIGITS = 18;
    private static final int GROUP_CHARACTERS = 63;

    private ReleaseLine() {}

    /** Whether the bytes mean to be such a line; a datagram of any version begins otherwise. */
    static boolean begins(byte[] bytes, int length) {
        return length > 0 && bytes[0] == FIRST;
    }

    /** Reads the line; empty if it is of another cluster, not about a voter, or not as said. */
    static Optional<Received.Release> read(byte[] bytes, int length, String cluster, Set<String> voters) {
        if (length > MAX_BYTES || bytes[length - 1] != '\n') {
            return Optional.empty();
        }
        String[] words = new String(bytes, 0, length - 1, StandardCharsets.US_ASCII).split(" ", -1);
        if (words.length == 6 && words[1].equals("1")) {
            return read(
                    List.of(words[0], words[2], words[3], VipConfig.MAIN_GROUP, words[4], words[5]), cluster, voters);
        }
        return words.length == 7 && words[1].equals("2")
                ? read(List.of(words[0], words[2], words[3], words[4], words[5], words[6]), cluster, voters)
                : Optional.empty();
    }

    private static Optional<Received.Release> read(List<String> words, String cluster, Set<String> voters) {
        boolean right = words.get(0).equals("tandem-release")
                && words.get(1).equals(cluster)
                && voters.contains(words.get(2))
                && group(words.get(3))
                && term(words.get(4))
                && nonce(words.get(5));
        return right
                ? Optional.of(
                        new Received.Release(words.get(2), words.get(3), Long.parseLong(words.get(4)), words.get(5)))
                : Optional.empty();
    }

    private static boolean group(String word) {
        return !word.isEmpty() && word.length() <= GROUP_CHARACTERS;
    }

    private static boolean term(String word) {
        return !word.isEmpty()
                && word.length() <= TERM_DIGITS
                && word.chars().allMatch(c -> c >= '0' && c <= '9')
                && word.charAt(0) != '0';
    }

    private static boolean nonce(String word) {
        return word.length() == NONCE_DIGITS
                && word.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
