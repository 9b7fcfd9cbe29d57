package tandem.core.setting;

/** Which member a setting is about. */
public record SettingKey(String balancer, String member) {
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
        return balancer + "/" + member;
    }
}
