package tandem.proxy.ftp;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/** Gathers text into pieces of a pipe. Characters are bytes, as names from a server are. The visit's thread. */
final class PipedText {
    private final FtpPipe pipe;
    private byte[] piece;
    private int length;

    PipedText(FtpPipe pipe) {
        this.pipe = pipe;
        this.piece = pipe.piece();
    }

    /** @throws InterruptedIOException if nobody wants it any more */
    void add(String text) throws InterruptedIOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < bytes.length) {
            int fits = Math.min(piece.length - length, bytes.length - at);
            System.arraycopy(bytes, at, piece, length, fits);
            length += fits;
            at += fits;
            if (length == piece.length) {
                flush();
            }
        }
    }

    /** Hands on what is gathered. */
    void flush() throws InterruptedIOException {
        if (length > 0) {
            pipe.write(piece, length);
            piece = pipe.piece();
            length = 0;
        }
    }
}
