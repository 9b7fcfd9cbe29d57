package tandem.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import tandem.admin.access.UsersFile;
import tandem.app.ExitCode;
import tandem.core.access.Account;
import tandem.core.access.Accounts;
import tandem.core.text.NearestName;

/** One change of the users file. */
record AccountsEdit(CommandSpec spec, Path file) {
    /** What becomes of the accounts. */
    interface Change {
        Accounts of(Accounts before) throws Refused;
    }

    /** Nothing is changed; the sentence says why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    /**
     * Changes the file.
     *
     * @param makes whether a file that is not there is made
     * @return an exit code
     */
    int change(boolean makes, Change change) {
        try {
            Accounts before = before(makes);
            Accounts after = change.of(before);
            UsersFile.write(file, after);
            spec.commandLine()
                    .getErr()
                    .println(file + ": " + after.all().size()
                            + " accounts; running nodes have it within seconds, each from its own copy");
            return ExitCode.OK;
        } catch (Refused | IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return fail("users file " + file + " could not be written: " + e);
        }
    }

    /** Removes the account of this kind and name; an exit code. */
    int remove(Account.Kind kind, String name) {
        return change(
                false, accounts -> accounts.without(one(accounts, kind, name).name()));
    }

    private Accounts before(boolean makes) throws Refused {
        if (makes && !Files.exists(file)) {
            return Accounts.NONE;
        }
        return switch (UsersFile.read(file)) {
            case UsersFile.Result.Ok(Accounts accounts) -> accounts;
            case UsersFile.Result.Problem(String sentence) -> throw new Refused(sentence);
        };
    }

    int list() {
        return switch (UsersFile.read(file)) {
            case UsersFile.Result.Problem(String sentence) -> fail(sentence);
            case UsersFile.Result.Ok(Accounts accounts) -> {
                accounts.all().forEach(account -> spec.commandLine().getOut().println(account + end(account)));
                yield ExitCode.OK;
            }
        };
    }

    private static String end(Account account) {
        Optional<Instant> until = account.until();
        return until.map(end -> (account.ended(Instant.now()) ? " ended " : " until ") + end)
                .orElse("");
    }

    /** The account of this kind and name. */
    static Account one(Accounts accounts, Account.Kind kind, String name) throws Refused {
        Optional<Account> found = accounts.named(name).filter(account -> account.kind() == kind);
        if (found.isPresent()) {
            return found.get();
        }
        throw new Refused("there is no " + kind.word() + " '" + name + "'"
                + NearestName.to(
                                name,
                                accounts.all().stream()
                                        .filter(account -> account.kind() == kind)
                                        .map(Account::name)
                                        .toList())
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(""));
    }

    /** A name that an account may have, before anything is asked for it. */
    static String name(String name) throws Refused {
        if (!Account.validName(name)) {
            throw new Refused("'" + name
                    + "' is no name: 1 to 64 letters, digits and . _ @ - are allowed, a letter or digit first");
        }
        return name;
    }

    private int fail(String sentence) {
        spec.commandLine().getErr().println("tandem: " + sentence);
        return ExitCode.CONFIGURATION;
    }
}
