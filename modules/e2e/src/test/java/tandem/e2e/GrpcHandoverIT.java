package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Calls by gRPC, as grpc-java makes and answers them, go on when the address is moved on purpose. */
class GrpcHandoverIT {
    private static final String PORT = "50051";
    private static final Pattern SUM = Pattern.compile("(?:sum|done) talked=(\\d+) called=(\\d+) failed=(\\d+)");

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        open.add(each);
        return each;
    }

    private record Sum(long talked, long called, long failed) {}

    private static Sum sum(RunningProcess calls) {
        Matcher matcher = SUM.matcher(calls.log());
        Sum last = new Sum(0, 0, 0);
        while (matcher.find()) {
            last = new Sum(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3)));
        }
        return last;
    }

    private RunningProcess java(Stage stage, String place, String ready, Class<?> main, String... arguments) {
        List<String> line = FlowTraffic.java(128);
        line.set(line.indexOf("-cp") + 1, System.getProperty("java.class.path"));
        line.add(main.getName());
        line.addAll(Arrays.asList(arguments));
        Path log = stage.directory.resolve(main.getSimpleName() + "-" + place + ".log");
        return opened(RunningProcess.start(stage.net.inside(place, line.toArray(String[]::new)), true, log, ready));
    }

    @Test
    void conversations_stay_with_the_old_owner_and_new_calls_go_to_the_new_one(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the hand-over of connections " + missing.orElseThrow());
        Stage stage = opened(Stage.openForFlows(directory));
        for (String node : List.of("node1", "node2")) {
            java(stage, node, "ready member", GrpcMember.class, Stage.address(node), PORT);
        }
        Pair pair = opened(Pair.start(stage, PairSettings.USUAL.withGrpc()));
        Path end = directory.resolve("end");
        RunningProcess calls = java(stage, "client", "sum", GrpcCalls.class, Stage.VIP, PORT, end.toString());
        awaitCalls(calls, new Sum(50, 50, 0));

        String from = pair.owner();
        Command moved = pair.ask(from, "switchover", "--to", Stage.peerOf(from));
        Sum then = sum(calls);
        awaitCalls(calls, new Sum(then.talked + 200, then.called + 100, 0));
        Distribution.write(end, "");
        calls.await("done");

        assertThat(moved.code()).as(moved.out() + moved.err()).isZero();
        assertThat(pair.owner()).isEqualTo(Stage.peerOf(from));
        assertThat(sum(calls).failed).as(calls.log()).isZero();
    }

    private static void awaitCalls(RunningProcess calls, Sum wanted) {
        Awaitility.await(wanted.toString())
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> sum(calls).talked >= wanted.talked && sum(calls).called >= wanted.called);
    }
}
