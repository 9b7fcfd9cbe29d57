package tandem.admin;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.security.auth.x500.X500Principal;
import tandem.admin.access.Identity;
import tandem.admin.access.KnownAccounts;
import tandem.admin.access.Lockout;
import tandem.admin.access.Logins;
import tandem.admin.access.Sessions;
import tandem.core.access.AccessRole;
import tandem.core.access.Account;
import tandem.core.config.AdminConfig;

/** Who may use the admin listener, and who does: what the parts of it share. Any thread. */
final class Access {
    final KnownAccounts accounts;
    final Sessions sessions;
    final Lockout lockout = new Lockout();
    final Logins logins;
    final AccessMeters meters;
    private final boolean guarded;
    private final boolean passwords;
    private final Map<X500Principal, AccessRole> certificates = new HashMap<>();
    private final LongSupplier epochMillis;

    /** @param epochMillis wall clock */
    Access(AdminConfig config, MeterRegistry registry, LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
        this.guarded = config.guarded();
        this.passwords = config.users().isPresent();
        this.accounts = config.users().map(KnownAccounts::of).orElseGet(KnownAccounts::empty);
        this.sessions = new Sessions(
                accounts, config.sessions().idle(), config.sessions().life());
        this.logins = new Logins(accounts, sessions, lockout, epochMillis);
        this.meters = new AccessMeters(registry, sessions);
        config.clientCertificates()
                .ifPresent(clients ->
                        clients.roles().forEach((subject, role) -> certificates.put(new X500Principal(subject), role)));
    }

    /** Whether who asks must show who he is. */
    boolean guarded() {
        return guarded;
    }

    /** Whether there are users who can log in. */
    boolean passwords() {
        return passwords;
    }

    Instant now() {
        return Instant.ofEpochMilli(epochMillis.getAsLong());
    }

    /** Whose token this is. */
    Optional<Identity> token(String token) {
        return accounts.token(token, now())
                .map(account -> new Identity(account.name(), account.role(), Identity.Means.TOKEN));
    }

    /**
     * The session of a cookie.
     *
     * @param touching whether somebody does something
     */
    Optional<Sessions.Session> session(String id, boolean touching) {
        return sessions.find(id, touching, now(), System.nanoTime());
    }

    static Identity identity(Account account) {
        return new Identity(account.name(), account.role(), Identity.Means.SESSION);
    }

    /** Whom a certificate, which an authority of the configuration signed, stands for; empty if its subject is not listed. */
    Optional<Identity> certificate(Certificate[] chain) {
        if (chain.length == 0 || !(chain[0] instanceof X509Certificate shown)) {
            return Optional.empty();
        }
        X500Principal subject = shown.getSubjectX500Principal();
        return Optional.ofNullable(certificates.get(subject))
                .map(role -> new Identity(subject.getName(), role, Identity.Means.CERTIFICATE));
    }
}
