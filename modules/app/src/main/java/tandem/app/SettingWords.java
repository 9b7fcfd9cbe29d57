package tandem.app;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.MemberFlag;
import tandem.core.setting.ClosingValues;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingValue;
import tandem.core.text.Durations;

/** Says of an operator's setting what it is, by whom, until when and why. */
final class SettingWords {
    private SettingWords() {}

    /** What a setting says. */
    static String of(Setting setting) {
        SettingValue value = setting.value();
        if (setting.key().closing()) {
            return ofClosing(value);
        }
        if (value.cleared()) {
            return "back to the file's values";
        }
        if (value.removed()) {
            return "removed; what runs there may finish";
        }
        List<String> words = new ArrayList<>();
        value.flags()
                .ifPresent(flags -> words.add(
                        flags.isEmpty()
                                ? "enabled"
                                : String.join(
                                        ", ",
                                        flags.stream()
                                                .sorted()
                                                .map(MemberFlag::word)
                                                .toList())));
        value.weight().ifPresent(weight -> words.add("weight " + weight));
        value.values().forEach((key, text) -> words.add(key + " " + text));
        return String.join(", ", words);
    }

    private static String ofClosing(SettingValue value) {
        if (value.cleared()) {
            return "open or closed as the file says";
        }
        String message = value.values().getOrDefault(ClosingValues.MESSAGE, "");
        boolean closed = "true".equals(value.values().get(ClosingValues.CLOSED));
        return (closed ? "closed" : "open") + (message.isEmpty() ? "" : ", saying '" + message + "'");
    }

    /** That a balancer is closed, by whom, until when and why. */
    static String closed(Optional<Setting> setting) {
        return setting.map(by -> of(by) + ", by " + source(by)).orElse("closed by the file");
    }

    /** What it says and for how long, for a sentence about its being set. */
    static String ofNew(Setting setting) {
        return setting.expiresEpochMillis() == 0
                ? of(setting)
                : of(setting) + " for "
                        + Durations.text(Duration.ofMillis(setting.expiresEpochMillis() - setting.atEpochMillis()));
    }

    /** Who set it where and when, until when and why. */
    static String source(Setting setting) {
        return setting.author() + " on " + setting.node() + " at " + time(setting.atEpochMillis())
                + (setting.expiresEpochMillis() == 0 ? "" : " until " + time(setting.expiresEpochMillis()))
                + (setting.comment().isEmpty() ? "" : ": " + setting.comment());
    }

    /** The same for programs, as facts of an event. */
    static Map<String, String> facts(Setting setting) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                setting.key().member().isEmpty() || setting.key().closing() ? "balancer" : "member",
                setting.key().toString());
        facts.put("value", of(setting));
        facts.put("revision", String.valueOf(setting.revision()));
        facts.put("author", setting.author());
        facts.put("comment", setting.comment());
        if (setting.expiresEpochMillis() > 0) {
            facts.put("until", time(setting.expiresEpochMillis()));
        }
        return facts;
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
