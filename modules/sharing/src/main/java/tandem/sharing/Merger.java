package tandem.sharing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.core.port.SharedState.Source;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.share.NodeReport;
import tandem.core.share.ShareCodec;
import tandem.core.share.ShareCodec.MalformedShare;
import tandem.core.status.Event;
import tandem.sharing.Inbox.EntryId;

/**
 * Turns what is in the maps into what the node knows: checks seals, hands settings that are news and events to the node, keeps reports,
 * and has the node's own settings offered again where the maps hold an older, a forged or no record. The merging thread only,
 * but for {@link #rejected}.
 */
@RunsOn(RunsOn.Lane.SHARING)
final class Merger {
    private static final Logger LOG = LoggerFactory.getLogger(Merger.class);
    private static final int MOST_SEEN = 20_000;
    private static final int MOST_WARNED = 100;

    private final String node;
    private final MacSeal seal;
    private final Source source;
    private final PeerReports peers;
    private final Outbox outbox;
    private final NodeClock clock;
    private final AtomicLong rejected = new AtomicLong();
    private final Map<EntryId, byte[]> seen = new HashMap<>();
    private final Map<SettingKey, Setting> known = new HashMap<>();
    private final Set<String> warned = new HashSet<>();

    /** What the merging thread works on. */
    record Parts(MacSeal seal, Source source, PeerReports peers, Outbox outbox, NodeClock clock) {}

    Merger(String node, Parts parts) {
        this.node = node;
        this.seal = parts.seal();
        this.source = parts.source();
        this.peers = parts.peers();
        this.outbox = parts.outbox();
        this.clock = parts.clock();
    }

    /** How many entries were refused because of their seal or their form. Any thread. */
    long rejected() {
        return rejected.get();
    }

    /** Takes in single changes. */
    void merge(List<Inbox.Entry> entries) {
        refreshKnown();
        List<Setting> arrived = new ArrayList<>();
        for (Inbox.Entry entry : entries) {
            take(entry, arrived);
        }
        deliver(arrived);
    }

    /** Takes in everything that is in the maps, and offers what is missing there. */
    void mergeAll(Link.Contents contents) {
        merge(contents.entries());
        if (contents.foreign() > 0) {
            reject(contents.foreign(), "entries that Tandem did not write are in the shared maps");
        }
        Map<EntryId, byte[]> present = new HashMap<>();
        contents.entries().forEach(entry -> present.put(entry.id(), entry.sealed()));
        List<Setting> missing = known.values().stream()
                .filter(setting -> !present.containsKey(idOf(setting)))
                .toList();
        outbox.add(missing);
    }

    static EntryId idOf(Setting setting) {
        return new EntryId(Link.SETTINGS, setting.key().toString());
    }

    private void refreshKnown() {
        for (Setting setting : source.settings()) {
            known.merge(setting.key(), setting, (a, b) -> b.beats(a) ? b : a);
        }
    }

    private void take(Inbox.Entry entry, List<Setting> arrived) {
        boolean repeated = Arrays.equals(seen.get(entry.id()), entry.sealed());
        if (repeated && !entry.id().map().equals(Link.SETTINGS)) {
            return;
        }
        if (seen.size() >= MOST_SEEN) {
            seen.clear();
        }
        seen.put(entry.id(), entry.sealed());
        Optional<byte[]> value = seal.open(entry.id().map(), entry.id().key(), entry.sealed());
        if (value.isEmpty()) {
            if (!repeated) {
                reject(1, "the seal of " + describe(entry.id()) + " does not fit");
            }
            offerAgain(entry.id());
            return;
        }
        try {
            switch (entry.id().map()) {
                case Link.SETTINGS -> takeSetting(entry.id(), ShareCodec.decodeSetting(value.get()), arrived);
                case Link.HISTORY -> takeHistory(entry.id(), ShareCodec.decodeEvents(value.get()));
                default -> takeReport(entry.id(), ShareCodec.decodeReport(value.get()));
            }
        } catch (MalformedShare e) {
            if (!repeated) {
                reject(1, describe(entry.id()) + " is sealed well but cannot be read: " + e.getMessage());
            }
        }
    }

    private void takeSetting(EntryId id, Setting setting, List<Setting> arrived) {
        if (!idOf(setting).equals(id)) {
            reject(1, describe(id) + " holds the setting of " + setting.key());
            return;
        }
        Setting mine = known.get(setting.key());
        if (mine == null || setting.beats(mine)) {
            known.put(setting.key(), setting);
            arrived.add(setting);
        } else if (mine.beats(setting)) {
            outbox.add(List.of(mine));
        }
    }

    private void takeReport(EntryId id, NodeReport report) {
        if (!report.node().equals(id.key())) {
            reject(1, describe(id) + " holds the report of " + report.node());
        } else if (!report.node().equals(node)) {
            peers.arrived(report, clock.nanos());
        }
    }

    private void takeHistory(EntryId id, List<Event> events) {
        if (!events.stream().allMatch(event -> event.node().equals(id.key()))) {
            reject(1, describe(id) + " holds events of another node");
        } else if (!id.key().equals(node)) {
            source.learned(events);
        }
    }

    /** An entry that is not ours hides a setting of ours: it is put back at the next beat, no sooner. */
    private void offerAgain(EntryId id) {
        known.values().stream().filter(setting -> idOf(setting).equals(id)).forEach(s -> outbox.add(List.of(s)));
    }

    private void deliver(List<Setting> arrived) {
        if (arrived.isEmpty()) {
            return;
        }
        LOG.debug("{} settings came from peers", arrived.size());
        source.arrived(List.copyOf(arrived));
    }

    /** Counts always, warns once of each thing, tells the operator once. */
    private void reject(int count, String what) {
        if (rejected.getAndAdd(count) == 0) {
            source.noted("sharing refused a value: " + what
                    + "; somebody without the cluster's secret writes on the sharing link, or the secret files differ");
        }
        if (warned.size() < MOST_WARNED && warned.add(what)) {
            LOG.warn("ignored: {}; see that only nodes reach the sharing port and that their secret files agree", what);
        }
    }

    private static String describe(EntryId id) {
        return id.map() + "[" + id.key() + "]";
    }
}
