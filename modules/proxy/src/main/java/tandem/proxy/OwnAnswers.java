package tandem.proxy;

import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;

/**
 * Requests that concern the proxy rather than a member: TRACE, CONNECT, the last hop of OPTIONS, unknown expectations, WebSocket
 * handshakes without a key.
 */
final class OwnAnswers {
    private static final int UNLIMITED = -1;
    private static final int NONSENSE = -2;
    static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /**
     * An answer without a member.
     *
     * @param allow what the Allow field says; empty without one
     */
    record Answer(int status, String sentence, String allow) {}

    private OwnAnswers() {}

    /** Whether it is one of them. */
    static boolean needed(RequestHead head) {
        boolean options = head.methodIs("OPTIONS");
        int hops = hops(head.fields());
        return head.methodIs("CONNECT")
                || hops == NONSENSE
                || hops == 0
                || unknownExpectation(head)
                || WebSocketHandshake.flaw(head) != null
                || options && head.target().equals("*");
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
        int hops = hops(head.fields());
        if (hops == NONSENSE || hops == 0 && !head.methodIs("OPTIONS") && !head.methodIs("TRACE")) {
            return new Answer(400, "Max-Forwards lets the request go no further, or is not a number.", "");
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

    /** How often it may still be passed on; limits hold for every method, as in Apache. */
    private static int hops(Fields fields) {
        int at = fields.find(Field.MAX_FORWARDS, 0);
        if (at < 0) {
            return UNLIMITED;
        }
        String hops = fields.value(at);
        if (hops.isEmpty() || hops.length() > 9 || !hops.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return NONSENSE;
        }
        return Integer.parseInt(hops);
    }

    /** Takes one hop off what the request may still go. */
    static void hop(Fields fields) {
        int hops = hops(fields);
        if (hops > 0) {
            fields.replace(fields.find(Field.MAX_FORWARDS, 0), String.valueOf(hops - 1));
        }
    }
}
