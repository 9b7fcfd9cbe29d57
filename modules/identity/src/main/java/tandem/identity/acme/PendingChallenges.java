package tandem.identity.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.acme.AcmeMessage.Show;
import tandem.core.acme.Challenge;
import tandem.core.config.ChallengeType;
import tandem.core.port.ChallengeAnswers;
import tandem.core.tls.KeyedCertificate;

/**
 * The challenges of orders that are under way, of this node and of its peers. Each node's stand until it names others, at most for
 * {@link #LONGEST}: it may have died. Any thread.
 */
public final class PendingChallenges implements ChallengeAnswers {
    /** How long challenges are answered whose node says nothing more. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    private final Map<String, Said> saidBy = new HashMap<>();
    private volatile Answers answers = new Answers(Map.of(), Map.of());

    private record Said(long id, List<Challenge> challenges, Instant at) {}

    private record Answers(Map<String, String> byToken, Map<String, KeyedCertificate> byHost) {}

    /** Answers what a node says; false, with nothing changed, if it has said something newer. */
    public synchronized boolean show(Show said, Instant now) {
        Said before = saidBy.get(said.from());
        if (before != null && before.id() > said.id()) {
            return false;
        }
        if (before == null || before.id() < said.id()) {
            saidBy.put(said.from(), new Said(said.id(), said.challenges(), now));
            publish(now);
        }
        return true;
    }

    /** Forgets what is too old. */
    public synchronized void look(Instant now) {
        boolean gone = saidBy.values().removeIf(said -> now.isAfter(said.at().plus(LONGEST)));
        if (gone) {
            publish(now);
        }
    }

    private void publish(Instant now) {
        Map<String, String> byToken = new HashMap<>();
        Map<String, KeyedCertificate> byHost = new HashMap<>();
        for (Said said : saidBy.values()) {
            for (Challenge challenge : said.challenges()) {
                if (challenge.type() == ChallengeType.HTTP_01) {
                    byToken.put(challenge.token(), challenge.authorization());
                } else {
                    byHost.put(challenge.host(), SelfSigned.proof(challenge.host(), challenge.authorization(), now));
                }
            }
        }
        answers = new Answers(Map.copyOf(byToken), Map.copyOf(byHost));
    }

    @Override
    public boolean pending() {
        return !answers.byToken().isEmpty();
    }

    @Override
    public @Nullable String http(String token) {
        return answers.byToken().get(token);
    }

    @Override
    public boolean byTls() {
        return !answers.byHost().isEmpty();
    }

    @Override
    public @Nullable KeyedCertificate tls(String host) {
        return answers.byHost().get(host);
    }
}
