package tandem.e2e.peers;

import java.util.List;
import java.util.stream.Collectors;
import tandem.core.wire.Message;
import tandem.core.wire.RecordingMember;
import tandem.core.wire.WireClient;

/**
 * What a balancer made of a request.
 *
 * @param status that the client saw; 0 for none
 * @param reached how many requests a member got, whole or by a letter that is not HTTP's
 * @param meaning where they end, as text: what is compared
 */
record Observed(int status, int reached, String meaning) {

    static Observed of(WireClient.Outcome outcome, RecordingMember member) {
        return new Observed(outcome.status(), reached(member), meaning(member));
    }

    /** The balancer neither answered nor closed. */
    static Observed silent() {
        return new Observed(0, 0, "silent");
    }

    /** Its answer is no HTTP by the letter, such as one of HTTP/0.9. */
    static Observed unreadable(RecordingMember member) {
        return new Observed(0, reached(member), meaning(member));
    }

    private static int reached(RecordingMember member) {
        return member.requests().size() + member.violations().size();
    }

    private static String meaning(RecordingMember member) {
        List<String> violations = member.violations();
        return member.requests().stream()
                        .map(RecordingMember.Seen::message)
                        .map(Observed::framing)
                        .collect(Collectors.joining(" + "))
                + (violations.isEmpty() ? "" : " off the grammar");
    }

    private static String framing(Message message) {
        String how =
                message.chunked() ? "chunked" : message.all("Content-Length").isEmpty() ? "no body" : "length";
        return how + " " + message.body().length;
    }

    /** Whether a member got something that it could carry out. */
    boolean passed() {
        return reached > 0;
    }

    /** The length of what a body means, however it is framed: nginx sends chunks on with a length. */
    String lengths() {
        return meaning.replaceAll("chunked |length |no body ", "");
    }

    @Override
    public String toString() {
        return passed() ? "passed: " + meaning : status == 0 ? "closed" : String.valueOf(status);
    }
}
