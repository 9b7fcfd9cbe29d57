package tandem.core.registration;

import java.util.Optional;

/**
 * What is answered to a message.
 *
 * @param fault why it was not carried out; empty: it was
 * @param text the body, ASCII; empty with a fault
 * @param changed what holds of the member now, if anything was told of it
 * @param closes whether a member takes less from now on, so that it should not be told so before every node knows
 * @param news a sentence for people; empty for nothing worth telling
 */
public record McmpReply(
        Optional<Fault> fault, String text, Optional<Registration> changed, boolean closes, String news) {
    /** What went wrong, by the kinds of the protocol: a member gives up after SYNTAX and registers anew after MEM. */
    public enum Kind {
        SYNTAX,
        MEM,
        GENERAL
    }

    /** @param sentence without control characters */
    public record Fault(Kind kind, String sentence) {}

    static McmpReply of(String text) {
        return new McmpReply(Optional.empty(), text, Optional.empty(), false, "");
    }

    static McmpReply changed(String text, Registration now, boolean closes, String news) {
        return new McmpReply(Optional.empty(), text, Optional.of(now), closes, news);
    }

    /** Not carried out. */
    public static McmpReply refused(Kind kind, String sentence) {
        return new McmpReply(Optional.of(new Fault(kind, sentence)), "", Optional.empty(), false, "");
    }
}
