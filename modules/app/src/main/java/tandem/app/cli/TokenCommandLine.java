package tandem.app.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.access.TokenHash;
import tandem.app.ExitCode;
import tandem.core.access.AccessRole;
import tandem.core.access.Account;
import tandem.core.access.Account.Kind;
import tandem.core.text.Durations;

/** {@code tandem token}: works on the users file, asks no node. */
@Command(
        name = "token",
        description = {
            "Say which programs may ask the admin listener.",
            "FILE is admin.users of the configuration, a copy of it on each node; running nodes read it again by themselves."
        })
final class TokenCommandLine implements Runnable {
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
                "Add a token and print it: the file keeps its hash, so it is never seen again.",
                "Its program sends it as the field Authorization: Bearer TOKEN; `tandem` reads it by --token-file."
            })
    int add(
            @Parameters(paramLabel = "FILE", description = "The users file.") Path file,
            @Parameters(paramLabel = "NAME", description = "Such as ansible; the author of what it changes.")
                    String name,
            @Option(
                            names = "--role",
                            paramLabel = "viewer|operator|admin",
                            required = true,
                            description = "What it may do.")
                    AccessRole role,
            @Option(names = "--for", paramLabel = "DURATION", description = "Ends after this time, such as 2160h.")
                    Optional<String> lasts) {
        String token = TokenHash.fresh(new SecureRandom());
        Optional<Instant> until = lasts.map(this::until);
        int code = new AccountsEdit(spec, file).change(true, accounts -> {
            if (accounts.named(name).isPresent()) {
                throw new AccountsEdit.Refused("there is "
                        + accounts.named(name).get().kind().word() + " " + name + " already; remove it first");
            }
            return accounts.with(new Account(Kind.TOKEN, AccountsEdit.name(name), role, TokenHash.of(token), until));
        });
        if (code == ExitCode.OK) {
            spec.commandLine().getOut().println(token);
        }
        return code;
    }

    private Instant until(String lasts) {
        try {
            Duration duration = Durations.parse(lasts);
            return Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    @Command(name = "remove", description = "Remove a token.")
    int remove(
            @Parameters(paramLabel = "FILE", description = "The users file.") Path file,
            @Parameters(paramLabel = "NAME", description = "Which.") String name) {
        return new AccountsEdit(spec, file).remove(Kind.TOKEN, name);
    }

    @Command(name = "list", description = "Print users and tokens with their roles; no secret.")
    int list(@Parameters(paramLabel = "FILE", description = "The users file.") Path file) {
        return new AccountsEdit(spec, file).list();
    }
}
