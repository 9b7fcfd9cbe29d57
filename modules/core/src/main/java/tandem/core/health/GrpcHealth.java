package tandem.core.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The question and the answer of gRPC's health service, {@code grpc.health.v1.Health/Check}, as bytes: a message behind its prefix of
 * five bytes, fields as Protocol Buffers write them. Pure. After gRPC's documents "GRPC Health Checking Protocol" and "gRPC over HTTP2".
 */
public final class GrpcHealth {
    /** The path that is asked for. */
    public static final String PATH = "/grpc.health.v1.Health/Check";

    private static final int PREFIX = 5;
    private static final int SERVICE_FIELD = 1 << 3 | 2;
    private static final int STATUS_FIELD = 1 << 3;
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int NONE = -1;

    private GrpcHealth() {}

    /**
     * Whether a service is well.
     *
     * @param sentence what was said, or what is wrong with it
     */
    public record Verdict(boolean serving, String sentence) {}

    /**
     * Asks for a service.
     *
     * @param service empty: the server as a whole; at most 127 bytes
     */
    public static byte[] question(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        int length = name.length == 0 ? 0 : 2 + name.length;
        ByteBuffer message = ByteBuffer.allocate(PREFIX + length);
        message.put(PREFIX - 1, (byte) length).position(PREFIX);
        if (length > 0) {
            message.put((byte) SERVICE_FIELD).put((byte) name.length).put(name);
        }
        return message.array();
    }

    /**
     * Judges an answer.
     *
     * @param httpStatus of the response
     * @param grpcStatus the outcome that stands behind the body, or in the head where there is none; empty without one
     * @param body the message with its prefix
     */
    public static Verdict judge(int httpStatus, String grpcStatus, byte[] body) {
        if (httpStatus != 200) {
            return new Verdict(false, "Health/Check was answered " + httpStatus + " by HTTP, which is no gRPC");
        }
        return switch (grpcStatus) {
            case "0" -> serving(body);
            case "" -> new Verdict(false, "Health/Check was answered without a grpc-status");
            case "5" -> new Verdict(false, "it does not know the service (NOT_FOUND)");
            case "12" -> new Verdict(false, "it does not offer grpc.health.v1 (UNIMPLEMENTED)");
            case "14" -> new Verdict(false, "Health/Check was answered UNAVAILABLE");
            default -> new Verdict(false, "Health/Check was answered with grpc-status " + grpcStatus);
        };
    }

    private static Verdict serving(byte[] body) {
        int status = status(body);
        return switch (status) {
            case NONE -> new Verdict(false, "the answer of Health/Check is malformed");
            case 0 -> new Verdict(false, "it says UNKNOWN");
            case 1 -> new Verdict(true, "it says SERVING");
            case 2 -> new Verdict(false, "it says NOT_SERVING");
            case 3 -> new Verdict(false, "it says SERVICE_UNKNOWN");
            default -> new Verdict(false, "it says status " + status);
        };
    }

    /** The last status in the message, 0 if there is none, {@link #NONE} if it is malformed. */
    private static int status(byte[] body) {
        if (body.length < PREFIX || body[0] != 0) {
            return NONE;
        }
        int length = (body[1] & 0xff) << 24 | (body[2] & 0xff) << 16 | (body[3] & 0xff) << 8 | body[4] & 0xff;
        if (length != body.length - PREFIX) {
            return NONE;
        }
        int status = 0;
        int at = PREFIX;
        while (at < body.length) {
            int tag = body[at++] & 0xff;
            int value = 0;
            int shift = 0;
            boolean more = true;
            while (more) {
                if (at == body.length || shift > 28) {
                    return NONE;
                }
                value |= (body[at] & 0x7f) << shift;
                shift += 7;
                more = body[at++] < 0;
            }
            if ((tag & 7) == BYTES && value >= 0 && value <= body.length - at) {
                at += value;
            } else if ((tag & 7) != VARINT) {
                return NONE;
            } else if (tag == STATUS_FIELD) {
                status = value;
            }
        }
        return status;
    }
}
