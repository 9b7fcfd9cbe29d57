package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.failover.lease.Exploration.Found;

/**
 * Two nodes and a witness in every order of events, driven by the production's step functions. The rules as they are never lead
 * to two owners; each rule that is broken on purpose does. {@code -Dexhaustive=large} takes longer times.
 */
class LeaseExhaustiveTest {
    private static final boolean LARGE = "large".equals(System.getProperty("exhaustive"));
    private static final Instance RULES = LARGE ? Instance.production(1, 1, 2, 1) : Instance.production(1, 1, 1, 1);
    private static final int LIMIT = LARGE ? 150_000_000 : 30_000_000;

    @Test
    void rules_as_they_are_never_lead_to_two_owners() {
        Found found = explore(RULES);

        assertThat(found.trace()).isEmpty();
        assertThat(found.complete()).isTrue();
        assertThat(found.owned()).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void broken_rule_leads_to_two_owners(Instance broken) {
        Found found = explore(broken);

        assertThat(found.trace()).as(broken.name()).isNotEmpty();
    }

    static List<Instance> broken_rule_leads_to_two_owners() {
        Instance rules = Instance.production(1, 1, 1, 1);
        return List.of(
                rules.promiseShorterByOneTick(),
                rules.withoutQuarantine(),
                rules.withOnePromise(),
                rules.renewingByAddingFirst(),
                rules.takingUnarmed(),
                Instance.production(1, 0, 2, 1).beginningLate(),
                rules.givingBackBeforeHiding());
    }

    private static Found explore(Instance instance) {
        long begun = System.nanoTime();
        Found found = new Exploration(instance, LIMIT).run();
        System.out.printf(
                "%s, %s: %,d states in %.1f s: %s%n",
                instance.name(),
                instance.timers(),
                found.moments(),
                (System.nanoTime() - begun) / 1e9,
                found.trace().isEmpty()
                        ? found.complete() ? "safe" : "no violation within the limit"
                        : "two owners after " + found.trace().size() + " moves\n  "
                                + String.join("\n  ", found.trace()));
        return found;
    }
}
