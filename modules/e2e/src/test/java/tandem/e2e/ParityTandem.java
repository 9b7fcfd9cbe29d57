package tandem.e2e;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tandem.config.ConfigFiles;
import tandem.config.Findings;
import tandem.config.ImportReport;
import tandem.config.Loaded;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.proxy.MemberResolver;
import tandem.proxy.ProxyEvents;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.proxy.tls.Certificates;

/** A data plane with the configuration that an httpd.conf gives; its import into YAML gives the same, or it does not start. */
final class ParityTandem implements AutoCloseable {
    private final ProxyServer server;
    private final MemberResolver resolver;

    ParityTandem(Path file) {
        TandemConfig config = config(ConfigFiles.load(file, Optional.empty()), file);
        LiveTable table = new LiveTable(RoutingTable.of(config, Settings.NONE, Map.of(), null));
        resolver = new MemberResolver(table, ProxyEvents.NONE);
        resolver.start();
        ProxySettings settings = new ProxySettings(
                "parity",
                config.serverName().orElse("lb.example.com"),
                1,
                config.clientTimeouts(),
                config.clientLimits(),
                ProxySettings.Front.chosen(),
                "1.0");
        Certificates certificates = new Certificates();
        demand(certificates.load(config));
        server = new ProxyServer(
                settings,
                table,
                new Counters(),
                NodeClock.SYSTEM,
                ProxyEvents.NONE,
                new SimpleMeterRegistry(),
                certificates);
        demand(server.start(config.listeners(), Optional.of(InetAddress.getLoopbackAddress())));
    }

    private static void demand(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw new IllegalStateException(refused.sentence());
        }
    }

    private static TandemConfig config(Loaded loaded, Path file) {
        TandemConfig config = switch (loaded) {
            case Loaded.Ok ok -> ok.config();
            case Loaded.Broken broken -> throw new IllegalArgumentException(Findings.text(broken.findings()));
        };
        String yaml = ImportReport.of((Loaded.Ok) loaded).yaml();
        Path imported = Distribution.write(file.resolveSibling(file.getFileName() + ".yaml"), yaml);
        Loaded again = ConfigFiles.load(imported, Optional.empty());
        if (!(again instanceof Loaded.Ok same) || !same.config().equals(config)) {
            throw new IllegalStateException("the import is not the same: " + yaml);
        }
        return config;
    }

    @Override
    public void close() {
        server.close();
        resolver.close();
    }
}
