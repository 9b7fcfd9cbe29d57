package tandem.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tandem.core.config.CompressionConfig;
import tandem.core.text.AcceptedCodings;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * Which response may be compressed, and what its head says then. Nothing that is marked no-transform (RFC 9110 section 7.7), is
 * coded already, is a part (206), or carries a digest of its content. A strong ETag becomes weak: the bytes are not those that the
 * member meant (RFC 9110 section 8.8.3).
 */
final class GzipRule {
    /** What is done. */
    enum Verdict {
        /** It goes as it is, to everybody. */
        NEVER,
        /** It goes as it is to this client; another one may get it compressed. */
        PLAIN,
        /** It is compressed. */
        GZIP
    }

    private static final byte[] ACCEPT_ENCODING = ascii("accept-encoding");
    private static final byte[] ACCEPT_RANGES = ascii("accept-ranges");
    private static final byte[] CACHE_CONTROL = ascii("cache-control");
    private static final byte[] CONTENT_ENCODING = ascii("content-encoding");
    private static final byte[] CONTENT_TYPE = ascii("content-type");
    private static final byte[] ETAG = ascii("etag");
    private static final byte[] IF_NONE_MATCH = ascii("if-none-match");
    private static final byte[] VARY = ascii("vary");
    private static final byte[][] BOUND_TO_BYTES = {
        ascii("content-range"), ascii("content-digest"), ascii("repr-digest"), ascii("digest"), ascii("content-md5")
    };
    private static final String WEAK = "W/";

    private GzipRule() {}

    private static byte[] ascii(String lowerCase) {
        return lowerCase.getBytes(StandardCharsets.US_ASCII);
    }

    /** Decides; the head's framing is the member's. */
    static Verdict of(CompressionConfig config, RequestHead request, ResponseHead response, AppliedRules rules) {
        Fields fields = response.fields();
        if (!config.enabled()
                || !mayHaveBody(response, request.methodIs("HEAD"))
                || response.length() >= 0
                        && response.length() < Math.max(1, config.minSize().bytes())
                || !plain(fields)
                || transformForbidden(fields)
                || transformForbidden(request.fields())) {
            return Verdict.NEVER;
        }
        String type = mediaType(fields);
        if (!config.covers(response.status(), type) || switchedOff(rules, type)) {
            return Verdict.NEVER;
        }
        return AcceptedCodings.preferGzip(request.fields().joined(ACCEPT_ENCODING, ", "))
                ? Verdict.GZIP
                : Verdict.PLAIN;
    }

    private static boolean mayHaveBody(ResponseHead response, boolean toHead) {
        return switch (response.status()) {
            case 204, 205, 206, 304 -> false;
            default -> toHead || response.framing() != Framing.NONE;
        };
    }

    private static boolean plain(Fields fields) {
        for (byte[] name : BOUND_TO_BYTES) {
            if (fields.find(name, 0) >= 0) {
                return false;
            }
        }
        String coding = fields.joined(CONTENT_ENCODING, ",").strip();
        return coding.isEmpty() || coding.equalsIgnoreCase("identity");
    }

    private static boolean transformForbidden(Fields fields) {
        String control = fields.joined(CACHE_CONTROL, ",");
        if (control.isEmpty()) {
            return false;
        }
        for (String directive : control.split(",")) {
            if (directive.strip().equalsIgnoreCase("no-transform")) {
                return true;
            }
        }
        return false;
    }

    private static String mediaType(Fields fields) {
        String type = fields.joined(CONTENT_TYPE, ",");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** The variables of mod_deflate. */
    private static boolean switchedOff(AppliedRules rules, String type) {
        return rules.variable("no-gzip") != null
                || !type.equals("text/html") && "1".equals(rules.variable("gzip-only-text/html"));
    }

    /** Says in a head that its body is compressed; the body's length is not known then. */
    static void announce(ResponseHead response, boolean toHead) {
        Fields fields = response.fields();
        for (int i = fields.find(CONTENT_ENCODING, 0); i >= 0; i = fields.find(CONTENT_ENCODING, i + 1)) {
            fields.drop(i);
        }
        fields.add("Content-Encoding", "gzip");
        for (int i = fields.find(ACCEPT_RANGES, 0); i >= 0; i = fields.find(ACCEPT_RANGES, i + 1)) {
            fields.drop(i);
        }
        int tag = fields.find(ETAG, 0);
        if (tag >= 0 && !fields.value(tag).startsWith(WEAK)) {
            fields.replace(tag, WEAK + fields.value(tag));
        }
        vary(fields);
        response.framing(toHead ? Framing.NONE : Framing.CHUNKED, -1);
    }

    /** Tells caches that others may get it in another way. */
    static void vary(Fields fields) {
        String all = fields.joined(VARY, ",").toLowerCase(Locale.ROOT);
        for (String name : all.split(",")) {
            if (name.strip().equals("accept-encoding") || name.strip().equals("*")) {
                return;
            }
        }
        int at = fields.find(VARY, 0);
        if (at < 0) {
            fields.add("Vary", "Accept-Encoding");
        } else {
            fields.replace(at, fields.value(at) + ", Accept-Encoding");
        }
    }

    /** A 304 that confirms what was compressed names it as the client knows it. */
    static void confirm(RequestHead request, ResponseHead response) {
        Fields fields = response.fields();
        int tag = fields.find(ETAG, 0);
        String value = tag < 0 ? "" : fields.value(tag);
        String known = request.fields().joined(IF_NONE_MATCH, ", ");
        if (value.startsWith("\"") && known.contains(WEAK + value)) {
            fields.replace(tag, WEAK + value);
            vary(fields);
        }
    }
}
