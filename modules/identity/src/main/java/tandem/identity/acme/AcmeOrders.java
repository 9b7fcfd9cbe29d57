package tandem.identity.acme;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import tandem.core.config.AcmeConfig;
import tandem.core.port.CertificateOrders;
import tandem.core.port.Outcome;
import tandem.core.tls.PemCertificates;

/** Orders certificates through acme4j: account, order, proofs, certificate (RFC 8555 section 7). Blocks; one order at a time. */
public final class AcmeOrders implements CertificateOrders {
    private static final Duration CONNECTION = Duration.ofSeconds(20);

    @Override
    public Result order(Asked asked, Proof proof) throws InterruptedException {
        try (DirectoryProvider provider = new DirectoryProvider(trusted(asked.config()))) {
            Login login = login(session(asked.config(), provider), asked, proof);
            return new OneOrder(login, asked, proof).run();
        } catch (NotPossible e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (AcmeRateLimitedException e) {
            Optional<Instant> after = e.getRetryAfter();
            return new Result.Failed(
                    "the authority's rate limit is reached: " + e.getProblem()
                            + after.map(when -> "; it asks to wait until " + when)
                                    .orElse(""),
                    after);
        } catch (AcmeServerException e) {
            return failed("the authority refuses it: " + e.getProblem());
        } catch (AcmeNetworkException e) {
            return failed(unreachable(asked.config(), e.getCause() == null ? e : e.getCause()));
        } catch (AcmeException e) {
            return failed("it did not come to an end: " + reason(e));
        } catch (AcmeLazyLoadingException e) {
            return failed(unreachable(asked.config(), e.getCause() == null ? e : e.getCause()));
        } catch (RuntimeException e) {
            // acme4j throws its own unchecked ones where an authority breaks the protocol
            return failed("the authority answers in a way that is not understood: " + reason(e));
        }
    }

    /** Why there can be no certificate, as a sentence. */
    static final class NotPossible extends Exception {
        private static final long serialVersionUID = 1;

        NotPossible(String sentence) {
            super(sentence);
        }
    }

    private static Result failed(String sentence) {
        return new Result.Failed(sentence, Optional.empty());
    }

    private static String unreachable(AcmeConfig config, Throwable cause) {
        return config.directory() + " cannot be reached: " + reason(cause)
                + "; see that this node may connect there, and that acme.ca names its authority if it is not a public one";
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    private static Session session(AcmeConfig config, DirectoryProvider provider) {
        Session session = new Session(URI.create(config.directory()), provider);
        session.networkSettings().setTimeout(CONNECTION);
        session.setLocale(Locale.ENGLISH);
        return session;
    }

    /** Empty: those that Java trusts. */
    private static List<X509Certificate> trusted(AcmeConfig config) throws NotPossible {
        if (config.ca().isEmpty()) {
            return List.of();
        }
        Path file = config.ca().get();
        try {
            return PemCertificates.read(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new NotPossible("acme.ca: " + file + " cannot be used: " + reason(e));
        }
    }

    /** Finds the account of its key, or makes one. */
    private static Login login(Session session, Asked asked, Proof proof) throws AcmeException, NotPossible {
        KeyPair keys;
        if (asked.account().isPresent()) {
            keys = EcKeys.read(asked.account().get());
        } else {
            keys = EcKeys.fresh();
            if (proof.account(EcKeys.pem(keys.getPrivate(), List.of())) instanceof Outcome.Refused refused) {
                throw new NotPossible("the key of a new account is not kept: " + refused.sentence());
            }
        }
        if (session.getMetadata().isExternalAccountRequired()) {
            throw new NotPossible(
                    "the authority wants accounts that belong to a customer of it (external account binding),"
                            + " which is not carried out; name another in acme.directory");
        }
        AccountBuilder account = new AccountBuilder().useKeyPair(keys).agreeToTermsOfService();
        asked.config().contact().forEach(account::addContact);
        return account.createLogin(session);
    }
}
