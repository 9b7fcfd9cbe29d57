package tandem.core.acme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What certificates and accounts are kept under: the same on every node, and fit for the name of a file. Any thread. */
public final class KeptNames {
    private static final int DIGITS = 8;
    private static final int LONGEST = 100;

    private KeptNames() {}

    /** Of the certificate for these names, in whatever order. */
    public static String certificate(List<String> names) {
        List<String> sorted = names.stream().sorted().toList();
        String first = sorted.getFirst().replaceAll("[^a-z0-9.-]", "-");
        String shown = first.length() > LONGEST ? first.substring(0, LONGEST) : first;
        return "certificate-" + shown + "-" + digest(String.join(",", sorted));
    }

    /** Of the account with this authority. */
    public static String account(String directory) {
        return "account-" + digest(directory);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
