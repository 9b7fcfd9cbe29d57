package tandem.proxy.http2;

import static tandem.proxy.http2.ErrorCode.COMPRESSION_ERROR;
import static tandem.proxy.http2.ErrorCode.PROTOCOL_ERROR;
import static tandem.proxy.http2.FrameBytes.END_HEADERS;
import static tandem.proxy.http2.FrameBytes.END_STREAM;
import static tandem.proxy.http2.FrameBytes.HEADERS;
import static tandem.proxy.http2.FrameBytes.request;
import static tandem.proxy.http2.H2Case.ends;
import static tandem.proxy.http2.H2Case.goesOn;
import static tandem.proxy.http2.H2Case.resets;

import java.util.List;

/** What is no request, or no HPACK: h2spec's sections 8 and its group {@code hpack}, and what RFC 9113 has added since. */
final class H2Messages {
    private H2Messages() {}

    private static FrameBytes bytes() {
        return new FrameBytes();
    }

    private static H2Case malformed(String id, String what, HpackWriter block) {
        return resets(id, what, bytes().headers(1, true, block), PROTOCOL_ERROR);
    }

    private static HpackWriter get() {
        return request("GET", "/");
    }

    private static HpackWriter only(String... names) {
        HpackWriter block = new HpackWriter();
        for (String name : names) {
            block.field(
                    name,
                    switch (name) {
                        case ":method" -> "GET";
                        case ":scheme" -> "http";
                        case ":path" -> "/";
                        default -> "shop.example";
                    });
        }
        return block;
    }

    static List<H2Case> messages() {
        return List.of(
                resets(
                        "http2/8.1/1",
                        "a second HEADERS that does not end the stream",
                        bytes().headers(1, false, request("POST", "/"))
                                .headers(1, false, new HpackWriter().field("x", "y")),
                        PROTOCOL_ERROR),
                malformed("http2/8.1.2/1", "a name with a capital letter", get().field("X-Test", "ok")),
                malformed("http2/8.1.2.1/1", "an unknown pseudo-header", get().field(":test", "ok")),
                malformed("http2/8.1.2.1/2", "a response's pseudo-header", get().field(":status", "200")),
                resets(
                        "http2/8.1.2.1/3",
                        "a pseudo-header as a trailer",
                        bytes().headers(1, false, request("POST", "/"))
                                .data(1, false, "test")
                                .headers(1, true, new HpackWriter().field(":method", "GET")),
                        PROTOCOL_ERROR),
                malformed(
                        "http2/8.1.2.1/4",
                        "a pseudo-header behind a field",
                        only(":method", ":scheme", ":authority")
                                .field("x-test", "ok")
                                .field(":path", "/")),
                malformed("http2/8.1.2.2/1", "a field of connections", get().field("connection", "keep-alive")),
                malformed("http2/8.1.2.2/2", "TE that says more than trailers", get().field("te", "trailers, deflate")),
                malformed(
                        "http2/8.1.2.3/1",
                        "an empty path",
                        only(":method", ":scheme", ":authority").field(":path", "")),
                malformed("http2/8.1.2.3/2", "no method", only(":scheme", ":path", ":authority")),
                malformed("http2/8.1.2.3/3", "no scheme", only(":method", ":path", ":authority")),
                malformed("http2/8.1.2.3/4", "no path", only(":method", ":scheme", ":authority")),
                malformed("http2/8.1.2.3/5", "two methods", get().field(":method", "GET")),
                malformed("http2/8.1.2.3/6", "two schemes", get().field(":scheme", "http")),
                malformed("http2/8.1.2.3/7", "two paths", get().field(":path", "/")),
                resets(
                        "http2/8.1.2.6/1",
                        "a Content-Length that is not the body's",
                        bytes().headers(1, false, request("POST", "/").field("content-length", "1"))
                                .data(1, true, "test"),
                        PROTOCOL_ERROR),
                resets(
                        "http2/8.1.2.6/2",
                        "the same in two frames",
                        bytes().headers(1, false, request("POST", "/").field("content-length", "1"))
                                .data(1, false, "te")
                                .data(1, true, "st"),
                        PROTOCOL_ERROR));
    }

    /** Beyond h2spec, which knows RFC 7540 only. */
    static List<H2Case> fields() {
        return List.of(
                malformed("CR", "a carriage return in a value", get().field("x", "a\rb")),
                malformed("LF", "a line feed in a value", get().field("x", "a\nb: c")),
                malformed("NUL", "a zero in a value", get().field("x", "a\0b")),
                malformed("CRLF", "a line end in a value", get().field("x", "a\r\nhost: evil")),
                malformed("NAME-LF", "a line end in a name", get().field("x\r\ny", "a")),
                malformed("NAME-COLON", "a colon in a name", get().field("x:y", "a")),
                malformed("NAME-BLANK", "a blank in a name", get().field("x y", "a")),
                malformed("NAME-EMPTY", "a field without a name", get().field("", "a")),
                malformed("NAME-HIGH", "a name that is not ASCII", get().field("x\u00e4", "a")),
                malformed("BLANK-BEFORE", "a value that begins with a blank", get().field("x", " a")),
                malformed("BLANK-BEHIND", "a value that ends with a tab", get().field("x", "a\t")),
                malformed("TRANSFER-ENCODING", "a transfer coding", get().field("transfer-encoding", "chunked")),
                malformed("UPGRADE", "an upgrade", get().field("upgrade", "h2c")),
                malformed("KEEP-ALIVE", "Keep-Alive", get().field("keep-alive", "1")),
                malformed("PROXY-CONNECTION", "Proxy-Connection", get().field("proxy-connection", "close")),
                malformed("LOOKALIKE", "Content_Length", get().field("content_length", "1")),
                malformed(
                        "LENGTH-TWICE",
                        "two lengths",
                        get().field("content-length", "0").field("content-length", "0")),
                malformed("LENGTH-LIST", "a list of lengths", get().field("content-length", "0, 0")),
                malformed("LENGTH-SIGN", "a length with a sign", get().field("content-length", "+0")),
                malformed("LENGTH-NO-BODY", "a length without a body", get().field("content-length", "3")),
                malformed(
                        "METHOD",
                        "a method that is no token",
                        only(":scheme", ":path", ":authority").field(":method", "GET /x")),
                malformed(
                        "PATH-BLANK",
                        "a blank in the path",
                        only(":method", ":scheme", ":authority").field(":path", "/ HTTP/1.1")),
                malformed(
                        "PATH-LF",
                        "a line end in the path",
                        only(":method", ":scheme", ":authority").field(":path", "/\r\nx: y")),
                malformed(
                        "PATH-NAME",
                        "a path without a slash",
                        only(":method", ":scheme", ":authority").field(":path", "index.html")),
                malformed(
                        "PATH-ASTERISK",
                        "an asterisk of a GET",
                        only(":method", ":scheme", ":authority").field(":path", "*")),
                malformed(
                        "PATH-FRAGMENT",
                        "a fragment in the path",
                        only(":method", ":scheme", ":authority").field(":path", "/#x")),
                malformed(
                        "AUTHORITY-LF",
                        "a line end in the host",
                        only(":method", ":scheme", ":path").field(":authority", "a\r\nb")),
                malformed(
                        "AUTHORITY-USER",
                        "a user in the host",
                        only(":method", ":scheme", ":path").field(":authority", "user@shop")),
                malformed(
                        "AUTHORITY-EMPTY",
                        "an empty host",
                        only(":method", ":scheme", ":path").field(":authority", "")),
                malformed("AUTHORITY-TWICE", "two hosts", get().field(":authority", "shop.example")),
                malformed("NO-HOST", "no host at all", only(":method", ":scheme", ":path")),
                malformed("OTHER-HOST", "another Host than :authority", get().field("host", "evil.example")),
                malformed(
                        "HOST-TWICE",
                        "two Hosts",
                        only(":method", ":scheme", ":path").field("host", "a").field("host", "a")),
                malformed(
                        "CONNECT-PATH",
                        "a CONNECT with a path",
                        only(":scheme", ":path", ":authority").field(":method", "CONNECT")),
                goesOn(
                        "HOST-ONLY",
                        "Host in place of :authority",
                        bytes().headers(
                                        1,
                                        true,
                                        only(":method", ":scheme", ":path").field("host", "shop.example")),
                        "DATA 1 end ok"),
                goesOn(
                        "SAME-HOST",
                        "Host beside :authority",
                        bytes().headers(1, true, get().field("host", "Shop.Example")),
                        "DATA 1 end ok"),
                goesOn("TE", "TE: trailers", bytes().headers(1, true, get().field("te", "trailers")), "DATA 1 end ok"),
                goesOn(
                        "LENGTH-ZERO",
                        "a length of nothing",
                        bytes().headers(1, true, get().field("content-length", "0")),
                        "DATA 1 end ok"),
                goesOn(
                        "HIGH",
                        "a value that is not ASCII",
                        bytes().headers(1, true, get().field("x", "\u00e4")),
                        "DATA 1 end ok"),
                resets(
                        "LENGTH-SHORT",
                        "a body that is shorter than its length",
                        bytes().headers(1, false, request("POST", "/").field("content-length", "5"))
                                .data(1, true, "test"),
                        PROTOCOL_ERROR),
                resets(
                        "LENGTH-SHORT-TRAILERS",
                        "the same before trailers",
                        bytes().headers(1, false, request("POST", "/").field("content-length", "5"))
                                .data(1, false, "test")
                                .headers(1, true, new HpackWriter().field("x", "y")),
                        PROTOCOL_ERROR),
                resets(
                        "TRAILER-LF",
                        "a line end in a trailer",
                        bytes().headers(1, false, request("POST", "/"))
                                .headers(1, true, new HpackWriter().field("x", "y\nz")),
                        PROTOCOL_ERROR));
    }

    static List<H2Case> hpack() {
        return List.of(
                unpackable("hpack/2.3.3/1", "a field by an index that no entry has", new HpackWriter().indexed(70)),
                unpackable(
                        "hpack/2.3.3/2",
                        "a name by such an index",
                        new HpackWriter().integer(0x40, 6, 70).string("x")),
                unpackable("hpack/4.2/1", "a change of the table's size behind a field", new HpackWriter().size(1)),
                unpackable(
                        "hpack/5.2/1", "padding of more than seven bits", padded(0x85, 0x65, 0x7f, 0xff, 0xff, 0xff)),
                unpackable("hpack/5.2/2", "padding of zeros", padded(0x81, 0x18)),
                unpackable("hpack/5.2/3", "the end symbol", padded(0x84, 0x3f, 0xff, 0xff, 0xff)),
                unpackable("hpack/6.1/1", "index zero", new HpackWriter().indexed(0)),
                ends(
                        "hpack/6.3/1",
                        "a table larger than was announced",
                        bytes().frame(
                                        HEADERS,
                                        END_HEADERS | END_STREAM,
                                        1,
                                        bytes().raw(new HpackWriter().size(4097).bytes())
                                                .raw(get().bytes())
                                                .bytes()),
                        COMPRESSION_ERROR));
    }

    private static HpackWriter padded(int... value) {
        return new HpackWriter().raw(0x00, 0x01, 'a').raw(value);
    }

    private static H2Case unpackable(String id, String what, HpackWriter behind) {
        byte[] block = bytes().raw(get().bytes()).raw(behind.bytes()).bytes();
        return ends(id, what, bytes().frame(HEADERS, END_HEADERS | END_STREAM, 1, block), COMPRESSION_ERROR);
    }
}
