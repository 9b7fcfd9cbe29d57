package tandem.app.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.access.PasswordHash;
import tandem.admin.client.AdminClient;
import tandem.core.access.AccessRole;
import tandem.core.access.Account;
import tandem.core.access.Account.Kind;

/** {@code tandem user}: works on the users file; {@code unlock} asks a node. */
@Command(
        name = "user",
        description = {
            "Say who may log in on the admin listener's page.",
            "FILE is admin.users of the configuration, a copy of it on each node; running nodes read it again by themselves."
        })
final class UserCommandLine implements Runnable {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "add",
            description = {
                "Add a user; makes the file if there is none.",
                "Asks for the password twice; without a terminal the first line of standard input is the password."
            })
    int add(
            @Parameters(paramLabel = "FILE", description = "The users file.") Path file,
            @Parameters(paramLabel = "NAME", description = "Such as anna; the author of what he changes.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "viewer|operator|admin",
                            required = true,
                            description = "What he may do.")
                    AccessRole role) {
        return new AccountsEdit(spec, file).change(true, accounts -> {
            if (accounts.named(name).isPresent()) {
                throw new AccountsEdit.Refused(
                        "there is " + accounts.named(name).get().kind().word() + " " + name
                                + " already; `tandem user passwd` or `role` changes a user");
            }
            return accounts.with(new Account(Kind.USER, AccountsEdit.name(name), role, hash(), Optional.empty()));
        });
    }

    @Command(name = "passwd", description = "Change a user's password, as add asks for it; ends his sessions.")
    int passwd(
            @Parameters(paramLabel = "FILE", description = "The users file.") Path file,
            @Parameters(paramLabel = "NAME", description = "Whose.") String name) {
        return new AccountsEdit(spec, file)
                .change(
                        false,
                        accounts -> accounts.with(
                                AccountsEdit.one(accounts, Kind.USER, name).withSecret(hash())));
    }

    @Command(name = "role", description = "Change what a user may do; ends his sessions.")
    int role(
            @Parameters(paramLabel = "FILE", description = "The users file.") Path file,
            @Parameters(paramLabel = "NAME", description = "Whose.") String name,
            @Parameters(paramLabel = "viewer|operator|admin", description = "What he may do from now on.")
                    AccessRole role) {
        return new AccountsEdit(spec, file)
                .change(
                        false,
                        accounts -> accounts.with(
                                AccountsEdit.one(accounts, Kind.USER, name).withRole(role)));
    }

    @Command(name = "remove", description = "Remove a user; ends his sessions.")
    int remove(
            @Parameters(paramLabel = "FILE", description = "The users file.") Path file,
            @Parameters(paramLabel = "NAME", description = "Whom.") String name) {
        return new AccountsEdit(spec, file).remove(Kind.USER, name);
    }

    @Command(name = "list", description = "Print users and tokens with their roles; no secret.")
    int list(@Parameters(paramLabel = "FILE", description = "The users file.") Path file) {
        return new AccountsEdit(spec, file).list();
    }

    @Command(name = "unlock", description = "Let everybody who was locked out of a node after failed logins try again.")
    int unlock(@Mixin AdminOption admin) {
        return Asking.node(
                spec, admin.url(), AdminClient::unlock, spec.commandLine().getOut()::println);
    }

    private static String hash() throws AccountsEdit.Refused {
        char[] password = NewPassword.read();
        if (password.length < PasswordHash.SHORTEST) {
            throw new AccountsEdit.Refused("a password has at least " + PasswordHash.SHORTEST
                    + " characters, such as four" + " words; nothing was changed");
        }
        String hash = PasswordHash.of(password, new SecureRandom());
        Arrays.fill(password, ' ');
        return hash;
    }
}
