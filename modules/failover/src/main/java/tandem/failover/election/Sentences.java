package tandem.failover.election;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the election says to people. */
final class Sentences {
    private Sentences() {}

    /** Where the node stands now, and why. */
    static String standing(Turn turn) {
        return switch (turn.phase) {
            case Phase.Standby _ -> standby(turn);
            case Phase.Candidate candidate ->
                "asking the voters for " + turn.rules.vips() + ": "
                        + candidate.cause().sentence();
            case Phase.Taking taking ->
                "taking " + turn.rules.vips() + ": " + taking.cause().sentence();
            case Phase.Joining _, Phase.Quarantined _, Phase.Holding _, Phase.Handing _, Phase.Left _ ->
                turn.reason().sentence();
        };
    }

    private static String standby(Turn turn) {
        String vips = turn.rules.vips();
        String unfit = turn.unfit();
        if (!unfit.isEmpty()) {
            return turn.self() + " cannot take " + vips + ": " + unfit;
        }
        if (turn.holder().isPresent()) {
            String holder = turn.holder().get();
            return holder + " holds " + vips + " under term " + turn.peerTerm(holder) + kept(turn);
        }
        if (!turn.mayTake()) {
            return turn.cutOff()
                    ? "sees neither " + missing(turn) + " nor the gateway"
                    : "has not heard of the gateway yet";
        }
        if (!turn.fitness.refused().isEmpty()) {
            return turn.fitness.refused();
        }
        return "nobody holds " + vips + " at the moment";
    }

    private static String kept(Turn turn) {
        return turn.flows
                .parked()
                .map(parked -> "; " + turn.self() + " keeps " + (parked.left() < 0 ? "" : parked.left() + " ")
                        + "connections until they end")
                .orElse("");
    }

    static String missing(Turn turn) {
        List<String> missing = new ArrayList<>(turn.rules.order());
        missing.removeAll(turn.view.nodes());
        return missing.isEmpty() ? "any peer" : String.join(", ", missing);
    }

    static Reason active(Turn turn, Phase.Taking taking) {
        String vips = turn.rules.vips();
        long tookNanos = turn.now - taking.cause().sinceNanos();
        return () ->
                "active since term " + taking.term() + ": " + taking.cause().sentence() + "; " + vips
                        + (taking.cause().kind() == Cause.Kind.START ? " taken in " : " taken over in ")
                        + millis(tookNanos) + " ms";
    }

    /** What a refusal means; with a provider whose addresses outlive a frozen owner, the owner is named. */
    static String refused(Turn turn, String sentence) {
        return turn.silentHolder()
                .map(holder -> holder + " does not answer and still holds " + turn.rules.vips()
                        + " (frozen?); provider bind cannot take it from a living process: resume or end " + holder
                        + " (" + sentence + ")")
                .orElse(sentence);
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
