package tandem.core.access;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody, or some program, that may operate a node.
 *
 * @param name letters, digits and {@code . _ @ -}, at most 64; the author of what is changed
 * @param secret what the file keeps of password or token: {@code pbkdf2-sha512:ROUNDS:SALT:HASH} for a user (base64),
 *     {@code sha256:HASH} for a token (hexadecimal)
 * @param until when it ends; empty: never
 */
public record Account(Kind kind, String name, AccessRole role, String secret, Optional<Instant> until) {
    /** Fewer rounds of PBKDF2 than these make a stolen file worth guessing at. */
    public static final int LEAST_ROUNDS = 600_000;

    /** More would let a login take seconds. */
    public static final int MOST_ROUNDS = 10_000_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern PASSWORD =
            Pattern.compile("pbkdf2-sha512:(\\d{1,9}):[A-Za-z0-9+/]{22,}={0,2}:[A-Za-z0-9+/]{86}==");
    private static final Pattern TOKEN = Pattern.compile("sha256:[0-9a-f]{64}");

    /** How somebody shows who it is. */
    public enum Kind {
        /** A person, by a password, on the page. */
        USER,
        /** A program, by a token, in every request. */
        TOKEN;

        /** The word in the file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the operator, which shows nothing of the secret */
    public Account {
        if (!validName(name)) {
            throw new IllegalArgumentException("'" + name
                    + "' is no name: 1 to 64 letters, digits and . _ @ - are allowed, a letter or digit first");
        }
        if (kind == Kind.TOKEN && !TOKEN.matcher(secret).matches()) {
            throw new IllegalArgumentException("the hash of token " + name + " is not sha256: and 64 digits");
        }
        if (kind == Kind.USER) {
            checkPassword(name, secret);
        }
    }

    private static void checkPassword(String name, String secret) {
        var matcher = PASSWORD.matcher(secret);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the hash of user " + name
                    + " is not pbkdf2-sha512:ROUNDS:SALT:HASH; `tandem user passwd` makes one");
        }
        int rounds = Integer.parseInt(matcher.group(1));
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("the hash of user " + name + " has " + rounds + " rounds; "
                    + LEAST_ROUNDS + " to " + MOST_ROUNDS + " are allowed; `tandem user passwd` makes one anew");
        }
    }

    /** Whether an account may be called this. */
    public static boolean validName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether its time is over. */
    public boolean ended(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** The same with another secret. */
    public Account withSecret(String next) {
        return new Account(kind, name, role, next, until);
    }

    /** The same with another role. */
    public Account withRole(AccessRole next) {
        return new Account(kind, name, next, secret, until);
    }

    /** What it is, without its secret. */
    @Override
    public String toString() {
        return kind.word() + " " + name + " " + role.word();
    }
}
