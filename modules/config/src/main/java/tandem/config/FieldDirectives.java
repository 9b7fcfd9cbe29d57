package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.FieldConfig.Action;
import tandem.core.rule.FieldRule;

/** mod_headers: Header and RequestHeader. */
final class FieldDirectives {
    private static final String WORDS = "set, append, merge, add, unset, edit, edit*, setifempty";

    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "Header",
                    ANYWHERE,
                    2,
                    6,
                    "Changes fields of responses: " + WORDS + ", echo; always, early, env=, expr=; not note.",
                    call -> header(call, call.section().responseFields, true)),
            carriedOut(
                    "RequestHeader",
                    ANYWHERE,
                    2,
                    5,
                    "Changes fields of requests: " + WORDS + "; early, env=, expr=.",
                    call -> header(call, call.section().requestFields, false)));

    private FieldDirectives() {}

    private static void header(HttpdCall call, List<FieldConfig> into, boolean response) {
        List<String> words =
                new ArrayList<>(call.arguments().stream().map(HttpdWord::text).toList());
        boolean always = response && words.get(0).equalsIgnoreCase("always");
        if (always || response && words.get(0).equalsIgnoreCase("onsuccess")) {
            words.remove(0);
        }
        Action action = action(words.remove(0));
        if (action == Action.ECHO && !response) {
            throw new IllegalArgumentException("echo is for responses alone");
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("names no field");
        }
        String name = words.remove(0);
        if (name.endsWith(":")) {
            name = name.substring(0, name.length() - 1);
        }
        int values = action == Action.UNSET || action == Action.ECHO
                ? 0
                : action == Action.EDIT || action == Action.EDIT_ALL ? 2 : 1;
        List<String> taken = new ArrayList<>();
        while (taken.size() < values) {
            if (words.isEmpty()) {
                throw new IllegalArgumentException("has no value; write it in quotes");
            }
            taken.add(words.remove(0));
        }
        into.add(field(action, name, taken, always, words));
    }

    private static FieldConfig field(
            Action action, String name, List<String> values, boolean always, List<String> rest) {
        boolean early = false;
        String variable = "";
        String test = "";
        for (String word : rest) {
            if (word.equalsIgnoreCase("early")) {
                early = true;
            } else if (word.startsWith("env=")) {
                variable = word.substring(4);
            } else if (word.startsWith("expr=")) {
                test = word.substring(5);
            } else {
                throw new IllegalArgumentException("'" + word + "' is neither early nor env=NAME nor expr=…");
            }
        }
        FieldConfig field = new FieldConfig(
                action,
                name,
                values.isEmpty() ? "" : values.get(0),
                values.size() < 2 ? "" : values.get(1),
                always,
                early,
                variable,
                test);
        FieldRule.of(field);
        return field;
    }

    private static Action action(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "set" -> Action.SET;
            case "append" -> Action.APPEND;
            case "merge" -> Action.MERGE;
            case "add" -> Action.ADD;
            case "unset" -> Action.UNSET;
            case "echo" -> Action.ECHO;
            case "edit" -> Action.EDIT;
            case "edit*" -> Action.EDIT_ALL;
            case "setifempty" -> Action.SETIFEMPTY;
            default ->
                throw new IllegalArgumentException("'" + word + "' is not carried out; known are " + WORDS + ", echo");
        };
    }
}
