package tandem.proxy.http2;

import static tandem.proxy.http2.ErrorCode.COMPRESSION_ERROR;
import static tandem.proxy.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static tandem.proxy.http2.ErrorCode.FRAME_SIZE_ERROR;
import static tandem.proxy.http2.ErrorCode.PROTOCOL_ERROR;
import static tandem.proxy.http2.ErrorCode.REFUSED_STREAM;
import static tandem.proxy.http2.ErrorCode.STREAM_CLOSED;
import static tandem.proxy.http2.FrameBytes.ACK;
import static tandem.proxy.http2.FrameBytes.CONTINUATION;
import static tandem.proxy.http2.FrameBytes.DATA;
import static tandem.proxy.http2.FrameBytes.END_HEADERS;
import static tandem.proxy.http2.FrameBytes.END_STREAM;
import static tandem.proxy.http2.FrameBytes.GOAWAY;
import static tandem.proxy.http2.FrameBytes.HEADERS;
import static tandem.proxy.http2.FrameBytes.PADDED;
import static tandem.proxy.http2.FrameBytes.PING;
import static tandem.proxy.http2.FrameBytes.PRIORITY;
import static tandem.proxy.http2.FrameBytes.PUSH_PROMISE;
import static tandem.proxy.http2.FrameBytes.RST_STREAM;
import static tandem.proxy.http2.FrameBytes.SETTINGS;
import static tandem.proxy.http2.FrameBytes.WINDOW_UPDATE;
import static tandem.proxy.http2.FrameBytes.WITH_PRIORITY;
import static tandem.proxy.http2.FrameBytes.request;
import static tandem.proxy.http2.H2Case.ends;
import static tandem.proxy.http2.H2Case.goesOn;
import static tandem.proxy.http2.H2Case.resets;

import java.util.List;

/** What breaks the protocol below requests: h2spec's group {@code http2}, sections 3 to 7, written anew from RFC 9113. */
final class H2Strict {
    private H2Strict() {}

    private static FrameBytes bytes() {
        return new FrameBytes();
    }

    private static HpackWriter post() {
        return request("POST", "/");
    }

    /** A stream whose request does not end. */
    private static FrameBytes opened() {
        return bytes().headers(1, false, post());
    }

    /** A stream whose request has ended, and which is not answered yet. */
    private static FrameBytes asked() {
        return bytes().get(1, "/hold");
    }

    /** A stream that is answered. */
    private static FrameBytes answered() {
        return bytes().get(1, "/").whenAnswered();
    }

    /** A field block that does not end. */
    private static FrameBytes begun() {
        return bytes().frame(HEADERS, END_STREAM, 1, request("GET", "/").bytes());
    }

    private static byte[] field() {
        return new HpackWriter().field("x-a", "b").bytes();
    }

    static List<H2Case> framing() {
        return List.of(
                goesOn("http2/3.5/1", "a preface", bytes(), "SETTINGS ack"),
                goesOn("http2/4.1/1", "a frame of an unknown kind", bytes().frame(0x16, 0, 0, new byte[8])),
                goesOn(
                        "http2/4.1/2",
                        "a flag that is not defined",
                        bytes().frame(PING, 0x16, 0, new byte[8]),
                        "PING ack 0"),
                goesOn(
                        "http2/4.1/3",
                        "the reserved bit of a stream's number",
                        bytes().frame(PING, 0, 0x80000000, new byte[8]),
                        "PING ack 0"),
                goesOn(
                        "http2/4.2/1",
                        "a DATA frame of 16,384 bytes",
                        opened().frame(DATA, END_STREAM, 1, new byte[16_384]),
                        "DATA 1 end ok"),
                resets(
                        "http2/4.2/2",
                        "a DATA frame that is too long",
                        opened().frame(DATA, END_STREAM, 1, new byte[16_385]),
                        FRAME_SIZE_ERROR),
                ends(
                        "http2/4.2/3",
                        "a HEADERS frame that is too long",
                        bytes().frame(HEADERS, END_HEADERS | END_STREAM, 1, new byte[16_385]),
                        FRAME_SIZE_ERROR),
                ends(
                        "http2/4.3/1",
                        "a field block that is no HPACK",
                        bytes().frame(HEADERS, END_HEADERS | END_STREAM, 1, 0x80),
                        COMPRESSION_ERROR),
                ends(
                        "http2/4.3/2",
                        "PRIORITY within a field block",
                        begun().frame(PRIORITY, 0, 1, 0, 0, 0, 0, 15),
                        PROTOCOL_ERROR),
                ends(
                        "http2/4.3/3",
                        "HEADERS of another stream within a field block",
                        begun().get(3, "/"),
                        PROTOCOL_ERROR),
                ends("http2/5.4.1/1", "a PING of no stream's", bytes().frame(PING, 0, 3, new byte[8]), PROTOCOL_ERROR),
                ends(
                        "http2/5.4.1/2",
                        "the same with a stream open: the last one is named",
                        asked().frame(PING, 0, 3, new byte[8]),
                        PROTOCOL_ERROR),
                goesOn("http2/5.5/1", "an extension's frame", bytes().frame(0xfa, 0xff, 1, new byte[5])),
                ends(
                        "http2/5.5/2",
                        "an extension's frame within a field block",
                        begun().frame(0xfa, 0, 1, new byte[5]),
                        PROTOCOL_ERROR),
                goesOn(
                        "http2/7/1",
                        "GOAWAY with an unknown code",
                        asked().frame(GOAWAY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff)),
                goesOn("http2/7/2", "RST_STREAM with an unknown code", asked().frame(RST_STREAM, 0, 1, 0, 0, 0, 0xff)));
    }

    static List<H2Case> states() {
        FrameBytes many = bytes();
        for (int i = 0; i <= Session.MOST_STREAMS; i++) {
            many.get(2 * i + 1, "/hold");
        }
        return List.of(
                ends("http2/5.1/1", "DATA of an idle stream", bytes().data(1, true, "test"), PROTOCOL_ERROR),
                ends("http2/5.1/2", "RST_STREAM of an idle stream", bytes().reset(1, ErrorCode.CANCEL), PROTOCOL_ERROR),
                ends("http2/5.1/3", "WINDOW_UPDATE of an idle stream", bytes().windowUpdate(1, 100), PROTOCOL_ERROR),
                ends("http2/5.1/4", "CONTINUATION of an idle stream", continuation(bytes()), PROTOCOL_ERROR),
                resets("http2/5.1/5", "DATA behind the request", asked().data(1, true, "test"), STREAM_CLOSED),
                resets("http2/5.1/6", "HEADERS behind the request", asked().get(1, "/"), STREAM_CLOSED),
                resets("http2/5.1/7", "CONTINUATION behind the request", continuation(asked()), PROTOCOL_ERROR),
                resets(
                        "http2/5.1/8",
                        "DATA behind a reset",
                        opened().reset(1, ErrorCode.CANCEL).data(1, true, "test"),
                        STREAM_CLOSED),
                resets(
                        "http2/5.1/9",
                        "HEADERS behind a reset",
                        opened().reset(1, ErrorCode.CANCEL).headers(1, true, post()),
                        STREAM_CLOSED),
                resets(
                        "http2/5.1/10",
                        "CONTINUATION behind a reset",
                        continuation(opened().reset(1, ErrorCode.CANCEL)),
                        PROTOCOL_ERROR),
                ends("http2/5.1/11", "DATA of a closed stream", answered().data(1, true, "test"), STREAM_CLOSED),
                ends("http2/5.1/12", "HEADERS of a closed stream", answered().get(1, "/"), STREAM_CLOSED),
                ends("http2/5.1/13", "CONTINUATION of a closed stream", continuation(answered()), PROTOCOL_ERROR),
                ends("http2/5.1.1/1", "a stream with an even number", bytes().get(2, "/"), PROTOCOL_ERROR),
                ends(
                        "http2/5.1.1/2",
                        "a stream with a lower number",
                        bytes().get(5, "/").get(3, "/"),
                        PROTOCOL_ERROR),
                resets("http2/5.1.2/1", "more streams than are allowed", many, PROTOCOL_ERROR, REFUSED_STREAM),
                resets(
                        "http2/5.3.1/1",
                        "HEADERS that depend on themselves",
                        bytes().frame(
                                        HEADERS,
                                        WITH_PRIORITY | END_HEADERS | END_STREAM,
                                        1,
                                        bytes().raw(new byte[] {0, 0, 0, 1, 15})
                                                .raw(post().bytes())
                                                .bytes()),
                        PROTOCOL_ERROR),
                resets(
                        "http2/5.3.1/2",
                        "PRIORITY that depends on itself",
                        asked().frame(PRIORITY, 0, 1, 0, 0, 0, 1, 15),
                        PROTOCOL_ERROR));
    }

    private static FrameBytes continuation(FrameBytes behind) {
        return behind.frame(CONTINUATION, END_HEADERS, 1, field());
    }

    static List<H2Case> frames() {
        return List.of(
                ends("http2/6.1/1", "DATA of no stream", opened().data(0, true, "test"), PROTOCOL_ERROR),
                resets("http2/6.1/2", "DATA of a half-closed stream", asked().data(1, true, "test"), STREAM_CLOSED),
                ends(
                        "http2/6.1/3",
                        "DATA with more padding than payload",
                        opened().frame(DATA, PADDED | END_STREAM, 1, 6, 't', 'e', 's', 't'),
                        PROTOCOL_ERROR),
                ends(
                        "http2/6.2/1",
                        "PRIORITY behind HEADERS that do not end",
                        begun().frame(PRIORITY, 0, 1, 0, 0, 0, 0, 15),
                        PROTOCOL_ERROR),
                ends("http2/6.2/2", "HEADERS behind HEADERS that do not end", begun().get(3, "/"), PROTOCOL_ERROR),
                ends("http2/6.2/3", "HEADERS of no stream", bytes().get(0, "/"), PROTOCOL_ERROR),
                ends(
                        "http2/6.2/4",
                        "HEADERS with more padding than payload",
                        bytes().frame(HEADERS, PADDED | END_HEADERS | END_STREAM, 1, 9, 0x82, 0x84, 0x87),
                        PROTOCOL_ERROR),
                ends(
                        "http2/6.3/1",
                        "PRIORITY of no stream",
                        bytes().frame(PRIORITY, 0, 0, 0, 0, 0, 0, 15),
                        PROTOCOL_ERROR),
                resets(
                        "http2/6.3/2",
                        "PRIORITY of four bytes",
                        asked().frame(PRIORITY, 0, 1, 0, 0, 0, 0),
                        FRAME_SIZE_ERROR),
                ends("http2/6.4/1", "RST_STREAM of no stream", bytes().reset(0, ErrorCode.CANCEL), PROTOCOL_ERROR),
                ends("http2/6.4/2", "RST_STREAM of an idle stream", bytes().reset(1, ErrorCode.CANCEL), PROTOCOL_ERROR),
                ends(
                        "http2/6.4/3",
                        "RST_STREAM of three bytes",
                        opened().frame(RST_STREAM, 0, 1, 0, 0, 8),
                        FRAME_SIZE_ERROR),
                ends(
                        "http2/6.5/1",
                        "SETTINGS ack with a payload",
                        bytes().frame(SETTINGS, ACK, 0, 0, 0, 0, 0, 0, 0),
                        FRAME_SIZE_ERROR),
                ends(
                        "http2/6.5/2",
                        "SETTINGS of a stream",
                        bytes().frame(SETTINGS, 0, 1, 0, 3, 0, 0, 0, 100),
                        PROTOCOL_ERROR),
                ends(
                        "http2/6.5/3",
                        "SETTINGS of three bytes",
                        bytes().frame(SETTINGS, 0, 0, 0, 3, 0),
                        FRAME_SIZE_ERROR),
                ends("http2/6.5.2/1", "ENABLE_PUSH of two", bytes().settings(2, 2), PROTOCOL_ERROR),
                ends("http2/6.5.2/2", "a first window of 2^31", bytes().settings(4, 0x80000000), FLOW_CONTROL_ERROR),
                ends("http2/6.5.2/3", "frames of less than 16,384 bytes", bytes().settings(5, 16_383), PROTOCOL_ERROR),
                ends("http2/6.5.2/4", "frames of 2^24 bytes", bytes().settings(5, 1 << 24), PROTOCOL_ERROR),
                goesOn("http2/6.5.2/5", "an unknown setting", bytes().settings(0xff, 1), "SETTINGS ack"),
                goesOn(
                        "http2/6.5.3/1",
                        "a first window twice in one frame: the last one counts",
                        bytes().settings(4, 100, 4, 1).get(1, "/"),
                        "DATA 1 o"),
                goesOn("http2/6.5.3/2", "SETTINGS", bytes().settings(), "SETTINGS ack"),
                goesOn("http2/6.7/1", "PING", bytes().ping(12), "PING ack 12"),
                goesOn("http2/6.7/2", "PING ack that nobody waits for", bytes().frame(PING, ACK, 0, new byte[8])),
                ends("http2/6.7/3", "PING of a stream", bytes().frame(PING, 0, 1, new byte[8]), PROTOCOL_ERROR),
                ends("http2/6.7/4", "PING of six bytes", bytes().frame(PING, 0, 0, new byte[6]), FRAME_SIZE_ERROR),
                ends("http2/6.8/1", "GOAWAY of a stream", bytes().frame(GOAWAY, 0, 1, new byte[8]), PROTOCOL_ERROR));
    }

    static List<H2Case> windows() {
        return List.of(
                ends(
                        "http2/6.9/1",
                        "the connection's window opened by nothing",
                        bytes().windowUpdate(0, 0),
                        PROTOCOL_ERROR),
                resets(
                        "http2/6.9/2",
                        "a stream's window opened by nothing",
                        asked().windowUpdate(1, 0),
                        PROTOCOL_ERROR),
                ends(
                        "http2/6.9/3",
                        "WINDOW_UPDATE of three bytes",
                        bytes().frame(WINDOW_UPDATE, 0, 0, 0, 0, 1),
                        FRAME_SIZE_ERROR),
                goesOn(
                        "http2/6.9.1/1",
                        "a first window of one byte",
                        bytes().settings(4, 1).get(1, "/"),
                        "DATA 1 o"),
                ends(
                        "http2/6.9.1/2",
                        "the connection's window above 2^31-1",
                        bytes().windowUpdate(0, Integer.MAX_VALUE).windowUpdate(0, Integer.MAX_VALUE),
                        FLOW_CONTROL_ERROR),
                resets(
                        "http2/6.9.1/3",
                        "a stream's window above 2^31-1",
                        asked().windowUpdate(1, Integer.MAX_VALUE).windowUpdate(1, Integer.MAX_VALUE),
                        FLOW_CONTROL_ERROR),
                goesOn(
                        "http2/6.9.2/1",
                        "a first window that changes while a stream is open",
                        bytes().settings(4, 0).get(1, "/").settings(4, 1),
                        "DATA 1 o"),
                goesOn(
                        "http2/6.9.2/2",
                        "a window that becomes negative and opens again",
                        bytes().settings(4, 1)
                                .get(1, "/")
                                .whenAnswered()
                                .settings(4, 0)
                                .windowUpdate(1, 2),
                        "DATA 1 o",
                        "DATA 1 end k"),
                ends("http2/6.9.2/3", "a first window above 2^31-1", bytes().settings(4, -1), FLOW_CONTROL_ERROR),
                goesOn(
                        "http2/6.10/1",
                        "several CONTINUATIONs",
                        begun().frame(CONTINUATION, 0, 1, field()).frame(CONTINUATION, END_HEADERS, 1, field()),
                        "DATA 1 end ok"),
                ends(
                        "http2/6.10/2",
                        "DATA between CONTINUATIONs",
                        begun().frame(CONTINUATION, 0, 1, field()).data(1, true, "test"),
                        PROTOCOL_ERROR),
                ends(
                        "http2/6.10/3",
                        "CONTINUATION of no stream",
                        begun().frame(CONTINUATION, END_HEADERS, 0, field()),
                        PROTOCOL_ERROR),
                ends("http2/6.10/4", "CONTINUATION behind HEADERS that ended", continuation(asked()), PROTOCOL_ERROR),
                ends(
                        "http2/6.10/5",
                        "CONTINUATION behind one that ended",
                        continuation(continuation(begun())),
                        PROTOCOL_ERROR),
                ends(
                        "http2/6.10/6",
                        "CONTINUATION behind DATA",
                        continuation(opened().data(1, true, "test")),
                        PROTOCOL_ERROR));
    }

    /** What a server is never sent by a client at all, or in no such form: beyond h2spec. */
    static List<H2Case> further() {
        return List.of(
                ends(
                        "http2/8.2/1",
                        "PUSH_PROMISE",
                        opened().frame(PUSH_PROMISE, END_HEADERS, 1, 0, 0, 0, 2),
                        PROTOCOL_ERROR),
                ends(
                        "PADDED-EMPTY",
                        "a padded frame without a length",
                        opened().frame(DATA, PADDED, 1),
                        FRAME_SIZE_ERROR),
                ends(
                        "SHORT-PRIORITY",
                        "HEADERS with a priority of three bytes",
                        bytes().frame(HEADERS, WITH_PRIORITY | END_HEADERS, 1, 0, 0, 0),
                        FRAME_SIZE_ERROR),
                ends(
                        "SHORT-GOAWAY",
                        "GOAWAY of four bytes",
                        bytes().frame(GOAWAY, 0, 0, new byte[4]),
                        FRAME_SIZE_ERROR),
                ends("ABOVE-WINDOW", "more DATA than a stream's window", opened(4), FLOW_CONTROL_ERROR),
                ends(
                        "TOO-LATE",
                        "SETTINGS that make an open window too large",
                        asked().windowUpdate(1, Integer.MAX_VALUE - 65_535).settings(4, 65_536),
                        FLOW_CONTROL_ERROR),
                goesOn(
                        "PRIORITY-UPDATE",
                        "a priority of RFC 9218",
                        bytes().frame(0x10, 0, 0, 0, 0, 0, 1, 'u', '=', '1').get(1, "/"),
                        "DATA 1 end ok"));
    }

    private static FrameBytes opened(int frames) {
        FrameBytes bytes = bytes().headers(1, false, request("POST", "/hold"));
        for (int i = 0; i < frames; i++) {
            bytes.frame(DATA, 0, 1, new byte[16_384]);
        }
        return bytes;
    }
}
