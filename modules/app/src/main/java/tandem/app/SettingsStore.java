package tandem.app;

import java.util.Collection;
import tandem.core.port.Outcome;
import tandem.core.setting.Setting;

/** Where operator settings outlive the process. */
interface SettingsStore {
    /** Replaces what is stored; refused with the reason if the settings will not survive a restart. */
    Outcome save(Collection<Setting> settings);
}
