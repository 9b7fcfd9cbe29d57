package tandem.proxy;

import java.nio.charset.StandardCharsets;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.Syntax;

/**
 * What this node says by itself to whoever calls by gRPC, which looks for the outcome behind the body and at no status of HTTP. After
 * gRPC's documents "gRPC over HTTP2" and "HTTP to gRPC Status Code Mapping"; 504 is DEADLINE_EXCEEDED.
 */
final class Grpc {
    private static final byte[] CONTENT_TYPE = "content-type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GRPC = "application/grpc".getBytes(StandardCharsets.US_ASCII);

    private static final int UNKNOWN = 2;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private Grpc() {}

    /** Whether a request is a call by gRPC; not those of gRPC-Web, which read a status of HTTP. */
    static boolean called(RequestHead head) {
        Fields fields = head.fields();
        byte[] bytes = fields.bytes();
        for (int i = 0; i < fields.count(); i++) {
            if (Syntax.equalsIgnoreCase(bytes, fields.nameStart(i), fields.nameEnd(i), CONTENT_TYPE)) {
                int end = fields.valueStart(i) + GRPC.length;
                return Syntax.startsWithIgnoreCase(bytes, fields.valueStart(i), fields.valueEnd(i), GRPC)
                        && (end == fields.valueEnd(i) || bytes[end] == '+' || bytes[end] == ';' || bytes[end] == ' ');
            }
        }
        return false;
    }

    /** Whether the client reads an answer as gRPC has it: such a call by HTTP/2. */
    static boolean reads(RequestHead head) {
        return head.http2() && called(head);
    }

    /** Makes a response's head of an answer, which is all of it. */
    static void answer(ResponseHead head, int status, String sentence) {
        head.fields().clear();
        head.begin(200, "OK", true);
        head.fields().add("Content-Type", "application/grpc");
        outcome(head.fields(), status, sentence);
        head.framing(Framing.NONE, -1);
    }

    /** What stands behind the body of a response that breaks off. */
    static Fields brokeOff(String sentence) {
        Fields trailers = new Fields();
        outcome(trailers, 503, sentence);
        return trailers;
    }

    private static void outcome(Fields fields, int status, String sentence) {
        fields.add("grpc-status", String.valueOf(code(status)));
        fields.add("grpc-message", sentence.replace("%", "%25"));
    }

    /** The outcome that a status of HTTP stands for. */
    static int code(int status) {
        return switch (status) {
            case 400, 431 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404, 405 -> UNIMPLEMENTED;
            case 408, 504 -> DEADLINE_EXCEEDED;
            case 413 -> RESOURCE_EXHAUSTED;
            case 429, 502, 503 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }
}
