package tandem.proxy.http2;

import org.jspecify.annotations.Nullable;

/** Why a stream or a connection ends, as frames say it: RFC 9113 section 7. The order is that of their numbers. */
public enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] ALL = values();

    /** What a number on the wire says; null for one that is not known. */
    static @Nullable ErrorCode of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : null;
    }

    /** The number on the wire. */
    public int number() {
        return ordinal();
    }
}
