package tandem.proxy;

import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;

/**
 * Requests that concern the proxy rather than a member: TRACE, CONNECT, the last hop of OPTIONS, unknown expectations, WebSocket
 * handshakes without a key.
 */
final class OwnAnswers {
    static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /**
     * An answer without a member.
     *
     * @param allow what the Allow field says; empty without one
     */
    record Answer(int status, String sentence, String allow) {}

    private OwnAnswers() {}

    /** Whether it is one of them; counts down Max-Forwards where it is not. */
    static boolean needed(RequestHead head) {
        boolean options = head.methodIs("OPTIONS");
        return head.methodIs("CONNECT")
                || unknownExpectation(head)
                || WebSocketHandshake.flaw(head) != null
                || options && (head.target().equals("*") || lastHop(head.fields()));
    }

    /** What to say. */
    static Answer of(RequestHead head) {
        if (unknownExpectation(head)) {
            return new Answer(417, "The only expectation that can be met is 100-continue.", "");
        }
        String flaw = WebSocketHandshake.flaw(head);
        if (flaw != null) {
            return new Answer(400, flaw, "");
        }
        if (head.methodIs("OPTIONS")) {
            return new Answer(200, "These methods can be used.", METHODS);
        }
        return new Answer(405, "This method is not carried out here.", METHODS);
    }

    /** A reason as a sentence of a page. */
    static String sentence(String reason) {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
    }

    private static boolean unknownExpectation(RequestHead head) {
        int at = head.http11() ? head.fields().find(Field.EXPECT, 0) : -1;
        return at >= 0 && !head.fields().value(at).equalsIgnoreCase("100-continue");
    }

    private static boolean lastHop(Fields fields) {
        int at = fields.find(Field.MAX_FORWARDS, 0);
        String hops = at < 0 ? "" : fields.value(at);
        if (hops.isEmpty() || hops.length() > 9 || !hops.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int left = Integer.parseInt(hops);
        if (left > 0) {
            fields.replace(at, String.valueOf(left - 1));
        }
        return left == 0;
    }
}
