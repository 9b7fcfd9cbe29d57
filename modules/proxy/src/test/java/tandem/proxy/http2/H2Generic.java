package tandem.proxy.http2;

import static tandem.proxy.http2.FrameBytes.CONTINUATION;
import static tandem.proxy.http2.FrameBytes.DATA;
import static tandem.proxy.http2.FrameBytes.END_HEADERS;
import static tandem.proxy.http2.FrameBytes.END_STREAM;
import static tandem.proxy.http2.FrameBytes.HEADERS;
import static tandem.proxy.http2.FrameBytes.PADDED;
import static tandem.proxy.http2.FrameBytes.PRIORITY;
import static tandem.proxy.http2.FrameBytes.WITH_PRIORITY;
import static tandem.proxy.http2.FrameBytes.request;
import static tandem.proxy.http2.H2Case.goesOn;

import java.util.List;

/** What a well-behaved client does: h2spec's group {@code generic}, written anew from RFC 9113 and RFC 7541. */
final class H2Generic {
    private static final String ANSWER = "HEADERS 1 :status=200";
    private static final String BODY = "DATA 1 end ok";

    private H2Generic() {}

    private static FrameBytes bytes() {
        return new FrameBytes();
    }

    private static HpackWriter get() {
        return request("GET", "/");
    }

    private static HpackWriter post() {
        return request("POST", "/");
    }

    static List<H2Case> frames() {
        return List.of(
                goesOn("generic/1/1", "a preface", bytes(), "SETTINGS ack"),
                goesOn("generic/2/1", "PRIORITY of an idle stream", bytes().frame(PRIORITY, 0, 1, 0, 0, 0, 0, 15)),
                goesOn(
                        "generic/2/2",
                        "WINDOW_UPDATE of a half-closed stream",
                        bytes().get(1, "/").windowUpdate(1, 100),
                        BODY),
                goesOn(
                        "generic/2/3",
                        "PRIORITY of a half-closed stream",
                        bytes().get(1, "/").frame(PRIORITY, 0, 1, 0, 0, 0, 0, 15),
                        BODY),
                goesOn(
                        "generic/2/4",
                        "RST_STREAM of a half-closed stream",
                        bytes().get(1, "/hold").reset(1, ErrorCode.CANCEL)),
                goesOn(
                        "generic/2/5",
                        "PRIORITY of a closed stream",
                        bytes().get(1, "/").frame(PRIORITY, 0, 1, 0, 0, 0, 0, 15),
                        BODY),
                goesOn(
                        "generic/3.1/1",
                        "a DATA frame",
                        bytes().headers(1, false, post()).data(1, true, "test"),
                        ANSWER),
                goesOn(
                        "generic/3.1/2",
                        "several DATA frames",
                        bytes().headers(1, false, post()).data(1, false, "te").data(1, true, "st"),
                        BODY),
                goesOn(
                        "generic/3.1/3",
                        "a padded DATA frame",
                        bytes().headers(1, false, post())
                                .frame(DATA, PADDED | END_STREAM, 1, 2, 't', 'e', 's', 't', 0, 0),
                        BODY),
                goesOn("generic/3.2/1", "a HEADERS frame", bytes().get(1, "/"), ANSWER, BODY),
                goesOn(
                        "generic/3.2/2",
                        "a padded HEADERS frame",
                        bytes().frame(
                                        HEADERS,
                                        PADDED | END_HEADERS | END_STREAM,
                                        1,
                                        bytes().raw(new byte[] {3})
                                                .raw(get().bytes())
                                                .raw(new byte[3])
                                                .bytes()),
                        BODY),
                goesOn(
                        "generic/3.2/3",
                        "a HEADERS frame with a priority",
                        bytes().frame(
                                        HEADERS,
                                        WITH_PRIORITY | END_HEADERS | END_STREAM,
                                        1,
                                        bytes().raw(new byte[] {0, 0, 0, 0, 15})
                                                .raw(get().bytes())
                                                .bytes()),
                        BODY),
                priority("generic/3.3/1", "PRIORITY with the least weight", 0, 0, 0, 0, 0),
                priority("generic/3.3/2", "PRIORITY with the most weight", 0, 0, 0, 0, 255),
                priority("generic/3.3/3", "PRIORITY that depends on a stream", 0, 0, 0, 3, 15),
                priority("generic/3.3/4", "PRIORITY that depends on one alone", 0x80, 0, 0, 3, 15),
                goesOn(
                        "generic/3.3/5",
                        "PRIORITY of an idle stream, then HEADERS of a lower one",
                        bytes().frame(PRIORITY, 0, 5, 0, 0, 0, 0, 15).get(1, "/"),
                        BODY),
                goesOn(
                        "generic/3.4/1",
                        "RST_STREAM",
                        bytes().headers(1, false, post()).reset(1, ErrorCode.CANCEL)),
                goesOn("generic/3.5/1", "SETTINGS", bytes().settings(3, 100), "SETTINGS ack"),
                goesOn("generic/3.7/1", "PING", bytes().ping(99), "PING ack 99"),
                goesOn("generic/3.8/1", "GOAWAY", bytes().get(1, "/hold").frame(FrameBytes.GOAWAY, 0, 0, new byte[8])),
                goesOn("generic/3.9/1", "WINDOW_UPDATE of the connection", bytes().windowUpdate(0, 1)),
                goesOn(
                        "generic/3.9/2",
                        "WINDOW_UPDATE of a stream",
                        bytes().headers(1, false, post()).windowUpdate(1, 1).data(1, true, ""),
                        BODY),
                goesOn("generic/3.10/1", "a CONTINUATION", continued(1), BODY),
                goesOn("generic/3.10/2", "several CONTINUATIONs", continued(3), BODY),
                goesOn("generic/4/1", "a GET", bytes().get(1, "/"), ANSWER, BODY),
                goesOn(
                        "generic/4/2",
                        "a HEAD",
                        bytes().headers(1, true, request("HEAD", "/")),
                        "HEADERS 1 end :status=200"),
                goesOn(
                        "generic/4/3",
                        "a POST",
                        bytes().headers(1, false, post()).data(1, true, "test"),
                        BODY),
                goesOn(
                        "generic/4/4",
                        "a POST with trailers",
                        bytes().headers(1, false, post().field("trailer", "x-test"))
                                .data(1, false, "test")
                                .headers(1, true, new HpackWriter().field("x-test", "ok")),
                        BODY));
    }

    private static H2Case priority(String id, String what, int... payload) {
        return goesOn(id, what, bytes().frame(PRIORITY, 0, 1, payload).get(1, "/"), BODY);
    }

    private static FrameBytes continued(int frames) {
        FrameBytes bytes = bytes().frame(HEADERS, END_STREAM, 1, get().bytes());
        for (int i = 1; i <= frames; i++) {
            byte[] block = new HpackWriter().field("x-" + i, "value").bytes();
            bytes.frame(CONTINUATION, i == frames ? END_HEADERS : 0, 1, block);
        }
        return bytes;
    }

    static List<H2Case> hpack() {
        return List.of(
                field("generic/5/1", "an indexed field", new HpackWriter().indexed(16)),
                field(
                        "generic/5/2",
                        "remembered, name by index",
                        named(0x40, 6, 58).string("curl")),
                field(
                        "generic/5/3",
                        "the same in the Huffman code",
                        named(0x40, 6, 58).packedString("curl")),
                field(
                        "generic/5/4",
                        "remembered, new name",
                        named(0x40, 6, 0).string("x-a").string("b")),
                field(
                        "generic/5/5",
                        "the same packed",
                        named(0x40, 6, 0).packedString("x-a").packedString("b")),
                field(
                        "generic/5/6",
                        "not remembered, name by index",
                        named(0, 4, 58).string("curl")),
                field(
                        "generic/5/7",
                        "the same in the Huffman code",
                        named(0, 4, 58).packedString("curl")),
                field(
                        "generic/5/8",
                        "not remembered, new name",
                        named(0, 4, 0).string("x-a").string("b")),
                field(
                        "generic/5/9",
                        "the same packed",
                        named(0, 4, 0).packedString("x-a").packedString("b")),
                field(
                        "generic/5/10",
                        "never remembered, name by index",
                        named(0x10, 4, 58).string("curl")),
                field(
                        "generic/5/11",
                        "the same in the Huffman code",
                        named(0x10, 4, 58).packedString("curl")),
                field(
                        "generic/5/12",
                        "never remembered, new name",
                        named(0x10, 4, 0).string("x-a").string("b")),
                field(
                        "generic/5/13",
                        "the same packed",
                        named(0x10, 4, 0).packedString("x-a").packedString("b")),
                goesOn("generic/5/14", "a change of the table's size", sized(new HpackWriter().size(128)), BODY),
                goesOn(
                        "generic/5/15",
                        "two changes",
                        sized(new HpackWriter().size(128).size(4096)),
                        BODY));
    }

    private static HpackWriter named(int pattern, int prefix, int index) {
        return new HpackWriter().integer(pattern, prefix, index);
    }

    private static H2Case field(String id, String what, HpackWriter field) {
        byte[] block = bytes().raw(get().bytes()).raw(field.bytes()).bytes();
        return goesOn(id, what, bytes().frame(HEADERS, END_HEADERS | END_STREAM, 1, block), BODY);
    }

    private static FrameBytes sized(HpackWriter changes) {
        byte[] block = bytes().raw(changes.bytes()).raw(get().bytes()).bytes();
        return bytes().frame(HEADERS, END_HEADERS | END_STREAM, 1, block);
    }
}
