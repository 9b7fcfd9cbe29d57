package tandem.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.core.port.NodeControl.Order;
import tandem.core.setting.BalancerValues;

/** {@code tandem balancer}. */
@Command(
        name = "balancer",
        description = {
            "Change how a balancer works, on every node, until it is cleared.",
            "Verbs: set KEY=VALUE..., shift BALANCER SHARE (of its clients that one gets: shift canary 5%; shift off),",
            "clear (back to the file's values)."
        })
final class BalancerCommandLine implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(index = "0", paramLabel = "BALANCER", description = "Such as mycluster.")
    private String balancer = "";

    @Parameters(index = "1", paramLabel = "VERB", description = "What to do.")
    private String verb = "";

    @Parameters(
            index = "2..*",
            paramLabel = "KEY=VALUE",
            arity = "0..*",
            description =
                    "With set: policy, hash (source, path, uri, header:NAME, cookie:NAME), surplus, sticky (COOKIE,"
                            + " COOKIE|PARAMETER, off), nofailover, max-attempts, wait, shift. With"
                            + " shift: another balancer and a share, or off.")
    private List<String> values = List.of();

    @Mixin
    private final OrderOptions options = new OrderOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, String> wanted = wanted();
        Order by;
        try {
            by = options.order();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        try (AdminClient client = Asking.client(spec, admin.url())) {
            return Asking.answer(
                    spec,
                    client.balancer(balancer, wanted, by),
                    spec.commandLine().getOut()::println);
        }
    }

    private Map<String, String> wanted() {
        if (verb.equals(BalancerValues.SHIFT)) {
            try {
                return Map.of(BalancerValues.SHIFT, ShiftWords.of(values, "balancer", "canary"));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
        boolean clear = verb.equals("clear");
        if (clear != values.isEmpty() || !clear && !verb.equals("set")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "write set KEY=VALUE..., such as set policy=bybusyness, shift canary 5%, or clear alone");
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(
                        spec.commandLine(), "'" + value + "' is not KEY=VALUE, such as policy=bybusyness");
            }
            wanted.put(value.substring(0, equals), value.substring(equals + 1));
        }
        return wanted;
    }
}
