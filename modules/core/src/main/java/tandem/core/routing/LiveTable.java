package tandem.core.routing;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tandem.core.balance.RouteSeals;
import tandem.core.config.TandemConfig;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;

/**
 * The one cell that holds the routing table in force. Each change makes a new table of the one before; changes wait for each
 * other, because tables share their schedules, readers never wait. Any thread.
 */
public final class LiveTable {
    private final Object changing = new Object();
    private volatile RoutingTable table;

    public LiveTable(RoutingTable first) {
        this.table = first;
    }

    public RoutingTable current() {
        return table;
    }

    /** The file was read again. */
    public void configChanged(TandemConfig config) {
        synchronized (changing) {
            table = table.withConfig(config, table.seals());
        }
    }

    /** The file was read again, and with it the keys that sign cookies. */
    public void configChanged(TandemConfig config, RouteSeals seals) {
        synchronized (changing) {
            table = table.withConfig(config, seals);
        }
    }

    /** Members were found; the map is complete, by balancer. */
    public void membersFound(Map<String, Found> found) {
        synchronized (changing) {
            if (!table.found().equals(found)) {
                table = table.withFound(found);
            }
        }
    }

    /** Names were resolved; the map is complete, by member id. */
    public void addressesResolved(Map<String, InetSocketAddress> addresses) {
        synchronized (changing) {
            if (!table.addresses().equals(addresses)) {
                table = table.withAddresses(addresses);
            }
        }
    }

    /** Checks concluded something; the set is complete: ids of the members that are down. */
    public void checked(Set<String> down) {
        synchronized (changing) {
            if (!table.down().equals(down)) {
                table = table.withDown(down);
            }
        }
    }

    /** Settings arrived from a peer or from disk; returns those that changed something. */
    public List<Setting> settingsArrived(Collection<Setting> incoming) {
        synchronized (changing) {
            Settings.Merge merge = table.settings().merge(incoming);
            if (!merge.news().isEmpty()) {
                table = table.withSettings(merge.settings());
            }
            return merge.news();
        }
    }

    /** An operator changes a member here; returns the record to be shared and stored. */
    public Setting settingChanged(SettingKey key, UnaryOperator<SettingValue> change, Settings.Change by) {
        synchronized (changing) {
            SettingValue before = table.settings().value(key).orElse(SettingValue.CLEARED);
            Setting setting = table.settings().change(key, change.apply(before), by);
            table = table.withSettings(table.settings().merge(List.of(setting)).settings());
            return setting;
        }
    }
}
