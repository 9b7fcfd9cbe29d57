package tandem.app.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Asks for a password that is not shown; never takes one from the command line, which others can read. */
final class NewPassword {
    private NewPassword() {}

    /** From the terminal, twice; without one the first line of standard input. */
    static char[] read() throws AccountsEdit.Refused {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return line();
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("The same again: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw new AccountsEdit.Refused("the two differ; nothing was changed");
        }
        return first;
    }

    private static char[] line() throws AccountsEdit.Refused {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line != null) {
                return line.toCharArray();
            }
            throw new AccountsEdit.Refused("no password came by standard input; nothing was changed");
        } catch (IOException e) {
            throw new AccountsEdit.Refused("no password could be read: " + e.getMessage());
        }
    }
}
