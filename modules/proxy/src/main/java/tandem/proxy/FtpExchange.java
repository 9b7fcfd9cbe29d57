package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.ftp.FtpAnswer;
import tandem.proxy.ftp.FtpPipe;
import tandem.proxy.ftp.FtpVisit;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;

/**
 * One request's visit at its member by FTP, as forwarding sees it: what the visit's thread brings looks like a response by HTTP. One
 * I/O thread, but for what tells it that bytes came.
 */
final class FtpExchange implements MemberExchange {
    private static final Logger LOG = LoggerFactory.getLogger(FtpExchange.class);

    private final MemberConnections.Stack home;
    private final boolean toHead;
    private final FtpPipe pipe = new FtpPipe(this::arrived);
    private final Arrivals source = new Arrivals();
    private final Nowhere sink = new Nowhere();
    private final ResponseHead response = new ResponseHead();
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile boolean wanted = true;
    private @Nullable FtpVisit visit;
    private @Nullable Borrower borrower;
    private @Nullable MemberSlots slots;
    private @Nullable String flaw;
    private @Nullable ByteBuffer page;
    private boolean heard;
    private boolean headThere;
    private boolean open;
    private long received;

    /** @param toHead whether only the fields of the response are asked for (HEAD) */
    FtpExchange(MemberConnections.Stack home, boolean toHead) {
        this.home = home;
        this.toHead = toHead;
    }

    FtpPipe pipe() {
        return pipe;
    }

    void visit(FtpVisit begun) {
        visit = begun;
    }

    /** The member took the connection. */
    void opened() {
        open = true;
        home.opened();
    }

    // ---- what the visit says ----

    /** The visit's thread: something can be read. */
    private void arrived() {
        if (wanted && telling.compareAndSet(false, true)) {
            try {
                home.loop().thread().execute(this::tell);
            } catch (RejectedExecutionException e) {
                LOG.debug("nobody reads a transfer any more: the I/O threads end");
            }
        }
    }

    @RunsOn(Lane.IO)
    private void tell() {
        telling.set(false);
        if (wanted) {
            tellReadable();
        }
    }

    private void tellReadable() {
        Borrower told = borrower;
        if (told != null) {
            told.memberReadable();
        }
    }

    /** The response begins. */
    void answered(FtpAnswer answer) {
        if (answer.sentence().isEmpty()) {
            response.fields().clear();
            response.begin(answer.status(), "OK", true);
            response.framing(
                    toHead ? Framing.NONE : answer.length() < 0 ? Framing.UNTIL_CLOSE : Framing.LENGTH,
                    answer.length());
        } else {
            byte[] made = ErrorPage.make(response, answer.status(), answer.sentence(), null, toHead);
            page = ByteBuffer.wrap(toHead ? new byte[0] : made);
        }
        for (Iterator<String> fields = answer.fields().iterator(); fields.hasNext(); ) {
            response.fields().add(fields.next(), fields.next());
        }
        heard = true;
        headThere = true;
        tellReadable();
    }

    /** There is none. */
    void failed(String reason) {
        flaw = reason;
        tellReadable();
    }

    // ---- the request ----

    @Override
    public MemberConnections.Stack home() {
        return home;
    }

    @Override
    public boolean used() {
        return false;
    }

    @Override
    public void lend(Borrower to) {
        borrower = to;
    }

    @Override
    public void hold(MemberSlots taken) {
        slots = taken;
    }

    @Override
    public void send(HeadBytes head, Framing how, long length) {
        // the visit knows what to ask for since it began
    }

    @Override
    public BodySink sink() {
        return sink;
    }

    @Override
    public void releaseSink() {
        // it holds nothing
    }

    // ---- the response ----

    @Override
    public int fill() throws IOException {
        if (flaw != null) {
            throw new IOException(flaw);
        }
        boolean something = heard;
        heard = false;
        return something ? 1 : 0;
    }

    @Override
    public boolean headComplete() {
        return headThere;
    }

    @Override
    public void nextHead() {
        headThere = false;
    }

    @Override
    public ResponseHead response() {
        return response;
    }

    @Override
    public void frame(boolean answersHead) {
        // it was made with its framing
    }

    @Override
    public void beginBody() {
        headThere = false;
    }

    @Override
    public BodySource source() {
        return source;
    }

    @Override
    public boolean refused() {
        return false;
    }

    @Override
    public long takeSent() {
        return 0;
    }

    @Override
    public long takeReceived() {
        long taken = received;
        received = 0;
        return taken;
    }

    // ---- ends ----

    @Override
    public void close() {
        if (!source.ended) {
            cut();
        }
        wanted = false;
        borrower = null;
        if (open) {
            open = false;
            home.closed();
        }
        MemberSlots held = slots;
        slots = null;
        if (held != null) {
            held.release();
        }
    }

    @Override
    public void abort() {
        cut();
        close();
    }

    private void cut() {
        FtpVisit running = visit;
        if (running != null) {
            running.cut();
        }
    }

    /** The body that the visit brings, or the page about its failure. */
    private final class Arrivals implements BodySource {
        private boolean ended;

        @Override
        public int read(ByteBuffer into) throws IOException {
            int read = taken(into);
            ended |= read < 0;
            return read;
        }

        private int taken(ByteBuffer into) throws IOException {
            ByteBuffer own = page;
            if (own != null) {
                int length = Math.min(own.remaining(), into.remaining());
                into.put(own.slice().limit(length));
                own.position(own.position() + length);
                return length == 0 ? -1 : length;
            }
            if (toHead) {
                return -1;
            }
            int read = pipe.read(into);
            received += Math.max(read, 0);
            return read;
        }

        @Override
        public long expected() {
            return response.framing() == Framing.LENGTH ? response.length() : 0;
        }

        @Override
        public @Nullable Fields trailers() {
            return null;
        }

        @Override
        public void resume() {
            wanted = true;
            if (page != null || pipe.readable()) {
                arrived();
            }
        }

        @Override
        public void suspend() {
            wanted = false;
        }
    }

    /** Where a body goes that nobody asked for. */
    private final class Nowhere implements BodySink {
        private boolean resumed;

        @Override
        public void write(ByteBuffer payload) {
            payload.position(payload.limit());
        }

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public void trailers(Fields fields) {
            // nor are they asked for
        }

        @Override
        public boolean end() {
            return true;
        }

        @Override
        public void shutdown() {
            // it is no connection
        }

        @Override
        public void resume() {
            if (!resumed) {
                resumed = true;
                home.loop().thread().execute(this::tell);
            }
        }

        private void tell() {
            Borrower told = borrower;
            if (resumed && told != null) {
                resumed = false;
                told.memberWritable();
            }
        }

        @Override
        public void suspend() {
            resumed = false;
        }
    }
}
