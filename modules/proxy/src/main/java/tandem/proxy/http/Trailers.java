package tandem.proxy.http;

/**
 * Collects the fields behind a chunked body, line by line; those that must not stand there are dropped. Reused; one thread.
 */
final class Trailers {
    private final Fields fields = new Fields();
    private int lineStart;

    void begin() {
        fields.clear();
        lineStart = 0;
    }

    /** Those of the last body; valid until the next begins. */
    Fields fields() {
        return fields;
    }

    void add(byte b) {
        int at = fields.reserve(1);
        fields.bytes()[at] = b;
        fields.use(1);
    }

    /** A line has ended, its line end is not among the bytes. */
    void endLine() throws BadMessage {
        int end = fields.length();
        int colon = Syntax.tokenEnd(fields.bytes(), lineStart, end);
        if (colon == lineStart || colon == end || fields.bytes()[colon] != ':') {
            throw new BadMessage("a trailer is not NAME: VALUE");
        }
        fields.addSpan(lineStart, colon, colon + 1, end);
        ForbiddenTrailers.drop(fields, fields.count() - 1);
        lineStart = end;
    }
}
