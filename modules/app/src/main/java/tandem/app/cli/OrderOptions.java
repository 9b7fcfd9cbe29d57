package tandem.app.cli;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tandem.core.port.NodeControl.Order;
import tandem.core.text.Durations;

/** Who changes a setting, why and for how long. */
final class OrderOptions {
    @Mixin
    private final ReasonOptions reason = new ReasonOptions();

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "After this time, such as 30m, the file's values return by themselves, on every node.")
    private String lasts = "";

    @Option(
            names = "--if-revision",
            paramLabel = "N",
            description = "Only if the setting still has this revision, as status -o json shows it (0: never set).")
    private @Nullable Long revision;

    /** @throws IllegalArgumentException with a sentence for the operator if the time cannot be read */
    Order order() {
        return new Order(
                reason.author(),
                reason.comment(),
                lasts.isEmpty() ? Duration.ZERO : Durations.parse(lasts),
                revision == null ? OptionalLong.empty() : OptionalLong.of(revision));
    }

    /** The same, with words of its own where no comment was given, and without an end. */
    Order lasting(String comment) {
        Order order = order();
        return new Order(
                order.author(), order.comment().isEmpty() ? comment : order.comment(), Duration.ZERO, order.revision());
    }
}
