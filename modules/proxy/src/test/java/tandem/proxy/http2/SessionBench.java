package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClientLimits;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Fields;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.Targets;

/**
 * A session whose server answers each request with {@code ok} as soon as it is complete; those for {@code /hold} never, and
 * without taking their bodies.
 */
final class SessionBench implements Session.Told {
    final FrameLog log = new FrameLog();
    final Map<Integer, String> requests = new LinkedHashMap<>();
    final List<Reason> endings = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    final Session session;
    private final HpackEncoder encoder = new HpackEncoder();
    private final HeadBytes block = new HeadBytes();
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    boolean mayGrow = true;
    boolean failed;
    int clientResets;
    int running;
    long nanos;
    String body = "ok";

    SessionBench() {
        session = new Session(this, this::room, ClientLimits.DEFAULT, new Targets(), 0);
        session.start();
        say(FrameBytes.preface().settings());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            out = ByteBuffer.allocate(out.capacity() * 2 + bytes).put(out.flip());
        }
        return out;
    }

    /** What the client says; what the server answers is in the log. */
    void say(FrameBytes bytes) {
        try {
            session.receive(ByteBuffer.wrap(bytes.bytes()), nanos);
        } catch (ConnectionFault e) {
            failed = true;
            session.fail(e.reason(), e.sentence());
        }
        List.copyOf(answers).forEach(Answer::send);
        byte[] sent = new byte[out.flip().remaining()];
        out.get(sent).clear();
        log.add(sent);
    }

    List<String> lines() {
        return log.lines();
    }

    @Override
    public RequestHead takeHead() {
        return new RequestHead();
    }

    @Override
    public void begins(Stream stream, RequestHead head, @Nullable BadRequest refused) {
        StringBuilder text = new StringBuilder(head.method() + " " + head.target() + " " + head.authority() + " "
                + head.framing() + " " + head.length());
        for (int i = 0; i < head.fields().count(); i++) {
            text.append(" [").append(head.fields().name(i)).append('=');
            text.append(head.fields().value(i)).append(']');
        }
        requests.put(stream.id(), text.toString());
        running++;
        Answer answer = new Answer(stream, head);
        answers.add(answer);
        stream.user(answer);
        if (refused != null) {
            answer.begin(refused.status());
        } else if (stream.remoteEnded()) {
            answer.ended(null);
        }
    }

    @Override
    public boolean mayGrow() {
        return mayGrow;
    }

    @Override
    public void ended(Reason reason) {
        endings.add(reason);
    }

    @Override
    public void clientReset() {
        clientResets++;
    }

    /** One request and its response. */
    final class Answer implements Stream.User {
        private final Stream stream;
        private final RequestHead head;
        final StringBuilder received = new StringBuilder();
        private final ByteBuffer rest = ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1));
        private boolean begun;
        private boolean over;

        Answer(Stream stream, RequestHead head) {
            this.stream = stream;
            this.head = head;
        }

        private boolean holding() {
            return head.target().equals("/hold");
        }

        @Override
        public void data(ByteBuffer piece) {
            int bytes = piece.remaining();
            received.append(StandardCharsets.ISO_8859_1.decode(piece));
            if (!holding()) {
                session.consumed(stream, bytes);
            }
        }

        @Override
        public void ended(@Nullable Fields trailers) {
            for (int i = 0; trailers != null && i < trailers.count(); i++) {
                received.append(trailers.dropped(i) ? " -" : " +")
                        .append(trailers.name(i))
                        .append('=');
                received.append(trailers.value(i));
            }
            if (!holding()) {
                begin(200);
            }
        }

        @Override
        public void broken(String sentence) {
            received.append(" broken: ").append(sentence);
            begin(400);
        }

        void begin(int status) {
            boolean empty = head.methodIs("HEAD") || status != 200;
            block.clear();
            encoder.status(block, status);
            encoder.length(block, rest.remaining());
            begun = true;
            if (empty) {
                rest.position(rest.limit());
            }
            session.fields(stream, block, empty);
            send();
        }

        void send() {
            if (!begun || over) {
                return;
            }
            while (rest.hasRemaining() && session.sendable(stream) > 0) {
                int length = Math.min(rest.remaining(), session.sendable(stream));
                session.data(stream, rest, length, length == rest.remaining());
            }
            if (!rest.hasRemaining()) {
                over = true;
                running--;
                session.finish(stream);
            }
        }

        @Override
        public void finished() {
            received.append(" finished");
        }

        @Override
        public void reset() {
            if (!over) {
                over = true;
                running--;
            }
        }
    }
}
