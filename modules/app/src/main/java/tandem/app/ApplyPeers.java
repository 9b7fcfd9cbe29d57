package tandem.app;

import java.util.Collection;
import java.util.Map;
import tandem.core.apply.ApplyAnswer;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyAsk.Terms;

/** Asks other nodes about an applied configuration. Any thread; blocks until all have answered, for some seconds at most. */
interface ApplyPeers {
    /** For a node without peers. */
    ApplyPeers NONE = (_, _, _, _) -> Map.of();

    /**
     * Asks nodes, again until they answer.
     *
     * @return answers by node; without those that gave none in time
     */
    Map<String, ApplyAnswer> ask(String id, Step step, Terms terms, Collection<String> nodes);
}
