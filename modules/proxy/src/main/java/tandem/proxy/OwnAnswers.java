package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.balance.Closure;
import tandem.core.routing.Routed;
import tandem.core.rule.OwnPage;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;

/**
 * What this node answers by itself, above all to requests that concern the proxy rather than a member: TRACE, CONNECT, the last hop of OPTIONS, unknown expectations, WebSocket
 * handshakes without a key.
 */
final class OwnAnswers {
    private static final int UNLIMITED = -1;
    private static final int NONSENSE = -2;
    private static final String FTP = "ftp";
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** While buffers or file descriptors are used up. */
    static final Answer OVERLOADED =
            new Answer(503, "Too much is under way here at the moment.", "Retry-After", "1", true);

    /** Where more wait for the members than may. */
    static final Answer CROWDED =
            new Answer(503, "Too many requests wait for the servers at the moment.", "Retry-After", "1", false);

    static final Answer TOO_LONG = Answer.last(413, "The request's body is longer than is allowed here.");
    static final Answer NO_WEB_SOCKET = new Answer(501, "The server does not speak WebSocket at this address.");
    static final Answer BODY_LATE = Answer.last(408, "The request's body did not arrive in time.");

    /**
     * An answer without a member.
     *
     * @param name a further field; not sent if its value is empty
     * @param last whether the connection ends with it
     * @param page what is shown whatever error pages there are; null: as those say
     */
    record Answer(
            int status,
            String sentence,
            String name,
            String value,
            boolean last,
            @Nullable OwnPage page) {
        /** One that error pages may replace. */
        Answer(int status, String sentence, String name, String value, boolean last) {
            this(status, sentence, name, value, last, null);
        }

        Answer(int status, String sentence) {
            this(status, sentence, "", "", false);
        }

        /** One after which the client may be out of step. */
        static Answer last(int status, String sentence) {
            return new Answer(status, sentence, "", "", true);
        }
    }

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
                || !head.http11() && Grpc.called(head)
                || options && head.target().equals("*")
                || head.scheme().equals(FTP);
    }

    /** What to say to a request that a forward proxy is asked for, instead of carrying it; null if nothing. */
    static @Nullable Answer toProxy(RequestHead head) {
        int hops = hops(head.fields());
        boolean needed = hops == NONSENSE || hops == 0 || unknownExpectation(head) || head.methodIs("TRACE");
        if (!needed) {
            String flaw = WebSocketHandshake.flaw(head);
            return flaw == null ? null : new Answer(400, flaw);
        }
        return of(head);
    }

    /** What to say of a body that ended in this way. */
    static Answer malformedBody(String reason) {
        return Answer.last(400, "The request's body is malformed or was cut short: " + reason + ".");
    }

    /** What to say to such a request. */
    static Answer of(RequestHead head) {
        if (unknownExpectation(head)) {
            return new Answer(417, "The only expectation that can be met is 100-continue.");
        }
        String flaw = WebSocketHandshake.flaw(head);
        if (flaw != null) {
            return new Answer(400, flaw);
        }
        if (!head.http11() && Grpc.called(head)) {
            return new Answer(505, "gRPC needs HTTP/2: in HTTP/1.0 nothing can stand behind a body.");
        }
        int hops = hops(head.fields());
        if (hops == NONSENSE || hops == 0 && !head.methodIs("OPTIONS") && !head.methodIs("TRACE")) {
            return new Answer(400, "Max-Forwards lets the request go no further, or is not a number.");
        }
        if (head.scheme().equals(FTP)) {
            return Answer.last(400, "The request target is neither a path nor a URL with a valid host.");
        }
        if (head.methodIs("OPTIONS")) {
            return new Answer(200, "These methods can be used.", "Allow", METHODS, false);
        }
        return new Answer(405, "This method is not carried out here.", "Allow", METHODS, false);
    }

    /** What the configuration says to a request. */
    static Answer of(Routed.Answer routed) {
        String reason = routed.reason();
        String sentence = Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
        String location = routed.location();
        if (location != null) {
            return new Answer(routed.status(), sentence, "Location", location, false);
        }
        return new Answer(routed.status(), sentence, "Allow", routed.status() == 405 ? METHODS : "", false);
    }

    /** Refuses a head and closes: whoever sent it may be out of step with us. */
    static Answer refusing(BadRequest refused) {
        return new Answer(refused.status(), refused.sentence(), "", "", true);
    }

    /**
     * No member can be reached.
     *
     * @param retryAfter in how many seconds one may be; empty if nobody knows
     */
    static Answer unreachable(String retryAfter) {
        String sentence = "No server for this request can be reached at the moment.";
        return new Answer(503, sentence, "Retry-After", retryAfter, false);
    }

    /** The balancer is closed for maintenance. */
    static Answer closed(Closure closure, long nowEpochMillis) {
        String retryAfter = String.valueOf(closure.retryAfterSeconds(nowEpochMillis));
        return new Answer(503, closure.sentence(), "Retry-After", retryAfter, false, closure.page());
    }

    /** A member's error in words of this node; a login that it demands is still demanded. */
    static Answer replaced(int status, String challenge) {
        String kept = status == 401 ? challenge : "";
        return new Answer(status, "The server answered with an error.", "WWW-Authenticate", kept, false);
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
