package tandem.admin;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.admin.access.Identity;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.MemberCommand.Presence;
import tandem.core.port.NodeControl.Order;
import tandem.core.text.Durations;
import tandem.core.text.NearestName;

/** What a client asks of a member, read from the body. */
record MemberRequest(MemberCommand command, Order by) {
    private static final Set<String> FIELDS =
            Set.of("setting", "weight", "clear", "add", "remove", "set", "comment", "author", "for");
    private static final String ENABLED = "enabled";
    private static final List<String> WORDS = Stream.concat(
                    Stream.of(ENABLED), Stream.of(MemberFlag.values()).map(MemberFlag::word))
            .toList();

    /**
     * Reads the body.
     *
     * @param caller who asks
     */
    static MemberRequest parse(byte[] bytes, Identity caller) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, FIELDS);
        Optional<List<String>> setting = body.texts("setting");
        Optional<String> weight = body.number("weight");
        boolean clear = body.flag("clear");
        boolean add = body.flag("add");
        boolean remove = body.flag("remove");
        Map<String, String> values = values(body);
        boolean changes = setting.isPresent() || weight.isPresent() || !values.isEmpty();
        if (remove && (changes || clear || add)) {
            throw new JsonBody.BadBody("'remove' stands alone: leave everything but comment and author out");
        }
        if (clear && (changes || add)) {
            throw new JsonBody.BadBody("'clear' returns to the file's values: leave setting and weight out");
        }
        if (!clear && !remove && !changes) {
            throw new JsonBody.BadBody("nothing to change: give setting, weight, set, add, remove or clear, such as"
                    + " {\"setting\": \"draining\"}");
        }
        Optional<Set<MemberFlag>> flags = setting.isEmpty() ? Optional.empty() : Optional.of(flags(setting.get()));
        Optional<Weight> share = weight.isEmpty() ? Optional.empty() : Optional.of(weight(weight.get()));
        Presence presence = add ? Presence.ADD : remove ? Presence.REMOVE : Presence.AS_IS;
        return new MemberRequest(new MemberCommand(flags, share, presence, values), order(body, caller));
    }

    /** Who asks, why and for how long. */
    static Order order(JsonBody body, Identity caller) throws JsonBody.BadBody {
        try {
            Duration lasts = body.text("for").map(Durations::parse).orElse(Duration.ZERO);
            if (!lasts.isZero() && body.flag("clear")) {
                throw new JsonBody.BadBody("'clear' returns to the file's values for good: leave for out");
            }
            return new Order(
                    caller.author(body.text("author")), body.text("comment").orElse(""), lasts, OptionalLong.empty());
        } catch (IllegalArgumentException e) {
            throw new JsonBody.BadBody("'for': " + e.getMessage());
        }
    }

    /** {@code KEY=VALUE} texts; the last of a key wins, as in a configuration. */
    static Map<String, String> values(JsonBody body) throws JsonBody.BadBody {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : body.texts("set").orElse(List.of())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new JsonBody.BadBody("'set': '" + pair + "' is not KEY=VALUE, such as \"route=node3\"");
            }
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return values;
    }

    private static Set<MemberFlag> flags(List<String> words) throws JsonBody.BadBody {
        if (words.equals(List.of(ENABLED))) {
            return Set.of();
        }
        Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
        for (String word : words) {
            flags.add(flag(word));
        }
        if (flags.isEmpty()) {
            throw new JsonBody.BadBody("'setting' is empty; write \"enabled\" for a plain enabled member");
        }
        return flags;
    }

    private static MemberFlag flag(String word) throws JsonBody.BadBody {
        if (word.equals(ENABLED)) {
            throw new JsonBody.BadBody("'enabled' stands alone; it cannot be joined with other settings");
        }
        for (MemberFlag flag : MemberFlag.values()) {
            if (flag.word().equals(word)) {
                return flag;
            }
        }
        throw new JsonBody.BadBody("unknown setting '" + word + "'; "
                + NearestName.to(word, WORDS)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known are " + WORDS.stream().collect(Collectors.joining(", "))));
    }

    private static Weight weight(String text) throws JsonBody.BadBody {
        try {
            return Weight.parse(text);
        } catch (IllegalArgumentException e) {
            throw new JsonBody.BadBody("'weight': " + e.getMessage());
        }
    }
}
