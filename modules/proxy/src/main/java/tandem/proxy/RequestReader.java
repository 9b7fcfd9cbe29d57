package tandem.proxy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.Syntax;

/**
 * Takes over a request head from Undertow, whose parser is lenient, and checks all that a member will see: RFC 9112 sections 2,
 * 3, 5 and 6.
 */
final class RequestReader {
    private static final int MAX_METHOD = 32;
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] HOST = ascii("host");

    private RequestReader() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads the head.
     *
     * @return what is wrong with it, as a sentence for the client; null if nothing is
     */
    static @Nullable String read(HttpServerExchange exchange, RequestHead head) {
        String method = exchange.getRequestMethod().toString();
        if (!Syntax.token(method) || method.length() > MAX_METHOD) {
            return "The request method is not a short token.";
        }
        if (!exchange.isHttp11() && !exchange.isHttp10()) {
            return "The request is neither HTTP/1.1 nor HTTP/1.0.";
        }
        String uri = exchange.getRequestURI();
        String authority = "";
        if (exchange.isHostIncludedInRequestURI() && !method.equals("CONNECT")) {
            int start = uri.indexOf("://") + 3;
            int end = start;
            while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
                end++;
            }
            authority = uri.substring(start, end);
            if (start < 3 || !Syntax.authority(authority)) {
                return "The request target names no valid host.";
            }
            String rest = uri.substring(end);
            uri = rest.startsWith("/") ? rest : "/" + rest;
        }
        String query = exchange.getQueryString();
        String target = query.isEmpty() || uri.indexOf('?') >= 0 ? uri : uri + "?" + query;
        if (!Syntax.target(target)) {
            return "The request target has characters that have to be percent-encoded.";
        }
        head.clear();
        head.begin(method, target, exchange.isHttp11());
        String wrong = fields(exchange.getRequestHeaders(), head.fields());
        if (wrong == null) {
            wrong = host(head, authority);
        }
        return wrong == null ? framing(head) : wrong;
    }

    private static @Nullable String fields(HeaderMap headers, Fields fields) {
        for (long cookie = headers.fastIterateNonEmpty(); cookie != -1; cookie = headers.fiNextNonEmpty(cookie)) {
            HeaderValues values = headers.fiCurrent(cookie);
            HttpString name = values.getHeaderName();
            for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                int at = fields.reserve(name.length() + value.length());
                name.copyTo(fields.bytes(), at);
                int valueAt = at + name.length();
                if (!copy(value, fields.bytes(), valueAt)) {
                    return "A header field has characters that are not allowed.";
                }
                int end = valueAt + value.length();
                fields.use(end - at);
                if (!Syntax.token(fields.bytes(), at, valueAt)) {
                    return "The name of a header field is not a token.";
                }
                if (!Syntax.value(fields.bytes(), valueAt, end)) {
                    return "A header field has a control character.";
                }
                fields.addSpan(at, valueAt, valueAt, end);
            }
        }
        return null;
    }

    private static boolean copy(String value, byte[] target, int at) {
        int or = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            or |= c;
            target[at + i] = (byte) c;
        }
        return or <= 0xff;
    }

    private static @Nullable String host(RequestHead head, String fromTarget) {
        Fields fields = head.fields();
        int count = fields.count(Field.HOST);
        if (count > 1) {
            return "The request has more than one Host field.";
        }
        if (count == 0 && head.http11()) {
            return "The request has no Host field.";
        }
        String host = count == 0 ? "" : fields.value(fields.find(Field.HOST, 0));
        if (!host.isEmpty() && !Syntax.authority(host) || host.isEmpty() && count == 1 && fromTarget.isEmpty()) {
            return "The Host field is not valid.";
        }
        head.authority(fromTarget.isEmpty() ? host : fromTarget);
        return null;
    }

    private static @Nullable String framing(RequestHead head) {
        Fields fields = head.fields();
        int lengths = fields.count(Field.CONTENT_LENGTH);
        int codings = fields.count(Field.TRANSFER_ENCODING);
        if (lengths + codings > 1) {
            return "The request says more than once how long its body is.";
        }
        for (int i = 0; i < fields.count(); i++) {
            if (fields.known(i) == Field.OTHER && lookalike(fields, i)) {
                return "The request has a field that could be mistaken for its body's length.";
            }
        }
        if (fields.listed(Field.CONNECTION, CONTENT_LENGTH)
                || fields.listed(Field.CONNECTION, TRANSFER_ENCODING)
                || fields.listed(Field.CONNECTION, HOST)) {
            return "The Connection field names a field that must be passed on.";
        }
        if (codings == 1) {
            int at = fields.find(Field.TRANSFER_ENCODING, 0);
            boolean alone = fields.valueEnd(at) - fields.valueStart(at) == CHUNKED.length
                    && fields.listed(Field.TRANSFER_ENCODING, CHUNKED);
            if (!alone || !head.http11()) {
                return "The only transfer coding is chunked, in HTTP/1.1.";
            }
            head.framing(Framing.CHUNKED, 0);
        } else if (lengths == 1) {
            int at = fields.find(Field.CONTENT_LENGTH, 0);
            long length = Syntax.length(fields.bytes(), fields.valueStart(at), fields.valueEnd(at));
            if (length < 0) {
                return "The Content-Length is not a number.";
            }
            head.framing(Framing.LENGTH, length);
        }
        return null;
    }

    /** Content_Length and Transfer_Encoding, which some servers take for the real ones. */
    private static boolean lookalike(Fields fields, int index) {
        int length = fields.nameEnd(index) - fields.nameStart(index);
        if (length != CONTENT_LENGTH.length && length != TRANSFER_ENCODING.length) {
            return false;
        }
        String name = fields.name(index);
        return name.equalsIgnoreCase("content_length") || name.equalsIgnoreCase("transfer_encoding");
    }
}
