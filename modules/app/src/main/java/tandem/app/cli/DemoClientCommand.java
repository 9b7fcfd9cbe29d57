package tandem.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import tandem.app.demo.DemoClient;

/** {@code tandem demo-client}: takes its own arguments. */
@Command(name = "demo-client", hidden = true, description = "Part of deploy/demo.")
final class DemoClientCommand implements Callable<Integer> {
    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return DemoClient.run(arguments, System.out, System.err);
    }
}
