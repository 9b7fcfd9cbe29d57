package tandem.sharing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;

/** Settings and keys for the tests of this module. */
final class TestSettings {
    static final List<SecretKey> KEYS = List.of(key("one"));

    private TestSettings() {}

    static SecretKey key(String name) {
        return new SecretKeySpec(("the mac key named " + name).getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    static Setting drained(String member, long revision, String node) {
        SettingValue value = new SettingValue(Optional.of(Set.of(MemberFlag.DRAINING)), Optional.of(new Weight(150)));
        return new Setting(
                new SettingKey("app", member), value, revision, node, "ann", 1_700_000_000_000L, "patch day");
    }
}
