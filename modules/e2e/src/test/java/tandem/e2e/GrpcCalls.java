package tandem.e2e;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client by gRPC: a few conversations that go on until a file is there, and one short call after the other, all by one channel.
 * Prints {@code sum talked=N called=N failed=N} five times a second, and {@code done …} at the end. Arguments: address, port, file.
 */
final class GrpcCalls {
    private static final int CONVERSATIONS = 5;
    private static final long PAUSE_MILLIS = 20;

    private final ManagedChannel channel;
    private final Path end;
    private final ScheduledExecutorService turns = Executors.newScheduledThreadPool(CONVERSATIONS + 1);
    private final CountDownLatch over = new CountDownLatch(CONVERSATIONS + 1);
    private final AtomicLong talked = new AtomicLong();
    private final AtomicLong called = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    private GrpcCalls(ManagedChannel channel, Path end) {
        this.channel = channel;
        this.end = end;
    }

    public static void main(String[] args) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(args[0], Integer.parseInt(args[1]))
                .usePlaintext()
                .build();
        new GrpcCalls(channel, Path.of(args[2])).run();
        channel.shutdownNow();
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < CONVERSATIONS; i++) {
            Conversation conversation = new Conversation();
            turns.execute(() -> turn(conversation));
        }
        turns.execute(() -> turn(this::call));
        while (!over.await(200, TimeUnit.MILLISECONDS)) {
            System.out.println("sum" + figures());
        }
        turns.shutdown();
        System.out.println("done" + figures());
    }

    private String figures() {
        return " talked=" + talked.get() + " called=" + called.get() + " failed=" + failed.get();
    }

    /** One exchange, which may fail. */
    private interface Exchange {
        /** Returns whether another one is to follow. */
        boolean happens() throws InterruptedException;
    }

    private void turn(Exchange exchange) {
        boolean another = false;
        try {
            another = exchange.happens();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail("an exchange", e);
        }
        if (another) {
            turns.schedule(() -> turn(exchange), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            over.countDown();
        }
    }

    private void fail(String what, Throwable why) {
        failed.incrementAndGet();
        System.out.println("failed: " + what + ": " + Status.fromThrowable(why));
    }

    /** Messages up and down one stream, each answered by the same. */
    private final class Conversation implements Exchange, StreamObserver<byte[]> {
        private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final StreamObserver<byte[]> up =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(GrpcMember.TALK, CallOptions.DEFAULT), this);

        @Override
        public boolean happens() throws InterruptedException {
            if (Files.exists(end) || closed.getCount() == 0) {
                finish();
                return false;
            }
            byte[] message = Long.toString(System.nanoTime()).getBytes(StandardCharsets.US_ASCII);
            up.onNext(message);
            byte[] answer = heard.poll(30, TimeUnit.SECONDS);
            if (answer == null || !Arrays.equals(message, answer)) {
                fail("a message", new IllegalStateException("not answered"));
                return false;
            }
            talked.incrementAndGet();
            return true;
        }

        private void finish() throws InterruptedException {
            up.onCompleted();
            if (!closed.await(30, TimeUnit.SECONDS)) {
                fail("an end", new IllegalStateException("not answered"));
            }
        }

        @Override
        public void onNext(byte[] message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable t) {
            fail("a conversation", t);
            closed.countDown();
        }

        @Override
        public void onCompleted() {
            closed.countDown();
        }
    }

    private boolean call() {
        if (Files.exists(end)) {
            return false;
        }
        try {
            ClientCalls.blockingUnaryCall(
                    channel,
                    GrpcMember.ONE,
                    CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                    new byte[100]);
            called.incrementAndGet();
        } catch (StatusRuntimeException e) {
            fail("a call", e);
        }
        return true;
    }
}
