package tandem.e2e.peers;

import java.util.List;
import java.util.stream.Collectors;
import tandem.core.wire.Message;
import tandem.core.wire.RecordingMember.Arrival;

/**
 * What a balancer made of a request.
 *
 * @param status that the client saw; 0 for none, or for an answer that is no HTTP by the letter, such as one of HTTP/0.9
 * @param reached how many requests a member got, whole or by a letter that is not HTTP's
 * @param meaning where they end, as text: what is compared
 */
record Observed(int status, int reached, String meaning) {

    /**
     * Of one request.
     *
     * @param arrived what came to a member of it, in order
     */
    static Observed of(int status, List<Arrival> arrived) {
        boolean offGrammar =
                arrived.stream().anyMatch(arrival -> arrival.request().isEmpty());
        String requests = arrived.stream()
                .flatMap(arrival -> arrival.request().stream())
                .map(Observed::framing)
                .collect(Collectors.joining(" + "));
        return new Observed(status, arrived.size(), requests + (offGrammar ? " off the grammar" : ""));
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
