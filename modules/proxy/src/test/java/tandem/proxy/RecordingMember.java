package tandem.proxy;

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
import java.util.concurrent.CopyOnWriteArrayList;
import tandem.core.wire.Bytes;
import tandem.core.wire.Message;
import tandem.core.wire.WireReader;

/**
 * A member that keeps every byte it gets and answers each request, read by the letter, with 200 and the request's target.
 * One thread reads all connections before it answers any: when a later request is answered, what was sent before is recorded.
 */
final class RecordingMember implements AutoCloseable {
    /** One request as it came. */
    record Seen(Message message, byte[] raw) {}

    private static final byte[] BYE = new byte[0];

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread thread;
    private final List<Talk> talks = new CopyOnWriteArrayList<>();
    final List<Seen> requests = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();

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

    static RecordingMember start() {
        RecordingMember member = new RecordingMember();
        member.thread.start();
        return member;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** Bytes of requests that are not complete yet, of all connections, and of ended ones too. */
    String fragments() {
        StringBuilder text = new StringBuilder();
        talks.forEach(talk -> text.append(talk.rest()));
        return text.toString();
    }

    /** Forgets all so far. */
    void forget() {
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
            Talk talk = new Talk(channel);
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
        private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
        private volatile byte[] pending = BYE;
        private volatile boolean ended;

        Talk(SocketChannel channel) {
            this.channel = channel;
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
                        end();
                        break;
                    }
                    all.write(buffer.array(), 0, read);
                }
            } catch (IOException e) {
                end();
            }
            pending = all.toByteArray();
        }

        private void end() throws IOException {
            ended = true;
            channel.close();
        }

        void answer() throws IOException {
            try {
                while (pending.length > 0) {
                    WireReader reader = new WireReader(pending);
                    Message message = reader.request();
                    byte[] raw = java.util.Arrays.copyOf(pending, reader.position());
                    pending = java.util.Arrays.copyOfRange(pending, reader.position(), pending.length);
                    requests.add(new Seen(message, raw));
                    send(message.start().split(" ")[1], message.start().startsWith("HEAD "));
                }
            } catch (WireReader.CutShort e) {
                // more may come; a fragment shows in fragments()
            } catch (WireReader.NotHttp e) {
                violations.add(e.getMessage() + " in " + Bytes.shown(pending));
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
