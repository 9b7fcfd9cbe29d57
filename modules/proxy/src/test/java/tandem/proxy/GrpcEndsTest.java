package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tandem.proxy.GrpcCaller.awaitEmpty;
import static tandem.proxy.GrpcCaller.patient;
import static tandem.proxy.GrpcCaller.to;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberFlag;
import tandem.proxy.http2.FrameBytes;

/** How calls by gRPC end through a whole proxy: given up, late, broken off, or answered by this node. */
class GrpcEndsTest {
    @Test
    void call_that_is_cancelled_is_cancelled_at_the_server() throws Exception {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            GrpcCaller.Heard heard = new GrpcCaller.Heard();
            ClientCall<byte[], byte[]> call = caller.channel().newCall(GrpcServer.BOTH, patient());
            StreamObserver<byte[]> up = ClientCalls.asyncBidiStreamingCall(call, heard);
            up.onNext(GrpcServer.bytes("one"));
            assertThat(heard.next()).isEqualTo("one");
            call.cancel("enough", null);

            assertThat(heard.next()).isEqualTo("CANCELLED");
            Awaitility.await().until(() -> a.cancelled.get() == 1);
            assertThat(caller.unary("still there")).isEqualTo("still there");
            awaitEmpty(bench);
        }
    }

    @Test
    void deadline_of_the_client_ends_the_call_at_the_server() {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            caller.unary("warm");
            StatusRuntimeException late = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(
                            caller.channel(),
                            GrpcServer.UNARY,
                            CallOptions.DEFAULT.withDeadlineAfter(3, TimeUnit.SECONDS),
                            GrpcServer.bytes("never")));

            assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            Awaitility.await().until(() -> a.cancelled.get() == 1);
        }
    }

    @Test
    void server_that_dies_is_unavailable_before_and_within_its_answer() throws Exception {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            GrpcCaller.Heard talk = new GrpcCaller.Heard();
            StreamObserver<byte[]> up =
                    ClientCalls.asyncBidiStreamingCall(caller.channel().newCall(GrpcServer.BOTH, patient()), talk);
            up.onNext(GrpcServer.bytes("one"));
            assertThat(talk.next()).isEqualTo("one");
            GrpcCaller.Heard silent = new GrpcCaller.Heard();
            ClientCalls.asyncUnaryCall(
                    caller.channel().newCall(GrpcServer.UNARY, patient()), GrpcServer.bytes("never"), silent);
            Awaitility.await().until(() -> a.metadata.containsKey("deadline"));
            a.kill();

            assertThat(talk.next()).isEqualTo("UNAVAILABLE");
            assertThat(silent.next()).isEqualTo("UNAVAILABLE");
            assertThat(caller.failing("gone").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            awaitEmpty(bench);
        }
    }

    @Test
    void server_that_drains_loses_no_call() throws Exception {
        try (GrpcServer a = new GrpcServer();
                GrpcServer b = new GrpcServer();
                Bench bench = to(a, b).flag("b", MemberFlag.STANDBY).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            GrpcCaller.Heard talk = new GrpcCaller.Heard();
            StreamObserver<byte[]> up =
                    ClientCalls.asyncBidiStreamingCall(caller.channel().newCall(GrpcServer.BOTH, patient()), talk);
            up.onNext(GrpcServer.bytes("one"));
            assertThat(talk.next()).isEqualTo("one");
            a.drain();

            for (int i = 0; i < 20; i++) {
                assertThat(caller.unary("call " + i)).isEqualTo("call " + i);
            }
            up.onNext(GrpcServer.bytes("two"));
            assertThat(talk.next()).isEqualTo("two");
            up.onCompleted();
            assertThat(talk.next()).isEqualTo("OK");
        }
    }

    @Test
    void server_that_is_late_is_deadline_exceeded() {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).timeout(Duration.ofMillis(300)).start();
                GrpcCaller caller = GrpcCaller.of(bench)) {
            Status status = caller.failing("never");

            assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(status.getDescription()).isEqualTo("The server did not answer in time.");
            Awaitility.await().until(() -> a.cancelled.get() == 1);
        }
    }

    // ---- what this node says itself ----

    @Test
    void answers_of_this_node_are_read_by_grpc_and_counted_as_what_they_are() throws IOException {
        try (Bench bench = Bench.with()
                        .http2()
                        .member("a", "h2c://127.0.0.1:" + StubMember.freePort(), m -> m)
                        .start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes()
                    .headers(
                            1,
                            true,
                            FrameBytes.request("POST", "/test.Echo/Unary")
                                    .field("content-type", "application/grpc+proto")));
            client.send(new FrameBytes()
                    .headers(
                            3,
                            true,
                            FrameBytes.request("POST", "/test.Echo/Unary")
                                    .field("content-type", "application/grpc-web")));

            assertThat(client.await("HEADERS 1 end"))
                    .contains(":status=200", " content-type=application/grpc", " grpc-status=14 ")
                    .doesNotContain("content-length");
            assertThat(client.await("HEADERS 3")).contains(":status=503");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(bench.meters
                                    .get("tandem.proxy.requests")
                                    .tags("balancer", "app", "code", "5xx")
                                    .counter()
                                    .count())
                            .isEqualTo(2));
        }
    }

    @Test
    void http_1_0_cannot_carry_grpc() throws IOException {
        try (GrpcServer a = new GrpcServer();
                Bench bench = to(a).start()) {
            assertThat(RawClient.once(
                                    bench.port,
                                    "POST /test.Echo/Unary HTTP/1.0\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n")
                            .status())
                    .isEqualTo(505);
        }
    }
}
