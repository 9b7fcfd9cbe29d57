package tandem.failover.election;

import java.util.List;
import java.util.Optional;

/** A fact that the election hears of. */
public sealed interface Event {
    /** The attempt to find the peers is over; a view has been installed. */
    record Joined() implements Event {}

    /** @param merged whether it joins parts that had been apart */
    record ViewInstalled(List<String> nodes, boolean merged) implements Event {
        public ViewInstalled {
            nodes = List.copyOf(nodes);
        }
    }

    record Heard(String from, Message message) implements Event {}

    record GatewayChecked(boolean reachable) implements Event {}

    /** @param incapable why this machine cannot carry the addresses; empty if it can */
    record CapabilityChecked(String incapable) implements Event {}

    /** The addresses are shown. */
    record Taken(long term) implements Event {}

    /** The addresses could not be taken; none is shown. */
    record TakeRefused(long term, String sentence) implements Event {}

    /** The addresses are hidden, as asked. */
    record Hidden() implements Event {}

    /** The addresses were lost although held, and are hidden now. */
    record VipsLost(String sentence) implements Event {}

    /** This node stood still while it held the addresses, and has hidden them already. */
    record ClockGap(long gapNanos) implements Event {}

    /** @param request to be answered with {@link Action.Answer} */
    record SwitchoverAsked(long request, Optional<String> to) implements Event {}

    /** @param request to be answered with {@link Action.Answer} */
    record StepDownAsked(long request) implements Event {}

    /** Time has passed. */
    record Tick() implements Event {}
}
