package tandem.proxy;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A member that speaks gRPC, as grpc-java serves it; messages are bytes. */
final class GrpcServer implements AutoCloseable {
    static final int LARGEST = 32 << 20;

    private static final String SERVICE = "test.Echo";
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    /** Answers each request with itself; "fail" with NOT_FOUND, "never" not at all. */
    static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary");

    /** Answers a number with so many messages of it; sends as fast as it is let. */
    static final MethodDescriptor<byte[], byte[]> DOWN = method(MethodType.SERVER_STREAMING, "Down");

    /** Answers with how many bytes came. */
    static final MethodDescriptor<byte[], byte[]> UP = method(MethodType.CLIENT_STREAMING, "Up");

    /** Answers each message at once with itself. */
    static final MethodDescriptor<byte[], byte[]> BOTH = method(MethodType.BIDI_STREAMING, "Both");

    private final Server server;
    /** How many messages {@link #DOWN} has handed over to its connection. */
    final AtomicInteger sent = new AtomicInteger();
    /** How many calls the other side gave up. */
    final AtomicInteger cancelled = new AtomicInteger();
    /** What came with the last call. */
    final ConcurrentHashMap<String, String> metadata = new ConcurrentHashMap<>();

    /** In clear text. */
    GrpcServer() {
        this(null, null);
    }

    /** By TLS with this certificate. */
    GrpcServer(@Nullable File certificate, @Nullable File key) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(LARGEST)
                .intercept(new Recorder())
                .addService(ServerServiceDefinition.builder(SERVICE)
                        .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                        .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(this::down))
                        .addMethod(UP, ServerCalls.asyncClientStreamingCall(this::up))
                        .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(this::both))
                        .build());
        try {
            server = (certificate == null || key == null ? builder : builder.useTransportSecurity(certificate, key))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                .setType(type)
                .setFullMethodName(SERVICE + "/" + name)
                .build();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    int port() {
        return server.getPort();
    }

    /** Ends at once, whatever is under way. */
    void kill() {
        server.shutdownNow();
    }

    /** Ends as servers should: calls under way go on, new ones go elsewhere. */
    void drain() {
        server.shutdown();
    }

    private void onCancel(StreamObserver<byte[]> out) {
        ((ServerCallStreamObserver<byte[]>) out).setOnCancelHandler(cancelled::incrementAndGet);
    }

    private void unary(byte[] request, StreamObserver<byte[]> out) {
        onCancel(out);
        metadata.put("deadline", String.valueOf(Context.current().getDeadline() != null));
        switch (request.length < 10 ? text(request) : "") {
            case "fail" ->
                out.onError(
                        Status.NOT_FOUND.withDescription("no such thing: 100%").asRuntimeException());
            case "never" -> {
                // whoever waits gives up
            }
            default -> {
                out.onNext(request);
                out.onCompleted();
            }
        }
    }

    private void down(byte[] request, StreamObserver<byte[]> observer) {
        ServerCallStreamObserver<byte[]> out = (ServerCallStreamObserver<byte[]>) observer;
        onCancel(out);
        String[] words = text(request).split(" ", -1);
        int count = Integer.parseInt(words[0]);
        byte[] message = new byte[Integer.parseInt(words[1])];
        AtomicInteger left = new AtomicInteger(count);
        out.setOnReadyHandler(() -> {
            while (out.isReady() && left.get() > 0) {
                out.onNext(message);
                sent.incrementAndGet();
                if (left.decrementAndGet() == 0) {
                    out.onCompleted();
                }
            }
        });
    }

    private StreamObserver<byte[]> up(StreamObserver<byte[]> out) {
        onCancel(out);
        return new StreamObserver<>() {
            private long total;

            @Override
            public void onNext(byte[] message) {
                total += message.length;
            }

            @Override
            public void onError(Throwable t) {
                // counted as cancelled
            }

            @Override
            public void onCompleted() {
                out.onNext(bytes(String.valueOf(total)));
                out.onCompleted();
            }
        };
    }

    private StreamObserver<byte[]> both(StreamObserver<byte[]> out) {
        onCancel(out);
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                out.onNext(message);
            }

            @Override
            public void onError(Throwable t) {
                // counted as cancelled
            }

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Recorder implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            for (String key : headers.keys()) {
                if (!key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                    String value = headers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
                    metadata.put(key, value == null ? "" : value);
                }
            }
            return next.startCall(call, headers);
        }
    }
}
