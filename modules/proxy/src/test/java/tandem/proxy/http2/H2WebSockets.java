package tandem.proxy.http2;

import static tandem.proxy.http2.ErrorCode.PROTOCOL_ERROR;
import static tandem.proxy.http2.H2Case.goesOn;
import static tandem.proxy.http2.H2Case.resets;

import java.util.List;

/** What opens no WebSocket, or does what one may not: RFC 8441 section 4, RFC 9113 section 8.5. */
final class H2WebSockets {
    private H2WebSockets() {}

    private static H2Case malformed(String id, String what, HpackWriter block) {
        return resets(id, what, new FrameBytes().headers(1, false, block), PROTOCOL_ERROR);
    }

    private static HpackWriter without(String name) {
        HpackWriter block = new HpackWriter();
        String[] all = {
            ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path", "/", ":authority", "a"
        };
        for (int i = 0; i < all.length; i += 2) {
            if (!all[i].equals(name)) {
                block.field(all[i], all[i + 1]);
            }
        }
        return block;
    }

    static List<H2Case> requests() {
        return List.of(
                goesOn("SOCKET-OFFER", "an offer to open any", new FrameBytes(), "SETTINGS 3=100 6=32768 8=1 9=1"),
                malformed("SOCKET-GET", "a GET that names a protocol", get("websocket")),
                malformed("SOCKET-METHOD", "a protocol without a method", without(":method")),
                malformed("SOCKET-SCHEME", "a CONNECT for one without a scheme", without(":scheme")),
                malformed("SOCKET-PATH", "a CONNECT for one without a path", without(":path")),
                malformed("SOCKET-HOST", "a CONNECT for one without a host", without(":authority")),
                malformed("SOCKET-PLAIN", "a CONNECT with a path and no protocol", without(":protocol")),
                malformed(
                        "SOCKET-EMPTY",
                        "an empty protocol",
                        without(":protocol").field(":protocol", "")),
                malformed(
                        "SOCKET-TOKEN",
                        "a protocol that is no token",
                        without(":protocol").field(":protocol", "a b")),
                malformed("SOCKET-TWICE", "two protocols", without("").field(":protocol", "websocket")),
                malformed(
                        "SOCKET-LATE",
                        "a protocol behind a field",
                        without(":protocol").field("x", "y").field(":protocol", "websocket")),
                malformed(
                        "SOCKET-LENGTH",
                        "a CONNECT for one with a length",
                        without("").field("content-length", "3")),
                malformed(
                        "SOCKET-UPGRADE",
                        "a CONNECT for one with Upgrade",
                        without("").field("upgrade", "websocket")),
                resets(
                        "SOCKET-ENDS",
                        "a CONNECT for one that ends its stream",
                        new FrameBytes().headers(1, true, without("")),
                        PROTOCOL_ERROR),
                resets(
                        "SOCKET-TRAILERS",
                        "fields behind what one carries",
                        new FrameBytes()
                                .headers(1, false, FrameBytes.webSocket("/hold"))
                                .data(1, false, "abc")
                                .headers(1, true, new HpackWriter().field("x", "y")),
                        PROTOCOL_ERROR),
                goesOn(
                        "SOCKET-OTHER",
                        "a CONNECT for another protocol",
                        new FrameBytes().headers(1, false, without(":protocol").field(":protocol", "connect-udp")),
                        "HEADERS 1 end :status=501",
                        "RST_STREAM 1 NO_ERROR"));
    }

    private static HpackWriter get(String protocol) {
        return FrameBytes.request("GET", "/").field(":protocol", protocol);
    }
}
