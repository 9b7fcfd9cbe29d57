package tandem.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.count.Counters;
import tandem.core.port.Outcome;
import tandem.core.port.SharedState;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Setting;
import tandem.core.setting.Settings;
import tandem.core.share.NodeReport;
import tandem.core.status.SharingStatus;

/** A node's foundation in memory: balancer {@code app} with members {@code a} and {@code b}. */
final class Bench {
    static final BalancerConfig APP = Samples.balancer(Samples.member("a"), Samples.member("b"));

    final FixedClock clock = new FixedClock();
    final EventLog events = new EventLog("lb1", clock, List.of());
    final LiveTable table = new LiveTable(RoutingTable.of(
            Samples.config(Map.of("app", APP), List.of(Samples.route("/", "app"))),
            Settings.NONE,
            Samples.addresses("app", APP),
            null));
    final List<Setting> stored = new ArrayList<>();
    final Sent sent = new Sent();
    final Foundation base = new Foundation("lb1", table, new Counters(), events, clock, new ConfigHash());

    OperatorCommands commands() {
        return new OperatorCommands(base, records -> {
            stored.clear();
            stored.addAll(records);
            return new Outcome.Done("stored");
        });
    }

    /** Shared state that only remembers what it was given. */
    static final class Sent implements SharedState {
        final List<Setting> settings = new ArrayList<>();
        final List<NodeReport> heard = new ArrayList<>();

        @Override
        public void heard(NodeReport report) {
            heard.add(report);
        }

        @Override
        public void publish(Collection<Setting> published) {
            settings.addAll(published);
        }

        @Override
        public void flush(long timeoutMillis) {}

        @Override
        public List<NodeReport> peers() {
            return List.of();
        }

        @Override
        public SharingStatus status() {
            return SharingStatus.OFF;
        }

        @Override
        public void close() {}
    }
}
