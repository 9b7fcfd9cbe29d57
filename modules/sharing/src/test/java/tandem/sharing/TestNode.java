package tandem.sharing;

import com.hazelcast.core.Hazelcast;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import tandem.core.history.History;
import tandem.core.port.NodeClock;
import tandem.core.port.SharedState;
import tandem.core.setting.Setting;
import tandem.core.setting.Settings;
import tandem.core.share.NodeReport;
import tandem.core.status.Event;
import tandem.core.status.Role;

/** What a node is to sharing. */
final class TestNode implements SharedState.Source {
    private final String name;
    private final AtomicLong sequence = new AtomicLong();
    final List<String> noted = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    volatile Settings settings = Settings.NONE;
    volatile History history = History.NONE;
    final HazelcastSharedState sharing;

    TestNode(String name, SharingSettings where, List<SecretKey> keys) {
        this.name = name;
        this.sharing = HazelcastSharedState.start(where, keys, this, NodeClock.SYSTEM, meters);
    }

    void change(Setting setting) {
        arrived(List.of(setting));
        sharing.publish(List.of(setting));
    }

    boolean has(Setting setting) {
        return settings.records().contains(setting);
    }

    void happens(long sequence) {
        learned(List.of(new Event(name, 1, sequence, sequence, "test", "something", Map.of())));
    }

    boolean hears(String peer) {
        return sharing.peers().stream().anyMatch(report -> report.node().equals(peer));
    }

    NodeReport newest(String peer) {
        return sharing.peers().stream()
                .filter(report -> report.node().equals(peer))
                .findFirst()
                .orElseThrow();
    }

    /** How many reports it was asked for. */
    long sequence() {
        return sequence.get();
    }

    double rejected() {
        return meters.get("tandem.sharing.rejected").functionCounter().count();
    }

    /** As a power cut would, without a word to the peers. */
    void kill() {
        Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance -> instance.getName().contains("/" + name + "@"))
                .forEach(instance -> instance.getLifecycleService().terminate());
        sharing.close();
    }

    @Override
    public NodeReport report() {
        return report(name, sequence.incrementAndGet());
    }

    @Override
    public Collection<Setting> settings() {
        return settings.records();
    }

    @Override
    public synchronized void arrived(Collection<Setting> incoming) {
        settings = settings.merge(incoming).settings();
    }

    @Override
    public List<Event> history() {
        return history.newestOf(name, 100);
    }

    @Override
    public synchronized void learned(Collection<Event> events) {
        history = history.merge(events).history();
    }

    @Override
    public void noted(String sentence) {
        noted.add(sentence);
    }

    static NodeReport report(String node, long sequence) {
        return new NodeReport(node, 1, sequence, 0, "test", Role.STANDBY, "", Map.of(), Map.of());
    }
}
