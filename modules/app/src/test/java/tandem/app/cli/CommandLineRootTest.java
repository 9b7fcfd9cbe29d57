package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineRootTest {
    @Test
    void command_is_read_alone() {
        assertThat(CommandLineRoot.calledWith("version", "-x").getSubcommands()).containsOnlyKeys("version");
        assertThat(CommandLineRoot.calledWith("vip", "release").getSubcommands())
                .containsOnlyKeys("vip");
    }

    @Test
    void help_and_whatever_is_no_command_know_all() {
        String[] all = CommandLineRoot.COMMANDS.keySet().toArray(String[]::new);

        assertThat(all).contains("run", "status", "help");
        for (String first : new String[] {"help", "--help", "statsu"}) {
            assertThat(CommandLineRoot.calledWith(first).getSubcommands()).containsOnlyKeys(all);
        }
        assertThat(CommandLineRoot.calledWith().getSubcommands()).containsOnlyKeys(all);
        assertThat(CommandLineRoot.calledWith("help").getUsageMessage(CommandLine.Help.Ansi.OFF))
                .contains("run ", "witness ", "help ");
    }

    @Test
    void every_command_and_the_whole_show_their_help() {
        assertThat(CommandLineRoot.execute("--help")).isZero();
        for (String command : CommandLineRoot.COMMANDS.keySet()) {
            CommandLine called =
                    CommandLineRoot.calledWith(command).getSubcommands().get(command);
            if (!called.getCommandSpec().usageMessage().hidden()) {
                assertThat(CommandLineRoot.execute(command, "--help"))
                        .as(command)
                        .isZero();
            }
        }
    }
}
