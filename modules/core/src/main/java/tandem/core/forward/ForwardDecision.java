package tandem.core.forward;

import java.util.List;
import tandem.core.config.MemberUrl;

/** What becomes of a request to a forward proxy. */
public sealed interface ForwardDecision {
    /** Why one is refused; metrics count by it. */
    enum Cause {
        ACCESS,
        PORT,
        BLOCKED,
        ADDRESS,
        SCHEME
    }

    /**
     * It goes out.
     *
     * @param parents the proxies that it goes through, the first before the others; empty: straight to its server
     */
    record Out(List<MemberUrl> parents) implements ForwardDecision {
        public Out {
            parents = List.copyOf(parents);
        }
    }

    /** Its client is to ask for the host by its whole name. */
    record Elsewhere(String location) implements ForwardDecision {}

    /**
     * It does not go out.
     *
     * @param reason a sentence's beginning, without a capital letter and a full stop
     */
    record Refused(int status, Cause cause, String reason) implements ForwardDecision {}
}
