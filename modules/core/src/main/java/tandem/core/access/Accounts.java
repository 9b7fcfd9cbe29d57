package tandem.core.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The accounts of a users file, in its order. A line of the file is {@code user|token NAME ROLE SECRET [until=TIME]}; blank lines and
 * those that begin with {@code #} do not count. Immutable, any thread.
 */
public record Accounts(List<Account> all) {
    /** Nobody. */
    public static final Accounts NONE = new Accounts(List.of());

    private static final String HEAD =
            "# Who may operate this node; `tandem user` and `tandem token` change it. Passwords and tokens are hashed.\n";
    private static final String UNTIL = "until=";
    private static final int LEAST_WORDS = 4;
    private static final int MOST = 1_000;

    /** @throws IllegalArgumentException with a sentence if a name occurs twice or there are too many */
    public Accounts {
        all = List.copyOf(all);
        if (all.size() > MOST) {
            throw new IllegalArgumentException("has " + all.size() + " accounts; at most " + MOST + " are read");
        }
        for (int i = 0; i < all.size(); i++) {
            String name = all.get(i).name();
            if (all.subList(0, i).stream().anyMatch(earlier -> earlier.name().equals(name))) {
                throw new IllegalArgumentException("names " + name + " twice; users and tokens share their names");
            }
        }
    }

    /**
     * Reads the text of a file.
     *
     * @throws IllegalArgumentException with a sentence that follows the file's name and shows no secret
     */
    public static Accounts parse(String text) {
        List<Account> all = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                all.add(account(number, stripped));
            }
        }
        return new Accounts(all);
    }

    private static Account account(int number, String line) {
        String[] words = line.split("\\s+");
        if (words.length < LEAST_WORDS || words.length > LEAST_WORDS + 1) {
            throw bad(number, "is not KIND NAME ROLE HASH, such as `tandem user add` writes");
        }
        try {
            Account.Kind kind = one(Account.Kind.values(), words[0], "kind", "user or token");
            AccessRole role = one(AccessRole.values(), words[2], "role", "viewer, operator or admin");
            return new Account(kind, words[1], role, words[3], until(words));
        } catch (IllegalArgumentException e) {
            throw bad(number, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException bad(int number, String sentence) {
        return new IllegalArgumentException("line " + number + ": " + sentence);
    }

    private static <E extends Enum<E>> E one(E[] all, String word, String what, String known) {
        return Arrays.stream(all)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no " + what + "; write " + known));
    }

    private static Optional<Instant> until(String... words) {
        if (words.length == LEAST_WORDS) {
            return Optional.empty();
        }
        String word = words[LEAST_WORDS];
        try {
            if (word.startsWith(UNTIL)) {
                return Optional.of(Instant.parse(word.substring(UNTIL.length())));
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + word + "' is not until=2027-01-31T00:00:00Z", e);
        }
        throw new IllegalArgumentException("'" + word + "' is not until=2027-01-31T00:00:00Z");
    }

    /** The text of a file that {@link #parse} reads back. */
    public String text() {
        StringBuilder out = new StringBuilder(HEAD);
        for (Account account : all) {
            out.append(account).append(' ').append(account.secret());
            account.until().ifPresent(end -> out.append(' ').append(UNTIL).append(end));
            out.append('\n');
        }
        return out.toString();
    }

    public Optional<Account> named(String name) {
        return all.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /** The token that the file keeps by this secret. */
    public Optional<Account> token(String secret) {
        return all.stream()
                .filter(account ->
                        account.kind() == Account.Kind.TOKEN && account.secret().equals(secret))
                .findFirst();
    }

    /** With this one in the place of the one of its name, or at the end. */
    public Accounts with(Account account) {
        List<Account> next = new ArrayList<>(all);
        int place = next.indexOf(named(account.name()).orElse(null));
        if (place < 0) {
            next.add(account);
        } else {
            next.set(place, account);
        }
        return new Accounts(next);
    }

    public Accounts without(String name) {
        return new Accounts(
                all.stream().filter(account -> !account.name().equals(name)).toList());
    }
}
