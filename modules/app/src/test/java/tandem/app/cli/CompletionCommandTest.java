package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CompletionCommandTest {
    @Test
    void bash_gets_every_command_that_is_shown_and_its_options() {
        String script = printed("bash");

        assertThat(script).contains("complete -F _complete_tandem", "switchover", "--dry-run");
        assertThat(printed("zsh")).isEqualTo(script).contains("bashcompinit");
    }

    @Test
    void fish_gets_them_too() {
        String script = printed("fish");

        assertThat(script)
                .contains("complete -c tandem -n __fish_use_subcommand -a apply -d '")
                .contains("complete -c tandem -n '__fish_seen_subcommand_from apply' -l confirm -x -d '")
                .contains("complete -c tandem -n '__fish_seen_subcommand_from status' -s o -l output -x")
                .doesNotContain("demo-member");
        assertThat(script.lines()).allMatch(line -> line.startsWith("complete -c tandem "));
    }

    private static String printed(String shell) {
        StringWriter text = new StringWriter();
        CommandLine line = CommandLineRoot.calledWith("completion")
                .setOut(new PrintWriter(text))
                .setCaseInsensitiveEnumValuesAllowed(true);
        assertThat(line.execute("completion", shell)).isZero();
        line.getOut().flush();
        return text.toString();
    }
}
