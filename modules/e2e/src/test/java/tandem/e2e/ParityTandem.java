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
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.OperatorPages;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.proxy.MemberResolver;
import tandem.proxy.ProxyEvents;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.proxy.log.AccessLog;
import tandem.proxy.tls.Certificates;

/**
 * A data plane with the configuration that an httpd.conf gives, or with what its import into YAML gives; the two are equal, or it
 * does not start.
 */
final class ParityTandem implements AutoCloseable {
    private final ProxyServer server;
    private final MemberResolver resolver;
    private final AccessLog accessLog;

    ParityTandem(Path file) {
        this(file, false);
    }

    private ParityTandem(Path file, boolean imported) {
        TandemConfig config = config(ConfigFiles.load(file, Optional.empty()), file, imported);
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
        accessLog = new AccessLog(new SimpleMeterRegistry());
        demand(accessLog.open(config));
        server = new ProxyServer(
                settings,
                table,
                new Counters(),
                NodeClock.SYSTEM,
                ProxyEvents.NONE,
                new SimpleMeterRegistry(),
                new ProxyServer.Parts(certificates, ParityTandem::noPage, accessLog, null));
        demand(server.start(config.listeners(), Optional.of(InetAddress.getLoopbackAddress())));
    }

    /** One with the YAML that the httpd.conf becomes. */
    static ParityTandem ofImport(Path file) {
        return new ParityTandem(file, true);
    }

    private static OperatorPages.Answer noPage(ManagerPageConfig page, OperatorPages.Ask ask) {
        return new OperatorPages.Answer(404, "text/plain", new byte[0], Map.of());
    }

    private static void demand(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw new IllegalStateException(refused.sentence());
        }
    }

    private static TandemConfig config(Loaded loaded, Path file, boolean asImported) {
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
        return asImported ? same.config() : config;
    }

    @Override
    public void close() {
        server.close();
        resolver.close();
        accessLog.close();
    }
}
