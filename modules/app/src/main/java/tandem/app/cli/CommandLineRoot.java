package tandem.app.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;

/** The command {@code tandem} with its subcommands. */
@Command(
        name = "tandem",
        description = "An HTTP load balancer without a single point of failure.",
        exitCodeListHeading = "%nExit codes, the same of every command:%n",
        exitCodeList = {
            "0:done as asked",
            "1:diff alone: there is a difference",
            "64:the command line is wrong",
            "69:refused, not done in time, or a node, a port or a file cannot be had",
            "70:Tandem is at fault",
            "78:the configuration is wrong"
        })
public final class CommandLineRoot implements Runnable {
    private static final String HELP = "help";

    /** In the order of the help text. */
    static final Map<String, Class<?>> COMMANDS = commands(
            RunCommand.class,
            WitnessCommand.class,
            CheckCommand.class,
            ImportCommand.class,
            InitCommand.class,
            StatusCommand.class,
            MemberCommandLine.class,
            BalancerCommandLine.class,
            ExplainCommand.class,
            SwitchoverCommand.class,
            MaintenanceCommand.class,
            ReloadCommand.class,
            ApplyCommand.class,
            DiffCommand.class,
            ConfigCommand.class,
            VipCommandLine.class,
            SecretCommandLine.class,
            UserCommandLine.class,
            TokenCommandLine.class,
            EventsCommand.class,
            ReportCommand.class,
            DrillCommand.class,
            BundleCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            DemoMemberCommand.class,
            DemoClientCommand.class,
            CommandLine.HelpCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final HelpOption help = new HelpOption();

    private CommandLineRoot() {}

    private static Map<String, Class<?>> commands(Class<?>... classes) {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        for (Class<?> type : classes) {
            commands.put(
                    Objects.requireNonNull(type.getAnnotation(Command.class)).name(), type);
        }
        return Collections.unmodifiableMap(commands);
    }

    /** With the one subcommand that is called, since reading the annotations of all takes a third of a second; else with all. */
    static CommandLine calledWith(String... args) {
        CommandLine commandLine = new CommandLine(new CommandLineRoot());
        Class<?> called = args.length == 0 || args[0].equals(HELP) ? null : COMMANDS.get(args[0]);
        if (called == null) {
            COMMANDS.forEach(commandLine::addSubcommand);
        } else {
            commandLine.addSubcommand(args[0], called);
        }
        return commandLine;
    }

    /** With every command, as completions and manual show it. */
    static CommandLine whole() {
        return calledWith();
    }

    /**
     * Runs one command line and returns its exit code.
     *
     * @param args as the shell gave them
     */
    public static int execute(String... args) {
        return execute(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
    }

    /** The same, printing there. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commandLine = calledWith(args)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(CommandLineRoot::usage)
                .setExecutionExceptionHandler(CommandLineRoot::bug);
        int code = commandLine.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static int usage(ParameterException problem, String[] args) {
        PrintWriter err = problem.getCommandLine().getErr();
        err.println("tandem: " + problem.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try 'tandem help' or '"
                + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int bug(Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("tandem: this is a fault of Tandem, please report it:");
        problem.printStackTrace(command.getErr());
        return ExitCode.BUG;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
