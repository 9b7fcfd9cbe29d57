package tandem.failover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.core.port.Outcome;

/** What came of a command to several groups of addresses, as one outcome. */
final class GroupedOutcome {
    private GroupedOutcome() {}

    /** Gives the command to all groups at once; done when all of them did it. */
    static CompletionStage<Outcome> of(
            List<LeasedGroup> groups, Function<LeasedGroup, CompletionStage<Outcome>> command) {
        if (groups.size() == 1) {
            return command.apply(groups.getFirst());
        }
        Map<String, CompletableFuture<Outcome>> answers = new LinkedHashMap<>();
        groups.forEach(group -> answers.put(group.name(), command.apply(group).toCompletableFuture()));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    Map<String, Outcome> outcomes = new LinkedHashMap<>();
                    answers.forEach((group, answer) -> outcomes.put(group, answer.join()));
                    return together(outcomes);
                });
    }

    /** By group; without any there was nothing to do. */
    static Outcome together(Map<String, Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return new Outcome.Done("every group is there already");
        }
        String sentence = outcomes.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().sentence())
                .collect(Collectors.joining("; "));
        boolean done = outcomes.values().stream().allMatch(Outcome.Done.class::isInstance);
        return done ? new Outcome.Done(sentence) : new Outcome.Refused(sentence);
    }
}
