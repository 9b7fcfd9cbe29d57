package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A client of gRPC, as grpc-java has it; its channel ends with its test.
 */
record GrpcCaller(ManagedChannel channel) implements AutoCloseable {
    static GrpcCaller of(Bench bench) {
        return new GrpcCaller(NettyChannelBuilder.forAddress("127.0.0.1", bench.port)
                .usePlaintext()
                .maxInboundMessageSize(GrpcServer.LARGEST)
                .build());
    }

    byte[] unary(byte[] message) {
        return ClientCalls.blockingUnaryCall(channel, GrpcServer.UNARY, patient(), message);
    }

    String unary(String message) {
        return GrpcServer.text(unary(GrpcServer.bytes(message)));
    }

    Status failing(String message) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> unary(message))
                .getStatus();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    static CallOptions patient() {
        return CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    /** What comes of a call, in order: messages as text, then its status. */
    static final class Heard implements StreamObserver<byte[]> {
        final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void onNext(byte[] message) {
            all.add(GrpcServer.text(message));
        }

        @Override
        public void onError(Throwable t) {
            all.add(Status.fromThrowable(t).getCode().name());
        }

        @Override
        public void onCompleted() {
            all.add("OK");
        }

        String next() throws InterruptedException {
            return String.valueOf(all.poll(20, TimeUnit.SECONDS));
        }
    }

    static Bench.Builder to(GrpcServer... members) {
        Bench.Builder builder = Bench.with().http2();
        char name = 'a';
        for (GrpcServer member : members) {
            builder.member(String.valueOf(name++), "h2c://127.0.0.1:" + member.port(), m -> m);
        }
        return builder;
    }

    static void awaitEmpty(Bench bench) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(bench.meters
                                .get("tandem.proxy.buffered")
                                .gauge()
                                .value())
                        .isZero());
    }
}
