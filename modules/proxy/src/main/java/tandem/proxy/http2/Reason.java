package tandem.proxy.http2;

import java.util.Locale;

/** Why this node ends a stream or a connection, as metrics name it; each is told the client by one {@link ErrorCode}. */
public enum Reason {
    /** The response is complete, the rest of the request is not needed. */
    ANSWERED(ErrorCode.NO_ERROR),
    /** The bytes are not HTTP/2, or break its order. */
    PROTOCOL(ErrorCode.PROTOCOL_ERROR),
    /** The fields make no request, or the body is not as long as they say. */
    MALFORMED(ErrorCode.PROTOCOL_ERROR),
    /** A frame is longer or shorter than its kind allows. */
    FRAME_SIZE(ErrorCode.FRAME_SIZE_ERROR),
    /** More was sent than a window allows, or a window overflows. */
    FLOW_CONTROL(ErrorCode.FLOW_CONTROL_ERROR),
    /** A field block cannot be unpacked. */
    COMPRESSION(ErrorCode.COMPRESSION_ERROR),
    /** A frame came on a stream that is over. */
    STREAM_CLOSED(ErrorCode.STREAM_CLOSED),
    /** More streams at once than were allowed. */
    TOO_MANY_STREAMS(ErrorCode.REFUSED_STREAM),
    /** The node ends, or is ending this connection. */
    REFUSED(ErrorCode.REFUSED_STREAM),
    /** Streams are begun to be reset, by whichever side. */
    RESET_FLOOD(ErrorCode.ENHANCE_YOUR_CALM),
    /** Frames that move nothing. */
    CONTROL_FLOOD(ErrorCode.ENHANCE_YOUR_CALM),
    /** A field block that does not end. */
    HEADER_FLOOD(ErrorCode.ENHANCE_YOUR_CALM),
    /** The client takes nothing, or sends nothing, for too long. */
    STALLED(ErrorCode.ENHANCE_YOUR_CALM),
    /** The exchange broke off on our side. */
    BROKEN(ErrorCode.INTERNAL_ERROR),
    /** One side of a WebSocket broke off without closing it. */
    TUNNEL_BROKEN(ErrorCode.CANCEL),
    /** A member wants to log in the connection, which many requests share. */
    LOGIN(ErrorCode.HTTP_1_1_REQUIRED);

    private final ErrorCode code;

    Reason(ErrorCode code) {
        this.code = code;
    }

    /** What the client is told. */
    public ErrorCode code() {
        return code;
    }

    /** The label of metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
