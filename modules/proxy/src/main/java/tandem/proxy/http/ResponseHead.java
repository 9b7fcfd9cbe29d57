package tandem.proxy.http;

import java.nio.charset.StandardCharsets;

/** A response's head, parsed or made here. Reused; one thread. */
public final class ResponseHead {
    private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);

    private final Fields fields = new Fields();
    private int status;
    private boolean http11;
    private boolean http2;
    private String reason = "";
    private Framing framing = Framing.NONE;
    private long length = -1;

    /** Begins a new head without fields. */
    public void begin(int newStatus, String newReason, boolean isHttp11) {
        status = newStatus;
        reason = newReason;
        http11 = isHttp11;
        http2 = false;
        framing = Framing.NONE;
        length = -1;
    }

    public Fields fields() {
        return fields;
    }

    /** 100..599. */
    public int status() {
        return status;
    }

    /** What stands behind the status; may be empty. */
    public String reason() {
        return reason;
    }

    /** False for HTTP/1.0. */
    public boolean http11() {
        return http11;
    }

    /** Whether it came by HTTP/2; it then knows all that HTTP/1.1 does. */
    public boolean http2() {
        return http2;
    }

    /** Says by what it came. */
    public void http2(boolean byHttp2) {
        http2 = byHttp2;
    }

    public boolean interim() {
        return status < 200;
    }

    /** How the body ends; set by {@link #frame} or {@link #framing(Framing, long)}. */
    public Framing framing() {
        return framing;
    }

    /** The Content-Length, also where no body follows (HEAD, 304); -1 without one. */
    public long length() {
        return length;
    }

    public void framing(Framing how, long bodyLength) {
        this.framing = how;
        this.length = bodyLength;
    }

    /**
     * Decides by RFC 9112 section 6.3 where the body ends.
     *
     * @param toHead whether it answers HEAD
     * @throws BadMessage if the fields contradict each other
     */
    public void frame(boolean toHead) throws BadMessage {
        length = contentLength();
        boolean coded = fields.find(Field.TRANSFER_ENCODING, 0) >= 0;
        if (interim() || status == 204) {
            framing = Framing.NONE;
            length = -1;
        } else if (toHead || status == 304) {
            framing = Framing.NONE;
            length = coded ? -1 : length;
        } else if (coded) {
            frameChunked();
        } else {
            framing = length >= 0 ? Framing.LENGTH : Framing.UNTIL_CLOSE;
        }
    }

    private void frameChunked() throws BadMessage {
        int at = fields.find(Field.TRANSFER_ENCODING, 0);
        boolean plain = Syntax.equalsIgnoreCase(fields.bytes(), fields.valueStart(at), fields.valueEnd(at), CHUNKED);
        if (!plain || fields.count(Field.TRANSFER_ENCODING) > 1) {
            throw new BadMessage("its Transfer-Encoding is not chunked alone");
        }
        if (length >= 0) {
            throw new BadMessage("it has both Transfer-Encoding and Content-Length");
        }
        if (!http11) {
            throw new BadMessage("it has Transfer-Encoding in HTTP/1.0");
        }
        framing = Framing.CHUNKED;
    }

    private long contentLength() throws BadMessage {
        long found = -1;
        for (int i = fields.find(Field.CONTENT_LENGTH, 0); i >= 0; i = fields.find(Field.CONTENT_LENGTH, i + 1)) {
            long next = Syntax.length(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
            if (next < 0) {
                throw new BadMessage("its Content-Length is not a number");
            }
            if (found >= 0 && found != next) {
                throw new BadMessage("it has two different Content-Lengths");
            }
            found = next;
        }
        return found;
    }

    /** Whether its sender keeps the connection open behind it. */
    public boolean persistent() {
        return http11 ? !fields.listed(Field.CONNECTION, CLOSE) : fields.listed(Field.CONNECTION, KEEP_ALIVE);
    }
}
