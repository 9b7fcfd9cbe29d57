package tandem.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tandem.core.setting.SettingKey;
import tandem.core.status.BalancerStatus;
import tandem.core.status.MemberStatus;
import tandem.core.text.NearestName;

/** The member that a path names. */
sealed interface MemberTarget {
    /** It exists. */
    record Found(SettingKey key) implements MemberTarget {}

    /** It does not; the sentence says what there is. */
    record Missing(String sentence) implements MemberTarget {}

    /**
     * Looks it up.
     *
     * @param path {@code BALANCER/NAME}, percent-encoded; a name may contain slashes
     * @param mayBeNew whether the balancer alone must exist, because the command may add the member or bring it back
     */
    static MemberTarget find(String path, List<BalancerStatus> balancers, boolean mayBeNew) {
        SettingKey key;
        try {
            key = SettingKey.parse(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return new Missing("'" + path + "' is not BALANCER/MEMBER");
        }
        Optional<BalancerStatus> balancer = balancers.stream()
                .filter(candidate -> candidate.name().equals(key.balancer()))
                .findFirst();
        if (balancer.isEmpty()) {
            List<String> names = balancers.stream().map(BalancerStatus::name).toList();
            return new Missing("there is no balancer '" + key.balancer() + "'; " + hint(key.balancer(), names));
        }
        List<String> names =
                balancer.get().members().stream().map(MemberStatus::name).toList();
        return mayBeNew || names.contains(key.member())
                ? new Found(key)
                : new Missing("balancer " + key.balancer() + " has no member '" + key.member() + "'; "
                        + hint(key.member(), names));
    }

    private static String hint(String wanted, List<String> names) {
        return NearestName.to(wanted, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(names.isEmpty() ? "there is none" : "there is " + String.join(", ", names));
    }
}
