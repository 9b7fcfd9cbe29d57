package tandem.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One command line, run within this process. */
public record CliRun(int code, String out, String err) {
    /** Runs it to its end. */
    public static CliRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CommandLineRoot.execute(new PrintWriter(out), new PrintWriter(err), args);
        return new CliRun(code, out.toString(), err.toString());
    }
}
