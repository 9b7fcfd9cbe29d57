package tandem.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.balance.Schedule;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.config.MemberUrl;
import tandem.core.setting.Settings;

/** Members that are asked for gRPC's health service, as grpc-java serves it. */
class GrpcHealthCheckTest {
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
    private static final MethodDescriptor<byte[], byte[]> CHECK = MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .build();

    private Server server;

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    /** Says NOT_SERVING of shop.Old, knows shop.Orders and itself. */
    private void start(boolean healthService) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (healthService) {
            builder.addService(ServerServiceDefinition.builder("grpc.health.v1.Health")
                    .addMethod(CHECK, ServerCalls.asyncUnaryCall((asked, answer) -> {
                        String service =
                                asked.length == 0 ? "" : new String(asked, 2, asked.length - 2, StandardCharsets.UTF_8);
                        switch (service) {
                            case "", "shop.Orders" -> {
                                answer.onNext(new byte[] {8, 1});
                                answer.onCompleted();
                            }
                            case "shop.Old" -> {
                                answer.onNext(new byte[] {8, 2});
                                answer.onCompleted();
                            }
                            default -> answer.onError(Status.NOT_FOUND.asRuntimeException());
                        }
                    }))
                    .build());
        }
        server = builder.build().start();
    }

    private ProbeResult probe(String service) {
        HealthConfig rule = new HealthConfig(
                HealthMethod.GRPC,
                service,
                java.time.Duration.ofSeconds(1),
                1,
                1,
                Optional.empty(),
                Optional.of(java.time.Duration.ofSeconds(10)),
                Optional.empty());
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
        BalancerConfig config = Samples.balancer(Samples.member("a")
                .edit()
                .url(MemberUrl.parse("h2c://127.0.0.1:" + server.getPort()))
                .done());
        Member member = Balancer.of("app", config, Settings.NONE, Map.of("app/a", address), Set.of(), new Schedule())
                .members()
                .getFirst();
        return new Probe(rule, member, address, "Tandem-health/1", null, "127.0.0.1").run();
    }

    @Test
    void serving_alone_passes() throws IOException {
        start(true);

        assertThat(probe("")).isEqualTo(ProbeResult.passed("it says SERVING"));
        assertThat(probe("shop.Orders")).isEqualTo(ProbeResult.passed("it says SERVING"));
        assertThat(probe("shop.Old")).isEqualTo(ProbeResult.failed("it says NOT_SERVING"));
        assertThat(probe("shop.New")).isEqualTo(ProbeResult.failed("it does not know the service (NOT_FOUND)"));
    }

    @Test
    void server_without_the_service_fails_and_the_reason_says_so() throws IOException {
        start(false);

        assertThat(probe("")).isEqualTo(ProbeResult.failed("it does not offer grpc.health.v1 (UNIMPLEMENTED)"));
    }
}
