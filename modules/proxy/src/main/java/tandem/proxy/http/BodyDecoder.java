package tandem.proxy.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the payload and the end of a body in the bytes of a connection. The chunk grammar is RFC 9112 section 7.1 without any
 * leniency; extensions are ignored, trailers kept apart, both bounded. Reused; one thread.
 */
public final class BodyDecoder {
    private static final int MAX_SIZE_DIGITS = 15;
    private static final int MAX_EXTENSION = 4096;
    private static final int MAX_TRAILER = 8192;
    private static final int MAX_TRAILERS = 100;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        END_LF,
        DONE
    }

    private Framing framing = Framing.NONE;
    private State state = State.DONE;
    private long remaining;
    private int digits;
    private int extensionBytes;
    private int trailerBytes;
    private final int maxExtension;
    private final int maxTrailer;
    private @Nullable Trailers trailers;
    private boolean trailed;

    /** With the limits for members. */
    public BodyDecoder() {
        this(MAX_EXTENSION, MAX_TRAILER);
    }

    /**
     * With limits.
     *
     * @param maxExtension bytes of chunk extensions in one body
     * @param maxTrailer bytes of trailers behind one body
     */
    public BodyDecoder(int maxExtension, int maxTrailer) {
        this.maxExtension = maxExtension;
        this.maxTrailer = maxTrailer;
    }

    /** Begins a body. */
    public void begin(Framing how, long length) {
        framing = how;
        remaining = how == Framing.LENGTH ? length : 0;
        digits = 0;
        extensionBytes = 0;
        trailerBytes = 0;
        trailed = false;
        boolean empty = how == Framing.NONE || how == Framing.LENGTH && length == 0;
        state = empty ? State.DONE : how == Framing.CHUNKED ? State.SIZE : State.DATA;
    }

    /** Whether the body is complete. */
    public boolean done() {
        return state == State.DONE;
    }

    /** What stood behind the body, once it is complete; null for nothing. Fields that must not stand there are dropped. */
    public @Nullable Fields trailers() {
        return trailed && trailers != null ? trailers.fields() : null;
    }

    /** Whether every byte of the connection up to the end is payload, so that it may be read past this decoder. */
    public boolean plain() {
        return framing != Framing.CHUNKED;
    }

    /** How many bytes may be read past this decoder; {@link #passed} must then be told. */
    public long wanted() {
        return framing == Framing.LENGTH ? remaining : Long.MAX_VALUE;
    }

    /** How many bytes of a body framed by length are still to come; 0 for other framings. */
    public long announced() {
        return framing == Framing.LENGTH ? remaining : 0;
    }

    /** Payload was read past this decoder. */
    public void passed(int bytes) {
        if (framing == Framing.LENGTH) {
            remaining -= bytes;
            if (remaining == 0) {
                state = State.DONE;
            }
        }
    }

    /**
     * The connection ended.
     *
     * @throws BadMessage if the body is not complete
     */
    public void ended() throws BadMessage {
        if (framing == Framing.UNTIL_CLOSE) {
            state = State.DONE;
        } else if (state != State.DONE) {
            throw new BadMessage("the connection ended before the body did");
        }
    }

    /**
     * Copies payload until the input is used up, the output is full or the body is complete.
     *
     * @return how many bytes were copied
     * @throws BadMessage if the chunk grammar is broken
     */
    public int decode(ByteBuffer in, ByteBuffer out) throws BadMessage {
        int before = out.position();
        while (in.hasRemaining() && state != State.DONE) {
            if (state != State.DATA) {
                control(in.get());
            } else if (!out.hasRemaining()) {
                break;
            } else {
                data(in, out);
            }
        }
        return out.position() - before;
    }

    private void data(ByteBuffer in, ByteBuffer out) {
        int take = Math.min(in.remaining(), out.remaining());
        if (framing != Framing.UNTIL_CLOSE) {
            take = (int) Math.min(take, remaining);
            remaining -= take;
        }
        int limit = in.limit();
        in.limit(in.position() + take);
        out.put(in);
        in.limit(limit);
        if (remaining == 0 && framing != Framing.UNTIL_CLOSE) {
            state = framing == Framing.CHUNKED ? State.DATA_CR : State.DONE;
        }
    }

    private void control(byte b) throws BadMessage {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                expect(b, '\n');
                state = remaining == 0 ? State.TRAILER_START : State.DATA;
            }
            case DATA_CR -> {
                expect(b, '\r');
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n');
                digits = 0;
                state = State.SIZE;
            }
            case TRAILER_START, TRAILER -> trailer(b);
            case TRAILER_LF -> {
                expect(b, '\n');
                endTrailer();
                state = State.TRAILER_START;
            }
            case END_LF -> {
                expect(b, '\n');
                state = State.DONE;
            }
            case DATA, DONE -> throw new IllegalStateException("no control byte is due");
        }
    }

    private void size(byte b) throws BadMessage {
        int digit = Character.digit((char) (b & 0xff), 16);
        if (digit >= 0 && b > 0) {
            if (++digits > MAX_SIZE_DIGITS) {
                throw new BadMessage("a chunk is too large");
            }
            remaining = remaining * 16 + digit;
        } else if (digits == 0) {
            throw new BadMessage("a chunk has no size");
        } else if (b == '\r') {
            state = State.SIZE_LF;
        } else if (b == ';' || b == ' ' || b == '\t') {
            state = State.EXTENSION;
        } else {
            throw new BadMessage("a chunk size is followed by something else than an extension");
        }
    }

    private void extension(byte b) throws BadMessage {
        if (b == '\r') {
            state = State.SIZE_LF;
        } else if (b < 0x20 && b >= 0 && b != '\t' || b == 0x7f) {
            throw new BadMessage("a chunk extension has a control character");
        } else if (++extensionBytes > maxExtension) {
            throw new BadMessage("chunk extensions are longer than " + maxExtension + " bytes");
        }
    }

    private void trailer(byte b) throws BadMessage {
        if (b == '\r') {
            state = state == State.TRAILER_START ? State.END_LF : State.TRAILER_LF;
        } else if (b < 0x20 && b >= 0 && b != '\t' || b == 0x7f) {
            throw new BadMessage("a trailer has a control character");
        } else if (++trailerBytes > maxTrailer) {
            throw new BadMessage("trailers are longer than " + maxTrailer + " bytes");
        } else {
            state = State.TRAILER;
            collected().add(b);
        }
    }

    private Trailers collected() {
        Trailers found = trailers;
        if (found == null) {
            found = new Trailers();
            trailers = found;
        }
        if (!trailed) {
            trailed = true;
            found.begin();
        }
        return found;
    }

    private void endTrailer() throws BadMessage {
        Trailers found = collected();
        found.endLine();
        if (found.fields().count() > MAX_TRAILERS) {
            throw new BadMessage("there are more than " + MAX_TRAILERS + " trailers");
        }
    }

    private static void expect(byte b, char wanted) throws BadMessage {
        if (b != wanted) {
            throw new BadMessage("a chunk is not ended by CR LF");
        }
    }
}
