package tandem.proxy.http2;

import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Field;
import tandem.proxy.http.Syntax;

/** What every field must be before it is written to anybody: RFC 9113 sections 8.2.1 and 8.2.2. Any thread. */
final class FieldChecks {
    private FieldChecks() {}

    /**
     * Checks one field that is no pseudo-header.
     *
     * @throws BadRequest if it could be taken for another field, for two, or concerns a connection
     */
    static void check(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) throws BadRequest {
        if (!Syntax.token(bytes, nameStart, nameEnd)) {
            throw new BadRequest(400, "The name of a header field is not a token.");
        }
        for (int i = nameStart; i < nameEnd; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                throw new BadRequest(400, "The name of a header field has a capital letter.");
            }
        }
        if (!Syntax.value(bytes, valueStart, valueEnd)) {
            throw new BadRequest(400, "A header field has a control character.");
        }
        if (valueEnd > valueStart && (blank(bytes[valueStart]) || blank(bytes[valueEnd - 1]))) {
            throw new BadRequest(400, "A header field begins or ends with a blank.");
        }
        switch (Field.of(bytes, nameStart, nameEnd)) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE ->
                throw new BadRequest(400, "The request has a header field that HTTP/2 has no place for.");
            default -> {
                // it is passed on, or dropped, as in HTTP/1
            }
        }
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
