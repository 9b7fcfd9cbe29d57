package tandem.app.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.config.ConfigFiles;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.Outcome;
import tandem.core.port.VipListeners;
import tandem.failover.VipGroup;
import tandem.failover.vip.VipProvider;
import tandem.failover.vip.VipProviders;
import tandem.failover.vip.VipScope;

/** {@code tandem vip release}. */
@Command(
        name = "release",
        description = {
            "Remove the configured virtual addresses, and their fence, that an earlier life left on this machine.",
            "For the service manager, after a node has ended; a node that runs would lose its addresses."
        })
final class VipReleaseCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "tandem.yaml.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--node", paramLabel = "NAME", description = "Which of the file's nodes this is.")
    private @Nullable String node;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        return switch (ConfigFiles.load(file, Optional.ofNullable(node))) {
            case Loaded.Broken(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                yield ExitCode.CONFIGURATION;
            }
            case Loaded.Ok ok -> {
                release(ok.config());
                yield ExitCode.OK;
            }
        };
    }

    /** Rules are removed by the name of their table, whatever is in them. */
    private static final List<Integer> ANY_PORT = List.of(80);

    /** The addresses of provider bind ended with the process that listened there. */
    private static void release(TandemConfig config) {
        List<VipConfig> installed = config.vips().stream()
                .filter(vip -> vip.provider() == VipProviderKind.NETLINK)
                .toList();
        String cluster = config.cluster().map(ClusterConfig::name).orElse("");
        VipGroup.byName(installed).forEach((group, vips) -> {
            VipScope scope = new VipScope(
                    cluster, config.node().orElse(""), group, List.of(), Optional.empty(), Optional.empty());
            release(VipProviders.of(scope, vips, new NoListeners()));
        });
    }

    private static void release(VipProviders left) {
        for (VipProvider provider : left.providers()) {
            provider.cleanUp();
            provider.close();
        }
        left.fence().close();
        left.flows().close();
    }

    /** This process listens nowhere. */
    private static final class NoListeners implements VipListeners {
        @Override
        public Outcome open(InetAddress vip) {
            return new Outcome.Refused("`tandem vip release` does not listen on " + vip.getHostAddress());
        }

        @Override
        public void close(InetAddress vip) {}

        @Override
        public SortedSet<Integer> ports() {
            return new TreeSet<>(ANY_PORT);
        }
    }
}
