package tandem.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import tandem.app.demo.DemoMember;

/** {@code tandem demo-member}: takes its own arguments. */
@Command(name = "demo-member", hidden = true, description = "Part of deploy/demo.")
final class DemoMemberCommand implements Callable<Integer> {
    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        return DemoMember.run(arguments, System.out, System.err);
    }
}
