package tandem.app.discovery;

import java.util.List;
import tandem.core.config.MemberConfig;

/** What asking a source once led to. */
sealed interface Finding {
    /** @param members at least one, by name in an order that does not depend on the answer's */
    record Members(List<MemberConfig> members) implements Finding {
        public Members {
            members = List.copyOf(members);
        }
    }

    /** @param problem a sentence: the members of before stay */
    record Nothing(String problem) implements Finding {}
}
