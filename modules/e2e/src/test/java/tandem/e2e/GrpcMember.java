package tandem.e2e;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** A member that answers every message of a call by gRPC with itself. Arguments: address, port. */
final class GrpcMember {
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

    static final MethodDescriptor<byte[], byte[]> ONE = method(MethodType.UNARY, "One");
    static final MethodDescriptor<byte[], byte[]> TALK = method(MethodType.BIDI_STREAMING, "Talk");

    private GrpcMember() {}

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                .setType(type)
                .setFullMethodName(SERVICE + "/" + name)
                .build();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        ServerServiceDefinition echo = ServerServiceDefinition.builder(SERVICE)
                .addMethod(ONE, ServerCalls.asyncUnaryCall(GrpcMember::one))
                .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(GrpcMember::talk))
                .build();
        io.grpc.Server server = NettyServerBuilder.forAddress(new InetSocketAddress(args[0], Integer.parseInt(args[1])))
                .addService(echo)
                .build()
                .start();
        System.out.println("ready member");
        server.awaitTermination();
    }

    private static void one(byte[] message, StreamObserver<byte[]> out) {
        out.onNext(message);
        out.onCompleted();
    }

    private static StreamObserver<byte[]> talk(StreamObserver<byte[]> out) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                out.onNext(message);
            }

            @Override
            public void onError(Throwable t) {
                // the client counts it
            }

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }
}
