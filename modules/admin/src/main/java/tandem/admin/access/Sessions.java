package tandem.admin.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.core.access.Account;

/**
 * Who is logged in. A session ends when nothing was touched for a while, after its whole life, by logging out, and when the users file
 * no longer says of its account what it said at the login. At most {@value #MOST}; the longest untouched makes room. In memory alone,
 * each node its own. Any thread.
 */
public final class Sessions {
    static final int MOST = 256;

    private final KnownAccounts accounts;
    private final long idleNanos;
    private final long lifeNanos;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept> kept = new HashMap<>();

    private record Kept(Account account, String token, long sinceNanos, long touchedNanos) {}

    /**
     * What one who logged in has.
     *
     * @param id the cookie's value
     * @param token what a change must show beside it
     */
    public record Session(String id, String token, Account account) {}

    public Sessions(KnownAccounts accounts, Duration idle, Duration life) {
        this.accounts = accounts;
        this.idleNanos = idle.toNanos();
        this.lifeNanos = life.toNanos();
    }

    /** Begins one. */
    public synchronized Session begin(Account account, long nowNanos) {
        kept.values().removeIf(one -> over(one, nowNanos));
        if (kept.size() >= MOST) {
            kept.entrySet().stream()
                    .max(Comparator.comparingLong(
                            entry -> nowNanos - entry.getValue().touchedNanos()))
                    .map(Map.Entry::getKey)
                    .ifPresent(kept::remove);
        }
        Session session = new Session(TokenHash.random(random), TokenHash.random(random), account);
        kept.put(key(session.id()), new Kept(account, session.token(), nowNanos, nowNanos));
        return session;
    }

    /**
     * The one of this cookie.
     *
     * @param touching whether somebody does something, so that its idle time begins anew
     */
    public synchronized Optional<Session> find(String id, boolean touching, Instant now, long nowNanos) {
        String key = key(id);
        Kept found = kept.get(key);
        if (found == null) {
            return Optional.empty();
        }
        if (over(found, nowNanos) || !accounts.unchanged(found.account(), now)) {
            kept.remove(key);
            return Optional.empty();
        }
        if (touching) {
            kept.put(key, new Kept(found.account(), found.token(), found.sinceNanos(), nowNanos));
        }
        return Optional.of(new Session(id, found.token(), found.account()));
    }

    private boolean over(Kept one, long nowNanos) {
        return nowNanos - one.sinceNanos() > lifeNanos || nowNanos - one.touchedNanos() > idleNanos;
    }

    /** Ends the one of this cookie. */
    public synchronized void end(String id) {
        kept.remove(key(id));
    }

    /** How many there are. */
    public synchronized int size() {
        return kept.size();
    }

    /** How long one lives at most. */
    public Duration life() {
        return Duration.ofNanos(lifeNanos);
    }

    /** Not the id itself: a map compares its keys in a time that tells of them. */
    private static String key(String id) {
        return Base64.getEncoder().encodeToString(TokenHash.digest(id));
    }
}
