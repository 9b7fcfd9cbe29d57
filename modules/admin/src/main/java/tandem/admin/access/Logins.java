package tandem.admin.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import tandem.core.access.Account;

/**
 * Looks at names and passwords, one at a time: computing one takes half a second of a processor that carries traffic too. Any
 * thread; blocks.
 */
public final class Logins {
    private static final long PATIENCE_MILLIS = 3_000;
    private static final int WAITING = 2;

    private final KnownAccounts accounts;
    private final Sessions sessions;
    private final Lockout lockout;
    private final LongSupplier epochMillis;
    private final Semaphore places = new Semaphore(WAITING);
    private final Semaphore turn = new Semaphore(1, true);

    /** What is computed for a name that nobody has, so that it takes as long. */
    private final String nobody;

    /** What came of one. */
    public sealed interface Outcome {
        /** He is in. */
        record Done(Sessions.Session session) implements Outcome {}

        /**
         * Name or password is wrong.
         *
         * @param known whether there is such a user
         * @param locked whether it led to a lock
         */
        record Wrong(boolean known, boolean locked) implements Outcome {}

        /** Not looked at. */
        record Locked(Duration left) implements Outcome {}

        /** Not looked at: others are being looked at. */
        record Busy() implements Outcome {}
    }

    /** @param epochMillis wall clock */
    public Logins(KnownAccounts accounts, Sessions sessions, Lockout lockout, LongSupplier epochMillis) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.lockout = lockout;
        this.epochMillis = epochMillis;
        this.nobody = "pbkdf2-sha512:" + Account.LEAST_ROUNDS + ":AAAAAAAAAAAAAAAAAAAAAA==:" + "A".repeat(86) + "==";
    }

    /** Looks at one; a password is never the empty text. */
    public Outcome login(String name, char[] password, InetAddress address) throws InterruptedException {
        Duration left = lockout.left(name, address, System.nanoTime());
        if (left.isPositive()) {
            return new Outcome.Locked(left);
        }
        if (!places.tryAcquire()) {
            return new Outcome.Busy();
        }
        try {
            if (!turn.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return new Outcome.Busy();
            }
            try {
                return looked(name, password, address);
            } finally {
                turn.release();
            }
        } finally {
            places.release();
        }
    }

    private Outcome looked(String name, char[] password, InetAddress address) {
        // Those that waited for their turn may have been locked by those before them.
        Duration left = lockout.left(name, address, System.nanoTime());
        if (left.isPositive()) {
            return new Outcome.Locked(left);
        }
        Optional<Account> user = accounts.user(name);
        boolean right = PasswordHash.matches(password, user.map(Account::secret).orElse(nobody));
        Instant now = Instant.ofEpochMilli(epochMillis.getAsLong());
        long nowNanos = System.nanoTime();
        if (right && user.isPresent() && !user.get().ended(now)) {
            lockout.succeeded(name, address);
            return new Outcome.Done(sessions.begin(user.get(), nowNanos));
        }
        return new Outcome.Wrong(user.isPresent(), lockout.failed(name, user.isPresent(), address, nowNanos));
    }
}
