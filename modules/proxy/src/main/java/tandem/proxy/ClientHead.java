package tandem.proxy;

import java.nio.charset.StandardCharsets;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;

/** Writes a response's head as an HTTP/1 client sees it: our version, fields that are not dropped, framing made anew. */
final class ClientHead {
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CONNECTION_CLOSE = ascii("Connection: close\r\n");
    private static final byte[] CONNECTION_KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] CONNECTION_UPGRADE = ascii("Connection: Upgrade\r\n");

    private ClientHead() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** An interim response. */
    static HeadBytes interim(HeadBytes out, ResponseHead response) {
        return start(out, response).crlf();
    }

    /** A 101. */
    static HeadBytes upgrade(HeadBytes out, ResponseHead response) {
        return start(out, response).put(CONNECTION_UPGRADE).crlf();
    }

    /**
     * How a body is framed for a client of this version.
     *
     * @param http11 false for HTTP/1.0, which knows no chunks
     */
    static Framing framing(Framing given, boolean http11) {
        boolean unknown = given != Framing.NONE && given != Framing.LENGTH;
        return unknown ? http11 ? Framing.CHUNKED : Framing.UNTIL_CLOSE : given;
    }

    /**
     * A final response.
     *
     * @param framing what {@link #framing} said
     * @param dateLine the Date field for a response that has none
     */
    static HeadBytes last(
            HeadBytes out,
            ResponseHead response,
            Framing framing,
            boolean http11,
            boolean persistent,
            byte[] dateLine) {
        start(out, response);
        if (response.fields().find(Field.DATE, 0) < 0) {
            out.put(dateLine);
        }
        if (response.length() >= 0) {
            out.put(LENGTH).put(response.length()).crlf();
        } else if (framing == Framing.CHUNKED) {
            out.put(CHUNKED);
        }
        if (!persistent) {
            out.put(CONNECTION_CLOSE);
        } else if (!http11) {
            out.put(CONNECTION_KEEP_ALIVE);
        }
        return out.crlf();
    }

    private static HeadBytes start(HeadBytes out, ResponseHead response) {
        out.put(VERSION).put(response.status()).put(' ').put(response.reason()).crlf();
        Fields fields = response.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (!fields.dropped(i)) {
                out.field(fields, i);
            }
        }
        return out;
    }
}
