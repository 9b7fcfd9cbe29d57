package tandem.failover.votes;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What this life of a voter knows of one other voter: its present life, what has been sent to it and heard from it. Any thread.
 *
 * <p>The other's life is learned only from a greeting that repeats a random challenge of this life, so nothing recorded
 * before can pass for it. A datagram counts only if it names both present lives and its sequence is new. Whoever names others
 * is told this life, at most {@value #REPLIES_PER_SECOND} times a second; that is how a voter that has started anew is found.
 */
final class Session {
    private static final int REPLIES_PER_SECOND = 100;

    private final long life;
    private final LongSupplier random;
    private final ReplayWindow accepted = new ReplayWindow();
    private final ReplayWindow[] acceptedByPath;
    private final long[] heardByPath;
    private final boolean[] everHeard;
    private final TokenBucket replies;
    private long heard;
    private long peerLife;
    private long challenge;
    private long sequence;
    private @Nullable SecretKey key;

    /**
     * @param life of this voter, not 0
     * @param random for challenges
     */
    Session(long life, int paths, LongSupplier random, long openedNanos) {
        this.life = life;
        this.random = random;
        this.acceptedByPath = new ReplayWindow[paths];
        Arrays.setAll(acceptedByPath, _ -> new ReplayWindow());
        this.heardByPath = new long[paths];
        Arrays.fill(heardByPath, openedNanos);
        this.everHeard = new boolean[paths];
        this.heard = openedNanos;
        this.replies = new TokenBucket(REPLIES_PER_SECOND, openedNanos);
    }

    /** When something new came in from the voter by any path; the opening if nothing has. */
    synchronized long heardNanos() {
        return heard;
    }

    synchronized long heardNanos(int path) {
        return heardByPath[path];
    }

    synchronized boolean everHeard(int path) {
        return everHeard[path];
    }

    /** Whether a message would be accepted, as far as this voter knows. */
    synchronized boolean known() {
        return peerLife != 0;
    }

    /** Of these, the key that the voter signs with; while that is unknown, or is none of them, each in turn. */
    synchronized SecretKey key(List<SecretKey> keys) {
        SecretKey known = key;
        return known != null && keys.contains(known) ? known : keys.get(Math.floorMod(sequence, keys.size()));
    }

    synchronized Datagram next(Content content) {
        return new Datagram(life, peerLife, ++sequence, content);
    }

    synchronized Datagram next(Verdict.Reply reply) {
        return new Datagram(life, reply.toLife(), ++sequence, reply.greet());
    }

    /** The greeting for a voter that has not been told anything for a while. */
    synchronized Content.Greet greet() {
        return new Content.Greet(peerLife == 0 ? challenge() : 0, 0);
    }

    /**
     * Judges a datagram whose signature is right.
     *
     * @param path by which it came in
     * @param signer the key that signed it
     */
    synchronized Verdict judge(Datagram datagram, int path, SecretKey signer, long nowNanos) {
        if (datagram.content() instanceof Content.Greet greet) {
            return greeted(datagram, greet, path, signer, nowNanos);
        }
        if (!present(datagram)) {
            return new Verdict(null, Drop.LIFE, reply(datagram, 0, signer, nowNanos));
        }
        if (!acceptedByPath[path].admit(datagram.sequence())) {
            return Verdict.REPLAY;
        }
        hear(path, signer, nowNanos);
        if (!accepted.admit(datagram.sequence()) || !(datagram.content() instanceof Content.Lease lease)) {
            return Verdict.DONE;
        }
        return new Verdict(lease, null, null);
    }

    private Verdict greeted(Datagram datagram, Content.Greet greet, int path, SecretKey signer, long nowNanos) {
        if (datagram.receiverLife() == life && greet.echo() != 0 && greet.echo() == challenge) {
            challenge = 0;
            if (peerLife != datagram.senderLife()) {
                begin(datagram);
            }
        }
        if (present(datagram)) {
            if (!acceptedByPath[path].admit(datagram.sequence())) {
                return Verdict.REPLAY;
            }
            accepted.admit(datagram.sequence());
            hear(path, signer, nowNanos);
            return greet.challenge() == 0
                    ? Verdict.DONE
                    : new Verdict(null, null, reply(datagram, greet.challenge(), signer, nowNanos));
        }
        return new Verdict(null, Drop.LIFE, reply(datagram, greet.challenge(), signer, nowNanos));
    }

    private void begin(Datagram datagram) {
        peerLife = datagram.senderLife();
        accepted.reset(datagram.sequence() - 1);
        for (ReplayWindow window : acceptedByPath) {
            window.reset(datagram.sequence() - 1);
        }
    }

    private boolean present(Datagram datagram) {
        return datagram.receiverLife() == life && datagram.senderLife() == peerLife;
    }

    private void hear(int path, SecretKey signer, long nowNanos) {
        key = signer;
        heard = nowNanos;
        heardByPath[path] = nowNanos;
        everHeard[path] = true;
    }

    private Verdict.@Nullable Reply reply(Datagram datagram, long echo, SecretKey signer, long nowNanos) {
        if (!replies.take(nowNanos)) {
            return null;
        }
        long question = datagram.senderLife() == peerLife ? 0 : challenge();
        return new Verdict.Reply(datagram.senderLife(), signer, new Content.Greet(question, echo));
    }

    private long challenge() {
        while (challenge == 0) {
            challenge = random.getAsLong();
        }
        return challenge;
    }
}
