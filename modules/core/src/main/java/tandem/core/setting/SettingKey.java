package tandem.core.setting;

/**
 * Which member, or which balancer, a setting is about.
 *
 * @param member empty: the balancer itself
 */
public record SettingKey(String balancer, String member) {
    // no member is called so: a name has no slash
    private static final String CLOSED = "/closed";

    /** The key of a balancer's own setting. */
    public static SettingKey ofBalancer(String balancer) {
        return new SettingKey(balancer, "");
    }

    /** The key of what says whether a balancer is closed: beside its own setting, so that each has an end of its own. */
    public static SettingKey ofClosing(String balancer) {
        return new SettingKey(balancer, CLOSED);
    }

    /** Whether it is about a balancer's being closed. */
    public boolean closing() {
        return member.equals(CLOSED);
    }

    /**
     * Reads {@code BALANCER/NAME}.
     *
     * @throws IllegalArgumentException if there is no slash with text on both sides
     */
    public static SettingKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not BALANCER/MEMBER");
        }
        return new SettingKey(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return member.isEmpty() || closing() ? balancer : balancer + "/" + member;
    }
}
