package tandem.proxy.health;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Member;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.config.MemberConfig;
import tandem.core.health.GrpcHealth;
import tandem.core.health.ProbeAnswer;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.BodyDecoder;
import tandem.proxy.http.Fields;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.ResponseParser;
import tandem.proxy.origin.ProxyHeaderWriter;
import tandem.proxy.tls.MemberTls;

/**
 * Asks one member once, over a connection that is used for nothing else, and judges the answer. Blocks for at most the rule's time
 * limit; one thread.
 */
final class Probe {
    /** How much of a body a condition sees. */
    static final int MAX_BODY = 64 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MAX_INTERIM = 10;

    private final HealthConfig rule;
    private final MemberConfig member;
    private final InetSocketAddress address;
    private final @Nullable InetAddress source;
    private final String agent;
    private final @Nullable MemberTls tls;
    private final String serverName;
    private final long limitNanos;
    private long startNanos;

    /**
     * @param agent what it calls itself in User-Agent
     * @param tls how a member by {@code https} is spoken to; null in clear text
     * @param serverName whom TLS is spoken with
     */
    Probe(
            HealthConfig rule,
            Member asked,
            InetSocketAddress address,
            String agent,
            @Nullable MemberTls tls,
            String serverName) {
        this.tls = tls;
        this.serverName = serverName;
        this.rule = rule;
        this.member = asked.config();
        this.source = asked.source().orElse(null);
        this.address = address;
        this.agent = agent;
        Duration both = member.connectTimeout().plus(member.timeout());
        this.limitNanos = rule.timeout()
                .orElse(both.compareTo(LONGEST) < 0 ? both : LONGEST)
                .toNanos();
    }

    @RunsOn(Lane.HEALTH)
    ProbeResult run() {
        startNanos = System.nanoTime();
        try (Socket socket = new Socket()) {
            int connectMillis = (int) Math.min(member.connectTimeout().toMillis(), millisLeft());
            if (source != null) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.connect(address, Math.max(1, connectMillis));
            if (rule.method() == HealthMethod.TCP) {
                return ProbeResult.passed("it accepts connections");
            }
            socket.getOutputStream().write(ProxyHeaderWriter.own(member.proxyProtocol()));
            Socket spoken = spoken(socket);
            if (rule.method() == HealthMethod.GRPC) {
                GrpcHealth.Verdict said = http2(spoken)
                        .askGrpc(rule.path(), host(), agent, member.url().tls());
                return new ProbeResult(said.serving(), said.sentence());
            }
            if (member.url().http2()) {
                return judged(answerByHttp2(spoken));
            }
            spoken.getOutputStream().write(request().getBytes(StandardCharsets.ISO_8859_1));
            return judged(answer(spoken));
        } catch (SocketTimeoutException e) {
            return ProbeResult.failed("it did not answer within " + limitNanos / 1_000_000 + " ms");
        } catch (BadMessage e) {
            return ProbeResult.failed("its answer is not valid HTTP: " + e.getMessage());
        } catch (IOException e) {
            return ProbeResult.failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    /** The connection with TLS over it where the member's URL says so. */
    private Socket spoken(Socket socket) throws IOException {
        if (!member.url().tls()) {
            return socket;
        }
        if (tls == null) {
            throw new IOException("the files for TLS with its balancer have not been read");
        }
        socket.setSoTimeout((int) millisLeft());
        SSLSocket agreed =
                tls.over(socket, serverName, member.url().port(), member.url().http2());
        if (member.url().http2() && !MemberTls.HTTP2.equals(agreed.getApplicationProtocol())) {
            throw new IOException("it does not choose HTTP/2 (h2) by ALPN");
        }
        return agreed;
    }

    private long millisLeft() throws SocketTimeoutException {
        long left = (limitNanos - (System.nanoTime() - startNanos)) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.min(left, Integer.MAX_VALUE);
    }

    String request() {
        String verb = rule.method().verb();
        return verb + " " + target() + (rule.method().http11() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n") + "Host: "
                + host() + "\r\nUser-Agent: " + agent
                + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    private String target() {
        String path = member.url().path() + rule.path();
        return rule.method().verb().equals("OPTIONS") ? "*" : path.isEmpty() ? "/" : path;
    }

    private String host() {
        return rule.host().orElse(member.url().authority());
    }

    private ProbeAnswer answerByHttp2(Socket socket) throws IOException {
        return http2(socket)
                .ask(rule.method().verb(), target(), host(), agent, member.url().tls());
    }

    private Http2Probe http2(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        return new Http2Probe(new Http2Probe.Line() {
            @Override
            public void send(byte[] bytes, int length) throws IOException {
                out.write(bytes, 0, length);
            }

            @Override
            public int receive(byte[] into) throws IOException {
                socket.setSoTimeout((int) millisLeft());
                return in.read(into);
            }
        });
    }

    private ProbeAnswer answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ResponseHead head = new ResponseHead();
        ResponseParser parser = new ResponseParser();
        parser.begin(head);
        ByteBuffer bytes = ByteBuffer.allocate(16 * 1024).flip();
        int interims = 0;
        boolean complete = false;
        while (!complete || head.interim()) {
            if (complete) {
                parser.begin(head);
                if (++interims > MAX_INTERIM) {
                    throw new BadMessage("it sent more than " + MAX_INTERIM + " interim responses");
                }
            } else if (fill(socket, in, bytes) < 0) {
                throw new IOException("it closed the connection without a response");
            }
            complete = parser.parse(bytes, head);
        }
        head.frame(rule.method().verb().equals("HEAD"));
        boolean wanted = rule.method().verb().equals("GET") && rule.expect().isPresent();
        String body = wanted ? body(socket, in, bytes, head) : "";
        return new ProbeAnswer(head.status(), headers(head.fields()), body);
    }

    private int fill(Socket socket, InputStream in, ByteBuffer bytes) throws IOException {
        socket.setSoTimeout((int) millisLeft());
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        bytes.position(bytes.position() + Math.max(0, read)).flip();
        return read;
    }

    private String body(Socket socket, InputStream in, ByteBuffer bytes, ResponseHead head) throws IOException {
        BodyDecoder decoder = new BodyDecoder();
        decoder.begin(head.framing(), head.length());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(16 * 1024);
        while (!decoder.done() && body.size() < MAX_BODY) {
            decoder.decode(bytes, piece.clear());
            body.write(piece.array(), 0, piece.position());
            if (!bytes.hasRemaining() && !decoder.done() && fill(socket, in, bytes) < 0) {
                decoder.ended();
                break;
            }
        }
        byte[] all = body.toByteArray();
        return new String(all, 0, Math.min(all.length, MAX_BODY), StandardCharsets.UTF_8);
    }

    static Map<String, String> headers(Fields fields) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < fields.count(); i++) {
            headers.merge(fields.name(i).toLowerCase(Locale.ROOT), fields.value(i), (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private ProbeResult judged(ProbeAnswer answer) {
        String said = rule.method().verb() + " was answered " + answer.status();
        if (rule.expect().isPresent()) {
            String condition = rule.expect().get().toString();
            return rule.expect().get().met(answer)
                    ? ProbeResult.passed(said + ", as expected")
                    : ProbeResult.failed(said + ", which does not meet " + condition);
        }
        return answer.status() >= 200 && answer.status() < 400 ? ProbeResult.passed(said) : ProbeResult.failed(said);
    }
}
