package tandem.core.log;

import java.util.Locale;

/** Why a request ended as it did; {@code %{reason}X}. */
public enum RequestEnd {
    /** A member answered, and the client has all of it. */
    DONE("A member answered, and the client took all of it."),
    /** This node answered as the configuration says. */
    ANSWERED_HERE("This node answered as its configuration says: a redirect, 403, 404, a page of its own."),
    /** This node's page took the place of a member's error. */
    REPLACED(
            "This node's page took the place of a member's error (error-override), or of a page where a WebSocket was asked for."),
    /** The request made no sense or was too large. */
    BAD_REQUEST("The request made no sense, or more of it came than is allowed."),
    /** The client broke its connection. */
    CLIENT_GONE("The client broke its connection before it had everything."),
    /** The client sent or took nothing for too long. */
    CLIENT_LATE("The client sent or took nothing for too long."),
    /** No member could be reached. */
    NO_MEMBER("No member could be reached, or none was usable: 503."),
    /** Too much was under way. */
    OVERLOADED("Too much was under way on this node, or waited for its members: 503."),
    /** Its balancer is closed. */
    CLOSED("Its balancer is closed for maintenance: 503."),
    /** A rate limit has no token for it. */
    LIMITED("More such requests came than a rate limit allows: 429."),
    /** A member broke off before it answered, or answered nonsense. */
    MEMBER_FAILED("A member broke off before it answered, or its answer made no sense: 502."),
    /** A member did not answer in time. */
    MEMBER_LATE("A member did not answer in time: 504."),
    /** A member's response broke off. */
    MEMBER_BROKE_OFF(
            "A member's response broke off or stopped; the client's connection was broken, so that it notices.");

    private final String doc;
    private final String word;

    RequestEnd(String doc) {
        this.doc = doc;
        this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it means, for people. */
    public String doc() {
        return doc;
    }

    /** As lines say it. */
    public String word() {
        return word;
    }
}
