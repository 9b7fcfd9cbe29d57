package tandem.proxy.tls.boringssl;

import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import tandem.core.tls.ClientHello;

/**
 * The server's side of one connection by BoringSSL. It behaves like Java's: a record a call, arithmetic of handshakes as delegated tasks,
 * each direction closed by itself. Encrypted bytes are in direct buffers, clear ones in any. It must be released. One thread at a time,
 * but for {@link #release}.
 */
public final class NativeEngine extends ServerEngine {
    private static final int HEADER = 5;
    private static final int MOST_CLEAR = 16 * 1024;
    private static final int LONGEST_RECORD = MOST_CLEAR + 256 + HEADER;
    private static final byte[] NO_COMMON_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};
    private static final byte[] NO_USABLE_CERTIFICATE = {21, 3, 3, 0, 2, 2, 40};
    private static final byte[] UNREADABLE = {21, 3, 3, 0, 2, 2, 50};
    private static final ClientHello NOTHING = new ClientHello("", false, List.of(), List.of(), List.of());

    private final NativeContext context;
    private @Nullable Connection connection;
    private @Nullable Runnable task;
    private boolean computing;
    private boolean released;
    private ClientHello hello = NOTHING;
    private boolean open;
    private NativeSession session = NativeSession.NONE;
    private String protocol = "";
    private int overhead;
    private byte @Nullable [] alert;
    private @Nullable SSLException failure;
    private boolean failureTold;
    private boolean inboundDone;
    private boolean outboundClosed;
    private boolean goodbyeSaid;

    NativeEngine(NativeContext context) {
        this.context = context;
    }

    // ---- what comes ----

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] into, int offset, int length) throws SSLException {
        if (length != 1) {
            throw new IllegalArgumentException("bytes are read into one buffer");
        }
        return unwrap(from, into[offset]);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer into) throws SSLException {
        tellFailure();
        if (released || inboundDone) {
            return result(Status.CLOSED, 0, 0);
        }
        Connection there = connection;
        if (there == null) {
            return begin(from);
        }
        int record = recordLength(from);
        if (record == 0) {
            return result(Status.BUFFER_UNDERFLOW, 0, 0);
        }
        return open ? decrypt(there, from, record, into) : goOn(there, from, record);
    }

    /** The length of the first record, its header included; 0 if it is not there as a whole. */
    private static int recordLength(ByteBuffer from) throws SSLException {
        if (from.remaining() < HEADER) {
            return 0;
        }
        int length = HEADER + (from.getShort(from.position() + 3) & 0xffff);
        if (length > LONGEST_RECORD) {
            throw new SSLException("TLS: a record of " + length + " bytes is too long");
        }
        return from.remaining() < length ? 0 : length;
    }

    private SSLEngineResult begin(ByteBuffer from) {
        int length = from.remaining() == 0 ? 0 : ClientHello.length(from);
        if (length == 0) {
            return result(Status.BUFFER_UNDERFLOW, 0, 0);
        }
        byte[] records = new byte[length];
        from.get(records);
        task = () -> answer(records);
        return result(Status.OK, length, 0);
    }

    /** Chooses the certificate and has BoringSSL answer: signature and key agreement are done here. */
    private void answer(byte[] records) {
        ClientHello read = ClientHello.read(records);
        if (read == null) {
            refuse(UNREADABLE, "the client begins with something else than TLS says");
            return;
        }
        hello = read;
        int certificate = context.choose(read);
        if (certificate < 0) {
            refuse(NO_USABLE_CERTIFICATE, "the client can use none of the certificates");
        } else if (!hello.protocols().isEmpty() && noneInCommon()) {
            refuse(
                    NO_COMMON_PROTOCOL,
                    "the client speaks none of " + context.rules().protocols() + " (ALPN)");
        } else {
            feed(certificate, records);
        }
    }

    private boolean noneInCommon() {
        return context.rules().protocols().stream().noneMatch(hello.protocols()::contains);
    }

    private void refuse(byte[] words, String reason) {
        alert = words;
        failure = new SSLHandshakeException(reason);
    }

    private void feed(int certificate, byte[] records) {
        try {
            Connection made = Connection.open(context, certificate);
            connection = made;
            ByteBuffer all = ByteBuffer.wrap(records);
            while (all.hasRemaining() && failure == null) {
                feedRecord(made, all, HEADER + (all.getShort(all.position() + 3) & 0xffff));
            }
        } catch (SSLException e) {
            failure = e;
        }
    }

    private void feedRecord(Connection there, ByteBuffer all, int length) {
        ByteBuffer room = Addresses.room();
        room.put(0, all, all.position(), length);
        all.position(all.position() + length);
        handshake(there, Addresses.of(room), length);
    }

    /** How many bytes were taken. */
    private int handshake(Connection there, long address, int length) {
        there.readFrom(address, length);
        try {
            there.handshake();
            agreedIfSo(there);
        } catch (SSLException e) {
            failure = e;
        }
        int left = there.left();
        there.detach();
        return length - left;
    }

    private void agreedIfSo(Connection there) {
        if (there.agreed() && !open) {
            open = true;
            session = there.session(context, hello);
            protocol = there.protocol();
            overhead = there.overhead();
        }
    }

    private SSLEngineResult goOn(Connection there, ByteBuffer from, int record) throws SSLException {
        if (there.wantsToWrite()) {
            return result(Status.OK, 0, 0);
        }
        if (context.rules().clients().isPresent()) {
            byte[] copy = new byte[record];
            from.get(copy);
            task = () -> feedRecord(there, ByteBuffer.wrap(copy), copy.length);
            return result(Status.OK, record, 0);
        }
        int taken = handshake(there, Addresses.of(from), record);
        from.position(from.position() + taken);
        if (failure != null && alertless(there)) {
            tellFailure();
        }
        return result(Status.OK, taken, 0);
    }

    private static boolean alertless(Connection there) {
        return !there.wantsToWrite();
    }

    private SSLEngineResult decrypt(Connection there, ByteBuffer from, int record, ByteBuffer into)
            throws SSLException {
        int room = into.remaining();
        if (room < Math.max(record - HEADER, 1)) {
            return result(Status.BUFFER_OVERFLOW, 0, 0);
        }
        boolean direct = into.isDirect();
        ByteBuffer target = direct ? into : Addresses.room();
        there.readFrom(Addresses.of(from), record);
        int count;
        try {
            count = there.read(Addresses.of(target), Math.min(target.remaining(), room));
        } catch (SSLException e) {
            failure = e;
            failureTold = true;
            throw e;
        } finally {
            from.position(from.position() + record - there.left());
            there.detach();
        }
        if (count < 0) {
            inboundDone = true;
            return result(Status.CLOSED, record, 0);
        }
        if (direct) {
            into.position(into.position() + count);
        } else {
            into.put(target.limit(count));
        }
        return result(Status.OK, record, count);
    }

    // ---- what goes ----

    @Override
    public SSLEngineResult wrap(ByteBuffer from, ByteBuffer into) throws SSLException {
        return wrap(new ByteBuffer[] {from}, 0, 1, into);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer into) throws SSLException {
        byte[] words = alert;
        if (words != null && into.remaining() >= words.length) {
            into.put(words);
            alert = null;
            return result(Status.OK, 0, words.length);
        }
        Connection there = connection;
        if (released || there == null || goodbyeSaid && !there.wantsToWrite()) {
            tellFailure();
            goodbyeSaid |= outboundClosed;
            return result(outboundClosed || released ? Status.CLOSED : Status.OK, 0, 0);
        }
        if (failure != null && !there.wantsToWrite()) {
            tellFailure();
        }
        return write(there, from, offset, length, into);
    }

    private SSLEngineResult write(Connection there, ByteBuffer[] from, int offset, int length, ByteBuffer into)
            throws SSLException {
        int room = into.remaining();
        int taken = 0;
        Status status = Status.OK;
        there.writeTo(Addresses.of(into), room);
        try {
            if (failure == null && !open) {
                there.handshake();
                agreedIfSo(there);
            } else if (failure == null && outboundClosed) {
                goodbyeSaid = true;
                there.sayGoodbye();
                status = Status.CLOSED;
            } else if (failure == null) {
                int most = there.unfinished() > 0 ? there.unfinished() : Math.min(MOST_CLEAR, there.left() - overhead);
                boolean wanted = waiting(from, offset, length) > 0;
                taken = wanted && most > 0 ? record(there, from, offset, length, most) : 0;
                status = wanted && most <= 0 && there.left() == room ? Status.BUFFER_OVERFLOW : Status.OK;
            }
        } catch (SSLException e) {
            failure = e;
        }
        int produced = room - there.left();
        there.detach();
        into.position(into.position() + produced);
        if (failure != null && produced == 0) {
            tellFailure();
        }
        return result(status, taken, produced);
    }

    private static long waiting(ByteBuffer[] from, int offset, int length) {
        long bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            bytes += from[i].remaining();
        }
        return bytes;
    }

    /** One record of what lies in one direct buffer, or of several pieces put together. */
    private static int record(Connection there, ByteBuffer[] from, int offset, int length, int most)
            throws SSLException {
        int first = offset;
        while (!from[first].hasRemaining()) {
            first++;
        }
        ByteBuffer whole = from[first];
        boolean last = first == offset + length - 1;
        if (whole.isDirect() && (last || whole.remaining() >= most)) {
            int count = there.write(Addresses.of(whole), Math.min(most, whole.remaining()));
            whole.position(whole.position() + count);
            return count;
        }
        ByteBuffer room = Addresses.room().limit(most);
        for (int i = first; i < offset + length && room.hasRemaining(); i++) {
            int piece = Math.min(room.remaining(), from[i].remaining());
            room.put(room.position(), from[i], from[i].position(), piece);
            room.position(room.position() + piece);
        }
        int count = there.write(Addresses.of(room.flip()), room.remaining());
        int left = count;
        for (int i = first; left > 0; i++) {
            int piece = Math.min(left, from[i].remaining());
            from[i].position(from[i].position() + piece);
            left -= piece;
        }
        return count;
    }

    // ---- state ----

    private void tellFailure() throws SSLException {
        SSLException told = failure;
        if (told != null && alert == null) {
            failureTold = true;
            throw told;
        }
    }

    private SSLEngineResult result(Status status, int consumed, int produced) {
        return new SSLEngineResult(status, getHandshakeStatus(), consumed, produced);
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        if (released) {
            return HandshakeStatus.NOT_HANDSHAKING;
        }
        if (task != null) {
            return HandshakeStatus.NEED_TASK;
        }
        Connection there = connection;
        boolean toTell = failure != null && !failureTold || alert != null;
        if (toTell || there != null && there.wantsToWrite() || open && outboundClosed && !goodbyeSaid) {
            return HandshakeStatus.NEED_WRAP;
        }
        return open || failure != null || outboundClosed
                ? HandshakeStatus.NOT_HANDSHAKING
                : HandshakeStatus.NEED_UNWRAP;
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        Runnable next = task;
        task = null;
        return next == null ? null : () -> compute(next);
    }

    private void compute(Runnable next) {
        synchronized (this) {
            if (released) {
                return;
            }
            computing = true;
        }
        try {
            next.run();
        } finally {
            synchronized (this) {
                computing = false;
                if (released) {
                    free();
                }
            }
        }
    }

    @Override
    public synchronized void release() {
        if (!released) {
            released = true;
            if (!computing) {
                free();
            }
        }
    }

    private void free() {
        Connection there = connection;
        connection = null;
        if (there != null) {
            there.free();
        }
    }

    @Override
    public void closeInbound() throws SSLException {
        if (!inboundDone) {
            inboundDone = true;
            if (connection != null && !released) {
                throw new SSLException("the connection ended without TLS saying so (close_notify)");
            }
        }
    }

    @Override
    public boolean isInboundDone() {
        return inboundDone || released;
    }

    @Override
    public void closeOutbound() {
        outboundClosed = true;
    }

    @Override
    public boolean isOutboundDone() {
        Connection there = connection;
        return released || outboundClosed && (!open || goodbyeSaid && (there == null || !there.wantsToWrite()));
    }

    @Override
    public SSLSession getSession() {
        return session;
    }

    @Override
    public String getApplicationProtocol() {
        return protocol;
    }
}
