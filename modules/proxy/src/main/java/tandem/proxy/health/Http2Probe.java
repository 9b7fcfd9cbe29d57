package tandem.proxy.health;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tandem.core.health.GrpcHealth;
import tandem.core.health.ProbeAnswer;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Fields;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http2.Asked;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.HpackEncoder;
import tandem.proxy.http2.MemberSession;
import tandem.proxy.http2.Reason;
import tandem.proxy.http2.Stream;

/** One question to a member by HTTP/2, on a connection of its own. One thread, one use. */
final class Http2Probe implements Asked, MemberSession.Told {
    /** The connection, each call within the time that is left. */
    interface Line {
        void send(byte[] bytes, int length) throws IOException;

        /** Returns how many bytes came; -1 at the end. */
        int receive(byte[] into) throws IOException;
    }

    private static final byte[] GRPC_STATUS = ascii("grpc-status");

    private final Line line;
    private final MemberSession session = new MemberSession(this, this::room);
    private final ResponseHead head = new ResponseHead();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private ByteBuffer out = ByteBuffer.allocate(1024);
    private @Nullable Stream stream;
    private @Nullable String flaw;
    private @Nullable Fields behind;
    private boolean done;

    Http2Probe(Line line) {
        this.line = line;
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            out = ByteBuffer.allocate(2 * (out.position() + bytes)).put(out.flip());
        }
        return out;
    }

    /**
     * Asks.
     *
     * @param secure whether TLS is spoken
     * @throws BadMessage if the answer is no HTTP/2
     */
    ProbeAnswer ask(String verb, String target, String host, String agent, boolean secure) throws IOException {
        HeadBytes block = new HeadBytes();
        HpackEncoder encoder = new HpackEncoder();
        byte[] method = ascii(verb);
        encoder.request(block, method, 0, method.length, secure);
        byte[] authority = ascii(host);
        encoder.authority(block, authority, 0, authority.length);
        byte[] path = ascii(target);
        encoder.path(block, path, 0, path.length);
        field(encoder, block, "user-agent", agent);
        field(encoder, block, "accept", "*/*");
        exchange(block, verb.equals("HEAD"), new byte[0]);
        return new ProbeAnswer(head.status(), Probe.headers(head.fields()), body.toString(StandardCharsets.UTF_8));
    }

    /**
     * Asks the health service of gRPC.
     *
     * @param service empty: the server as a whole
     * @param secure whether TLS is spoken
     * @throws BadMessage if the answer is no HTTP/2
     */
    GrpcHealth.Verdict askGrpc(String service, String host, String agent, boolean secure) throws IOException {
        HeadBytes block = new HeadBytes();
        HpackEncoder encoder = new HpackEncoder();
        byte[] method = ascii("POST");
        encoder.request(block, method, 0, method.length, secure);
        byte[] authority = ascii(host);
        encoder.authority(block, authority, 0, authority.length);
        byte[] path = ascii(GrpcHealth.PATH);
        encoder.path(block, path, 0, path.length);
        field(encoder, block, "content-type", "application/grpc");
        field(encoder, block, "te", "trailers");
        field(encoder, block, "user-agent", agent);
        exchange(block, false, GrpcHealth.question(service));
        Fields outcome = behind == null ? head.fields() : behind;
        return GrpcHealth.judge(head.status(), outcome.joined(GRPC_STATUS, ","), body.toByteArray());
    }

    private void exchange(HeadBytes block, boolean toHead, byte[] payload) throws IOException {
        session.start();
        Stream asked = session.begin(this, toHead);
        stream = asked;
        session.fields(asked, block, payload.length == 0);
        if (payload.length > 0) {
            session.data(asked, ByteBuffer.wrap(payload), payload.length, true);
        }
        byte[] bytes = new byte[16 * 1024];
        while (!done) {
            flush();
            int read = line.receive(bytes);
            if (read < 0) {
                throw new IOException("it closed the connection without a response");
            }
            session.receive(ByteBuffer.wrap(bytes, 0, read));
            if (flaw != null) {
                throw new BadMessage(flaw);
            }
        }
        session.sayGoodbye();
        flush();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void field(HpackEncoder encoder, HeadBytes block, String name, String value) {
        byte[] bytes = ascii(name + value);
        encoder.field(block, bytes, 0, name.length(), name.length(), bytes.length);
    }

    private void flush() throws IOException {
        int length = out.position();
        out.clear();
        line.send(out.array(), length);
    }

    // ---- what the member says ----

    @Override
    public ResponseHead head() {
        return head;
    }

    @Override
    public void responded() {
        // the last one counts; what follows it ends the wait
    }

    @Override
    public void data(ByteBuffer piece) {
        int bytes = piece.remaining();
        int kept = Math.min(bytes, Probe.MAX_BODY - body.size());
        body.write(piece.array(), piece.arrayOffset() + piece.position(), kept);
        done |= body.size() >= Probe.MAX_BODY;
        if (stream != null) {
            session.consumed(stream, bytes);
        }
    }

    @Override
    public void ended(@Nullable Fields trailers) {
        behind = trailers;
        done = true;
    }

    @Override
    public void broken(String sentence) {
        flaw = sentence;
    }

    @Override
    public void reset() {
        if (!done) {
            flaw = session.lastWords();
        }
    }

    @Override
    public boolean mayGrow() {
        return false;
    }

    @Override
    public void roomier() {
        // nothing else is asked
    }

    @Override
    public void alive() {
        // no ping is sent
    }

    @Override
    public void resetByMember(@Nullable ErrorCode code) {
        // it is told as the answer
    }

    @Override
    public void resetHere(Reason reason) {
        // it is told as the answer
    }
}
