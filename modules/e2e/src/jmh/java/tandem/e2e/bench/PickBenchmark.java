package tandem.e2e.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tandem.config.ConfigFiles;
import tandem.config.Loaded;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.config.TandemConfig;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;

/** The choice of a member, by one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickBenchmark {
    @Param({"2", "20", "200", "2000"})
    public int members;

    @Param({"byrequests", "bytraffic", "bybusyness", "random", "least-time", "hash", "first"})
    public String policy;

    private Balancer balancer;
    private String route;

    @Setup
    public void makeBalancer() throws IOException {
        StringBuilder yaml = new StringBuilder("node: lb1\nlisteners: {web: {listen: \"*:80\"}}\nroutes: [{balancer: app}]\n"
                + "balancers:\n  app:\n    policy: " + policy + "\n    sticky: {cookie: ROUTE}\n    members:\n");
        Map<String, InetSocketAddress> addresses = new HashMap<>();
        for (int i = 0; i < members; i++) {
            yaml.append("      - {name: m").append(i).append(", url: \"http://192.0.2.1:").append(1000 + i);
            yaml.append("\", route: r").append(i).append("}\n");
            addresses.put("app/m" + i, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1000 + i));
        }
        Path file = Files.writeString(Files.createTempFile("pick", ".yaml"), yaml);
        if (!(ConfigFiles.load(file, Optional.empty()) instanceof Loaded.Ok loaded)) {
            throw new IllegalStateException("the configuration is not valid");
        }
        TandemConfig config = loaded.config();
        Files.delete(file);
        route = "r" + members / 2;
        balancer = RoutingTable.of(config, Settings.NONE, addresses, null).balancers().get("app");
    }

    /** By the policy; what was sent and answered counts as it does for a small GET. */
    @Benchmark
    public Choice choose() {
        return counted(balancer.choose(null, 0, List.of(), 0));
    }

    /** By the route of a client. */
    @Benchmark
    public Choice stick() {
        return counted(balancer.choose(route, 0, List.of(), 0));
    }

    private static Choice counted(Choice choice) {
        if (choice instanceof Choice.Chosen chosen) {
            chosen.member().moved(150, 250);
            chosen.member().ended();
        }
        return choice;
    }
}
