package tandem.core.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A member that keeps every byte it gets and answers each request, read by the letter, with 200 and the request's target.
 * One thread reads all connections before it answers any: when a later request is answered, what was sent before is recorded.
 */
public final class RecordingMember implements AutoCloseable {
    /** One request as it came. */
    public record Seen(Message message, byte[] raw) {}

    /**
     * What came by a connection.
     *
     * @param connection numbered from 0
     * @param request empty for bytes that are no HTTP by the letter
     */
    public record Arrival(int connection, byte[] raw, Optional<Message> request) {}

    private static final String QUIET = "/all-recorded";
    private static final byte[] NOTHING = new byte[0];

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final List<Talk> talks = new CopyOnWriteArrayList<>();
    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private int connections;

    private RecordingMember() {
        try {
            selector = Selector.open();
            server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name("recording-member").unstarted(this::run);
    }

    public static RecordingMember start() {
        RecordingMember member = new RecordingMember();
        member.thread.start();
        return member;
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    /** Bytes of requests that are not complete yet, of all connections, and of ended ones too. */
    public String fragments() {
        StringBuilder text = new StringBuilder();
        talks.forEach(talk -> text.append(talk.rest()));
        return text.toString();
    }

    /** Complete requests so far, in order of arrival. */
    public List<Seen> requests() {
        return List.copyOf(requests);
    }

    /** What came that is no HTTP by the letter. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Both, since the start and whatever was forgotten, in order of arrival. */
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Waits until a request of its own is answered: then all that was sent before is recorded. */
    public void awaitQuiet() throws IOException {
        byte[] ask = Bytes.of("GET " + QUIET + " HTTP/1.1\r\nHost: member\r\n\r\n");
        RawExchange.send(port(), ask);
        requests.removeIf(seen -> seen.message().start().contains(QUIET));
        arrivals.removeIf(arrival -> arrival.request()
                .filter(request -> request.start().contains(QUIET))
                .isPresent());
    }

    /** Forgets all so far. */
    public void forget() {
        requests.clear();
        violations.clear();
        talks.removeIf(talk -> talk.ended);
    }

    private void run() {
        try {
            while (server.isOpen()) {
                selector.select();
                List<Talk> heard = new ArrayList<>();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.isAcceptable()) {
                        accept();
                    } else if (key.isValid() && key.attachment() instanceof Talk talk) {
                        talk.read();
                        heard.add(talk);
                    }
                }
                selector.selectedKeys().clear();
                for (Talk talk : heard) {
                    talk.answer();
                }
            }
        } catch (IOException e) {
            violations.add("the member broke: " + e);
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            Talk talk = new Talk(channel, connections++);
            channel.register(selector, SelectionKey.OP_READ, talk);
            talks.add(talk);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            selector.wakeup();
            thread.join();
            for (Talk talk : talks) {
                talk.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection. */
    private final class Talk {
        private final SocketChannel channel;
        private final int number;
        private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
        private volatile byte[] pending = NOTHING;
        private volatile boolean ended;

        Talk(SocketChannel channel, int number) {
            this.channel = channel;
            this.number = number;
        }

        String rest() {
            return Bytes.text(pending);
        }

        void read() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(pending);
            try {
                for (int read = channel.read(buffer.clear()); read != 0; read = channel.read(buffer.clear())) {
                    if (read < 0) {
                        ended = true;
                        break;
                    }
                    all.write(buffer.array(), 0, read);
                }
            } catch (IOException e) {
                ended = true;
            }
            pending = all.toByteArray();
        }

        private void end() throws IOException {
            ended = true;
            channel.close();
        }

        /** Closes an ended connection last: whoever waits for that finds everything recorded. */
        void answer() throws IOException {
            try {
                while (pending.length > 0) {
                    WireReader reader = new WireReader(pending);
                    Message message = reader.request();
                    byte[] raw = java.util.Arrays.copyOf(pending, reader.position());
                    pending = java.util.Arrays.copyOfRange(pending, reader.position(), pending.length);
                    requests.add(new Seen(message, raw));
                    arrivals.add(new Arrival(number, raw, Optional.of(message)));
                    send(message.start().split(" ")[1], message.start().startsWith("HEAD "));
                }
            } catch (WireReader.CutShort e) {
                // more may come; a fragment shows in fragments()
            } catch (WireReader.NotHttp e) {
                violations.add(e.getMessage() + " in " + Bytes.shown(pending));
                arrivals.add(new Arrival(number, pending, Optional.empty()));
                ended = true;
            }
            if (ended) {
                end();
            }
        }

        private void send(String target, boolean toHead) throws IOException {
            String body = "reached " + (target.length() > 100 ? target.substring(0, 100) : target);
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
            if (!ended) {
                try {
                    channel.write(ByteBuffer.wrap(Bytes.of(toHead ? head : head + body)));
                } catch (IOException e) {
                    end();
                }
            }
        }
    }
}
