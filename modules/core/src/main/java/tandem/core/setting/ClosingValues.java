package tandem.core.setting;

import java.util.List;
import java.util.Map;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ClosedConfig;

/** The keys by which operators close and open a balancer at run time. */
public final class ClosingValues {
    /** Whether it is closed: true or false. */
    public static final String CLOSED = "closed";

    /** A sentence for clients. */
    public static final String MESSAGE = "message";

    private static final int LONGEST = 500;

    private ClosingValues() {}

    /** The keys, sorted. */
    public static List<String> keys() {
        return List.of(CLOSED, MESSAGE);
    }

    /** The key that these values of a balancer are set by: that of its closing, or its own. */
    public static SettingKey key(String balancer, Map<String, String> values) {
        return values.containsKey(CLOSED) || values.containsKey(MESSAGE)
                ? SettingKey.ofClosing(balancer)
                : SettingKey.ofBalancer(balancer);
    }

    /**
     * Looks whether these values close or open a balancer.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static void check(Map<String, String> values) {
        values.forEach(ClosingValues::check);
        if (!values.containsKey(CLOSED)) {
            throw new IllegalArgumentException("message is for a balancer that is being closed; set closed=true too");
        }
    }

    private static void check(String key, String text) {
        switch (key) {
            case CLOSED -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw new IllegalArgumentException("closed: '" + text + "' is neither true nor false");
                }
            }
            case MESSAGE -> {
                if (text.length() > LONGEST || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                    throw new IllegalArgumentException("message: it is one line of at most " + LONGEST + " characters");
                }
            }
            default ->
                throw new IllegalArgumentException(
                        key + " is set in an order of its own; with closed there is message alone");
        }
    }

    /** A balancer with what operators set; what another version wrote and this one cannot read is left out. */
    static BalancerConfig applied(BalancerConfig balancer, Map<String, String> values) {
        try {
            check(values);
        } catch (IllegalArgumentException e) {
            return balancer;
        }
        ClosedConfig before = balancer.closed();
        ClosedConfig now = before.enabled(values.getOrDefault(CLOSED, "false").equals("true"))
                .withMessage(values.getOrDefault(MESSAGE, before.message()));
        return balancer.edit().closed(now).done();
    }
}
