package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.json.ExplanationJson;
import tandem.core.routing.Explanation;

/** {@code tandem explain}. */
@Command(
        name = "explain",
        description = {
            "Tell where a request would go now, and why: listener, route, session, member.",
            "Nothing is sent to a member and nothing is counted."
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(index = "0", paramLabel = "URL", description = "As clients write it, such as http://www.example.com/x.")
    private String url = "";

    @Option(
            names = "--cookie",
            paramLabel = "COOKIE",
            description = "The Cookie field, such as BALANCEID=x.node1; several are joined with '; '.")
    private String cookie = "";

    @Option(names = "--client", paramLabel = "IP", description = "Who asks, for access rules (default: this machine).")
    private String client = "";

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        return Asking.node(spec, admin.url(), node -> node.explain(url, cookie, client), explanation -> {
            if (output.table()) {
                print(explanation, out);
            } else {
                out.print(output.of(ExplanationJson.write(explanation)));
            }
        });
    }

    private static void print(Explanation explanation, PrintWriter out) {
        explanation.why().forEach(sentence -> out.println(sentence.replaceAll("\\p{Cntrl}", " ")));
    }
}
