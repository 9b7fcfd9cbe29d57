package tandem.core.log;

import java.util.Locale;

/** Why a request went to the member that it went to; {@code %{choice}X}. */
public enum MemberChoice {
    /** Without a session of its own. */
    POLICY("The request named no session, or one of a route that no member has: the policy chose."),
    /** Its session belongs there. */
    SESSION("The request's session belongs to this member."),
    /** Its session's member sends it there. */
    REDIRECT("The session's member is not usable, and names this one as its redirect."),
    /** Its session's member could not take it. */
    MOVED("The session's member is not usable, or could not be reached: the policy chose another."),
    /** The first one could not be reached, or could not take it now. */
    NEXT("A member that was chosen before it could not be reached, or answered with a status that is retried."),
    /** The client is logged in on a connection to it. */
    LOGIN("The client has logged in on its connection, which stays with this member (NTLM, Negotiate).");

    private final String doc;
    private final String word;

    MemberChoice(String doc) {
        this.doc = doc;
        this.word = name().toLowerCase(Locale.ROOT);
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
