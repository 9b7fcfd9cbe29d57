package tandem.core.routing;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import tandem.core.config.TandemConfig;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;

/**
 * The one cell that holds the routing table in force. Each change is a pure function of the table before, applied under one
 * compare-and-set. Any thread.
 */
public final class LiveTable {
    private final AtomicReference<RoutingTable> cell;

    public LiveTable(RoutingTable first) {
        this.cell = new AtomicReference<>(first);
    }

    public RoutingTable current() {
        return cell.get();
    }

    /** The file was read again. */
    public void configChanged(TandemConfig config) {
        apply(table -> table.withConfig(config));
    }

    /** Names were resolved; the map is complete, by member id. */
    public void addressesResolved(Map<String, InetSocketAddress> addresses) {
        apply(table -> table.addresses().equals(addresses) ? table : table.withAddresses(addresses));
    }

    /** Settings arrived from a peer or from disk; returns those that changed something. */
    public List<Setting> settingsArrived(Collection<Setting> incoming) {
        while (true) {
            RoutingTable table = cell.get();
            Settings.Merge merge = table.settings().merge(incoming);
            if (merge.news().isEmpty() || cell.compareAndSet(table, table.withSettings(merge.settings()))) {
                return merge.news();
            }
        }
    }

    /** An operator changes a member here; returns the record to be shared and stored. */
    public Setting settingChanged(SettingKey key, UnaryOperator<SettingValue> change, Settings.Change by) {
        while (true) {
            RoutingTable table = cell.get();
            SettingValue before = table.settings().value(key).orElse(SettingValue.CLEARED);
            Setting setting = table.settings().change(key, change.apply(before), by);
            Settings next = table.settings().merge(List.of(setting)).settings();
            if (cell.compareAndSet(table, table.withSettings(next))) {
                return setting;
            }
        }
    }

    private void apply(UnaryOperator<RoutingTable> change) {
        cell.updateAndGet(change);
    }
}
