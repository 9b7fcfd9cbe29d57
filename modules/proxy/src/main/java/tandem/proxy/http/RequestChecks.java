package tandem.proxy.http;

import java.nio.charset.StandardCharsets;

/**
 * Decides from the fields of a parsed head whom the request is for and how its body ends: RFC 9112 sections 3.2, 6 and 7.2.
 * Remembers the last Host, because a connection seldom changes it. Reused; one thread.
 */
final class RequestChecks {
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] IDENTITY = ascii("identity");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] HOST = ascii("host");

    private String lastAuthority = "";
    private String lastHost = "";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void check(RequestHead head, RequestLine line) throws BadRequest {
        Fields fields = head.fields();
        int hostAt = -1;
        int lengthAt = -1;
        int codingAt = -1;
        for (int i = 0; i < fields.count(); i++) {
            switch (fields.known(i)) {
                case HOST -> hostAt = once(hostAt, i, "The request has more than one Host field.");
                case CONTENT_LENGTH -> lengthAt = once(lengthAt, i, TWICE);
                case TRANSFER_ENCODING -> codingAt = once(codingAt, i, TWICE);
                case CONNECTION -> protectedFields(fields);
                case OTHER -> lookalike(fields, i);
                default -> {
                    // of no concern here
                }
            }
        }
        host(head, line, hostAt);
        if (lengthAt >= 0 && codingAt >= 0) {
            throw new BadRequest(400, TWICE);
        }
        if (codingAt >= 0) {
            coding(head, codingAt);
        } else if (lengthAt >= 0) {
            length(head, lengthAt);
        }
    }

    private static final String TWICE = "The request says more than once how long its body is.";

    private static int once(int before, int now, String sentence) throws BadRequest {
        if (before >= 0) {
            throw new BadRequest(400, sentence);
        }
        return now;
    }

    private static void protectedFields(Fields fields) throws BadRequest {
        if (fields.listed(Field.CONNECTION, CONTENT_LENGTH)
                || fields.listed(Field.CONNECTION, TRANSFER_ENCODING)
                || fields.listed(Field.CONNECTION, HOST)) {
            throw new BadRequest(400, "The Connection field names a field that must be passed on.");
        }
    }

    private static void lookalike(Fields fields, int index) throws BadRequest {
        if (Lookalikes.is(fields, index)) {
            throw new BadRequest(400, Lookalikes.SENTENCE);
        }
    }

    private void host(RequestHead head, RequestLine line, int at) throws BadRequest {
        if (at < 0 && head.http11()) {
            throw new BadRequest(400, "The request has no Host field.");
        }
        Fields fields = head.fields();
        int start = at < 0 ? 0 : fields.valueStart(at);
        int end = at < 0 ? 0 : fields.valueEnd(at);
        if (end > start && !Syntax.same(fields.bytes(), start, end, lastAuthority)) {
            String text = fields.value(at);
            if (!Syntax.authority(text)) {
                throw new BadRequest(400, "The Host field is not valid.");
            }
            remember(text);
        }
        if (!line.authority().isEmpty()) {
            remember(line.authority());
            head.authority(lastAuthority, lastHost);
        } else if (end > start) {
            head.authority(lastAuthority, lastHost);
        } else if (at >= 0) {
            throw new BadRequest(400, "The Host field is not valid.");
        }
    }

    private void remember(String authority) {
        lastAuthority = authority;
        lastHost = RequestHead.hostOf(authority);
    }

    private static void coding(RequestHead head, int at) throws BadRequest {
        Fields fields = head.fields();
        int start = fields.valueStart(at);
        int end = fields.valueEnd(at);
        boolean chunked = Syntax.equalsIgnoreCase(fields.bytes(), start, end, CHUNKED);
        if (!chunked) {
            boolean unknown = Syntax.token(fields.bytes(), start, end)
                    && !Syntax.equalsIgnoreCase(fields.bytes(), start, end, IDENTITY);
            throw new BadRequest(unknown ? 501 : 400, "The only transfer coding is chunked.");
        }
        if (!head.http11()) {
            throw new BadRequest(400, "The request has a transfer coding in HTTP/1.0.");
        }
        head.framing(Framing.CHUNKED, 0);
    }

    private static void length(RequestHead head, int at) throws BadRequest {
        Fields fields = head.fields();
        long length = Syntax.length(fields.bytes(), fields.valueStart(at), fields.valueEnd(at));
        if (length < 0) {
            throw new BadRequest(400, "The Content-Length is not a number.");
        }
        head.framing(Framing.LENGTH, length);
    }
}
