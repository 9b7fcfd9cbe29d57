package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.GrpcCaller.awaitEmpty;
import static tandem.proxy.GrpcCaller.patient;
import static tandem.proxy.GrpcCaller.to;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.CertificateConfig;
import tandem.core.count.Count;

/** gRPC through a whole proxy, as grpc-java speaks it on both sides. */
class GrpcTest {
    @Test
    void unary_calls_share_one_connection_and_carry_metadata_and_a_deadline() {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            for (int i = 0; i < 20; i++) {
                assertThat(caller.unary("hello " + i)).isEqualTo("hello " + i);
            }

            assertThat(a.metadata).containsEntry("deadline", "true").containsEntry("x-forwarded-for", "127.0.0.1");
            assertThat(bench.meters
                            .get("tandem.proxy.member.connections")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(bench.meters
                            .get("tandem.proxy.http2.member.streams")
                            .counter()
                            .count())
                    .isEqualTo(20);
        }
    }

    @Test
    void failure_of_the_server_keeps_its_status_and_sentence() {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            Status status = caller.failing("fail");

            assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(status.getDescription()).isEqualTo("no such thing: 100%");
            assertThat(bench.counters.totals().get("app/a")[Count.FAILURES.ordinal()])
                    .isZero();
        }
    }

    @Test
    void server_streams_many_messages() {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                    caller.channel(), GrpcServer.DOWN, patient(), GrpcServer.bytes("2000 1000"));

            int count = 0;
            while (answers.hasNext()) {
                assertThat(answers.next()).hasSize(1000);
                count++;
            }
            assertThat(count).isEqualTo(2000);
        }
    }

    @Test
    void client_streams_many_messages() throws Exception {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            GrpcCaller.Heard heard = new GrpcCaller.Heard();
            StreamObserver<byte[]> up =
                    ClientCalls.asyncClientStreamingCall(caller.channel().newCall(GrpcServer.UP, patient()), heard);
            for (int i = 0; i < 2000; i++) {
                up.onNext(new byte[1000]);
            }
            up.onCompleted();

            assertThat(heard.next()).isEqualTo("2000000");
            assertThat(heard.next()).isEqualTo("OK");
        }
    }

    @Test
    void each_message_of_a_conversation_is_answered_before_the_next_is_sent() throws Exception {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            GrpcCaller.Heard heard = new GrpcCaller.Heard();
            StreamObserver<byte[]> up =
                    ClientCalls.asyncBidiStreamingCall(caller.channel().newCall(GrpcServer.BOTH, patient()), heard);
            for (int i = 0; i < 50; i++) {
                up.onNext(GrpcServer.bytes("m" + i));
                assertThat(heard.next()).isEqualTo("m" + i);
            }
            up.onCompleted();

            assertThat(heard.next()).isEqualTo("OK");
        }
    }

    @Test
    void ten_megabytes_go_both_ways_in_one_message() {
        byte[] large = new byte[10 << 20];
        new java.util.Random(7).nextBytes(large);
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            assertThat(java.util.Arrays.equals(caller.unary(large), large)).isTrue();
            awaitEmpty(bench);
        }
    }

    @Test
    void server_is_held_back_while_the_client_takes_nothing() throws Exception {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            ClientCall<byte[], byte[]> call = caller.channel().newCall(GrpcServer.DOWN, patient());
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(byte[] message) {
                            heard.add("message");
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            heard.add(status.getCode().name());
                        }
                    },
                    new Metadata());
            call.sendMessage(GrpcServer.bytes("300 100000"));
            call.halfClose();
            AtomicReference<Integer> before = new AtomicReference<>(-1);
            // it stands still: no more was sent than a second ago
            Awaitility.await()
                    .pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> a.sent.get() > 0 && before.getAndSet(a.sent.get()) == a.sent.get());

            assertThat(a.sent.get()).isLessThan(100);
            call.request(300);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> heard.size() == 301);
            assertThat(heard).contains("OK");
        }
    }

    @Test
    void calls_go_by_tls_to_members_that_choose_h2() throws IOException {
        CertificateConfig files = Wire.certificate("member");
        try (GrpcServer a = new GrpcServer(
                        files.cert().toFile(), files.key().orElseThrow().toFile());
                Bench bench = Bench.with()
                        .http2()
                        .memberTls(Wire.members())
                        .member("a", "h2://127.0.0.1:" + a.port(), m -> m)
                        .start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            assertThat(caller.unary("secret")).isEqualTo("secret");
        }
    }

    @Test
    void member_by_tls_that_does_not_choose_h2_is_not_spoken_to() throws IOException {
        try (StubMember a = StubMember.secure("member", talk -> talk.readRequest());
                Bench bench = Bench.with()
                        .memberTls(Wire.members())
                        .member("a", "h2://127.0.0.1:" + a.port(), m -> m)
                        .start()) {
            assertThat(RawClient.once(bench.port, RawClient.get("/")).status()).isEqualTo(503);
            assertThat(a.requests).isEmpty();
            assertThat(bench.events).hasSize(1);
        }
    }
}
