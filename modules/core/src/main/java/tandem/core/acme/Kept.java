package tandem.core.acme;

import java.util.Locale;

/**
 * A secret that all nodes keep alike: a certificate with its key, or the key of an account. Of two by one name the newer counts.
 *
 * @param name what it is kept under; letters, digits, dots and hyphens
 * @param madeEpochMillis when it was made, by the clock of the node that did
 * @param text PEM: a private key, then the certificates of its chain if there are any
 */
public record Kept(String name, long madeEpochMillis, String text) {
    private static final int LONGEST_NAME = 200;

    public Kept {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*") || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("nothing can be kept by the name '" + name + "'");
        }
    }

    /** Whether it is to stand in place of the other. */
    public boolean newerThan(Kept other) {
        return madeEpochMillis > other.madeEpochMillis
                || madeEpochMillis == other.madeEpochMillis && text.compareTo(other.text) > 0;
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s of %d", name, madeEpochMillis);
    }
}
