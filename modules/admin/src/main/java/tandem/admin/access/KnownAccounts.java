package tandem.admin.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.access.Account;
import tandem.core.access.Accounts;

/**
 * The accounts in force: what the users file held when it was last in order. Any thread.
 */
public final class KnownAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(KnownAccounts.class);

    private final @Nullable Path file;
    private volatile Accounts accounts;
    private volatile String problem = "";
    private @Nullable Version seen;

    private record Version(
            long modifiedMillis, long size, @Nullable Object key) {}

    private KnownAccounts(@Nullable Path file, Accounts accounts) {
        this.file = file;
        this.accounts = accounts;
    }

    /** Of nobody. */
    public static KnownAccounts empty() {
        return new KnownAccounts(null, Accounts.NONE);
    }

    /** Of a file; a file that cannot be used now has nobody in it until it can. */
    public static KnownAccounts of(Path file) {
        KnownAccounts accounts = new KnownAccounts(file, Accounts.NONE);
        accounts.look();
        return accounts;
    }

    /** Takes the file's new content if it changed; a broken one changes nothing and is told once. Reads the disk. */
    public synchronized void look() {
        if (file == null) {
            return;
        }
        Version now = version(file);
        if (now != null && now.equals(seen)) {
            return;
        }
        seen = now;
        switch (UsersFile.read(file)) {
            case UsersFile.Result.Ok(Accounts read) -> {
                if (!problem.isEmpty()) {
                    LOG.info("{} is in order again", file);
                }
                problem = "";
                accounts = read;
            }
            case UsersFile.Result.Problem(String sentence) -> {
                if (!sentence.equals(problem)) {
                    LOG.warn("{}; who was known before stays known", sentence);
                }
                problem = sentence;
            }
        }
    }

    private static @Nullable Version version(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    /** Why the file is not in force as it is; empty if it is. */
    public String problem() {
        return problem;
    }

    /** A user who may log in. */
    Optional<Account> user(String name) {
        return accounts.named(name).filter(account -> account.kind() == Account.Kind.USER);
    }

    /** The user, unless his password, role or time has changed since. */
    boolean unchanged(Account account, Instant now) {
        return user(account.name())
                .filter(present -> Objects.equals(present, account) && !present.ended(now))
                .isPresent();
    }

    /** Whose token this is. */
    public Optional<Account> token(String token, Instant now) {
        return accounts.token(TokenHash.of(token)).filter(account -> !account.ended(now));
    }
}
