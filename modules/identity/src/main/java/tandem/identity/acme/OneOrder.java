package tandem.identity.acme;

import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.exception.AcmeException;
import tandem.core.acme.Challenge;
import tandem.core.config.ChallengeType;
import tandem.core.port.CertificateOrders.Asked;
import tandem.core.port.CertificateOrders.Proof;
import tandem.core.port.CertificateOrders.Result;
import tandem.identity.acme.AcmeOrders.NotPossible;

/** One order from its beginning to the certificate. One use, one thread. */
final class OneOrder {
    private static final Duration PROVING = Duration.ofSeconds(90);
    private static final Duration ISSUING = Duration.ofMinutes(2);

    private final Login login;
    private final Asked asked;
    private final Proof proof;
    private final List<Step> steps = new ArrayList<>();

    /** A name that is still to be proved. */
    private record Step(Authorization authorization, TokenChallenge challenge, Challenge shown) {}

    OneOrder(Login login, Asked asked, Proof proof) {
        this.login = login;
        this.asked = asked;
        this.proof = proof;
    }

    Result run() throws AcmeException, NotPossible, InterruptedException {
        Order order = login.newOrder().domains(asked.names()).create();
        for (Authorization authorization : order.getAuthorizations()) {
            if (authorization.getStatus() != Status.VALID) {
                steps.add(step(authorization));
            }
        }
        if (!proof.wanted()) {
            return new Result.Abandoned();
        }
        if (!steps.isEmpty()) {
            try {
                proof.show(steps.stream().map(Step::shown).toList());
                if (!proof.wanted()) {
                    return new Result.Abandoned();
                }
                prove();
            } finally {
                proof.show(List.of());
            }
        }
        return proof.wanted() ? issue(order) : new Result.Abandoned();
    }

    private Step step(Authorization authorization) throws NotPossible {
        String host = authorization.getIdentifier().getDomain().toLowerCase(Locale.ROOT);
        for (ChallengeType type : asked.config().challenges()) {
            Optional<TokenChallenge> offered = asked.answerable().contains(type)
                    ? authorization.getChallenges().stream()
                            .filter(one -> one.getType().equals(type.word()) && one instanceof TokenChallenge)
                            .map(TokenChallenge.class::cast)
                            .findFirst()
                    : Optional.empty();
            if (offered.isPresent()) {
                TokenChallenge challenge = offered.get();
                String token = challenge.getJSON().get("token").asString();
                return new Step(
                        authorization, challenge, new Challenge(type, host, token, challenge.getAuthorization()));
            }
        }
        throw new NotPossible(host + " can be proved in no way that the authority offers ("
                + authorization.getChallenges().stream()
                        .map(org.shredzone.acme4j.challenge.Challenge::getType)
                        .collect(Collectors.joining(", "))
                + ") and a listener can answer ("
                + asked.answerable().stream().map(ChallengeType::word).sorted().collect(Collectors.joining(", "))
                + "): http-01 takes one in clear text on port 80, tls-alpn-01 one with TLS on port 443");
    }

    private void prove() throws AcmeException, NotPossible, InterruptedException {
        for (Step step : steps) {
            step.challenge().trigger();
        }
        for (Step step : steps) {
            if (step.authorization().waitForCompletion(PROVING) != Status.VALID) {
                step.challenge().fetch();
                String why = step.challenge().getError().map(Problem::toString).orElse("no reason given");
                throw new NotPossible(
                        "the authority could not see by " + step.shown().type().word() + " that "
                                + step.shown().host() + " is here: " + why
                                + "; see that the name leads to the virtual address, and its port to this listener");
            }
        }
    }

    private Result issue(Order order) throws AcmeException, NotPossible, InterruptedException {
        if (order.waitUntilReady(PROVING) == Status.INVALID) {
            throw new NotPossible("the authority gave the order up: " + problem(order));
        }
        KeyPair keys = EcKeys.fresh();
        order.execute(keys);
        if (order.waitForCompletion(ISSUING) != Status.VALID) {
            throw new NotPossible("the authority did not issue the certificate: " + problem(order));
        }
        return new Result.Issued(
                EcKeys.pem(keys.getPrivate(), order.getCertificate().getCertificateChain()));
    }

    private static String problem(Order order) {
        return order.getError().map(Problem::toString).orElse("no reason given");
    }
}
