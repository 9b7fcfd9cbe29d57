package tandem.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.log.LogDirective.Writer;

/** A text in the language of Apache's LogFormat, compiled. Immutable. */
public final class LogFormat {
    /** What the usual formats are short for, by name. */
    public static final Map<String, String> NAMED = Map.of(
            "common", "%h %l %u %t \"%r\" %>s %b",
            "combined", "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
            "vhost-combined", "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
            "decision",
                    "%{%Y-%m-%dT%H:%M:%S}t %a \"%r\" %>s matched=%{matched}X balancer=%{balancer}X member=%{member}X"
                            + " choice=%{choice}X tries=%{tries}X reason=%{reason}X");

    /** A word of the language and what it says, for people. */
    public record Word(String shown, String doc) {}

    private final List<Item> items = new ArrayList<>();
    private final boolean number;

    /**
     * A piece of a line.
     *
     * @param literal text of the configuration; null for a value
     * @param statuses for which a value is written; empty: for all
     * @param except whether it is written for all others instead
     */
    private record Item(byte @Nullable [] literal, Writer writer, int[] statuses, boolean except) {}

    /**
     * @param needs told what lines need
     * @throws IllegalArgumentException with a sentence for the operator
     */
    LogFormat(String text, LogNeeds needs) {
        StringBuilder words = new StringBuilder();
        boolean numeric = false;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at = escape(text, at + 1, words);
            } else if (c == '%' && text.startsWith("%%", at)) {
                words.append('%');
                at += 2;
            } else if (c == '%') {
                flush(words);
                Value value = new Value(text, at + 1, needs);
                items.add(value.item);
                numeric = value.row.number();
                at = value.end;
            } else {
                words.append(c);
                at++;
            }
        }
        flush(words);
        this.number = numeric && items.size() == 1;
    }

    private static int escape(String text, int at, StringBuilder words) {
        switch (text.charAt(at)) {
            case 'n' -> words.append('\n');
            case 'r' -> words.append('\r');
            case 't' -> words.append('\t');
            case '\\' -> words.append('\\');
            default -> words.append('\\').append(text.charAt(at));
        }
        return at + 1;
    }

    private void flush(StringBuilder words) {
        if (!words.isEmpty()) {
            items.add(new Item(words.toString().getBytes(UTF_8), (facts, line) -> false, new int[0], false));
            words.setLength(0);
        }
    }

    /** One value as the text names it. */
    private static final class Value {
        private final String text;
        private final Item item;
        private final LogDirective row;
        private final int end;

        Value(String text, int from, LogNeeds needs) {
            this.text = text;
            List<Integer> statuses = new ArrayList<>();
            boolean except = false;
            String argument = "";
            int at = from;
            while (at < text.length() && "!<>,{0123456789".indexOf(text.charAt(at)) >= 0) {
                char c = text.charAt(at);
                if (c == '{') {
                    int close = text.indexOf('}', at);
                    if (close < 0) {
                        throw wrong("%{ is not closed");
                    }
                    argument = text.substring(at + 1, close);
                    at = close;
                } else if (Character.isDigit(c)) {
                    int digits = at;
                    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
                        digits++;
                    }
                    statuses.add(status(text.substring(at, digits)));
                    at = digits - 1;
                }
                except |= c == '!';
                at++;
            }
            int length = text.startsWith("^", at) ? 3 : 1;
            if (at + length > text.length()) {
                throw wrong("it ends behind a percent sign; write %% for one");
            }
            String name = text.substring(at, at + length);
            LogDirective found = LogDirectives.find(name);
            if (found == null) {
                throw wrong("%" + name + " is not known; access-log.md lists what is");
            }
            this.row = found;
            this.end = at + length;
            int[] codes = statuses.stream().mapToInt(Integer::intValue).toArray();
            this.item = new Item(null, found.maker().make(argument, needs), codes, except);
        }

        private int status(String digits) {
            int status = digits.length() == 3 ? Integer.parseInt(digits) : 0;
            if (status < 100 || status > 599) {
                throw wrong("'" + digits + "' is not a status");
            }
            return status;
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("the log format '" + text + "': " + what);
        }
    }

    /** Every word of the language. */
    public static List<Word> words() {
        return LogDirectives.ROWS.stream()
                .map(row -> new Word(row.shown(), row.doc()))
                .toList();
    }

    /** The members of a line by {@code format: json}, and what they say. */
    public static Map<String, String> jsonFields() {
        return LogObject.usualFields();
    }

    /** Whether all it writes is one number or a hyphen. */
    boolean number() {
        return number;
    }

    void write(LogFacts facts, LogLine line) {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.literal != null) {
                line.literal(item.literal);
            } else if (!wanted(item, facts.status()) || !item.writer.write(facts, line)) {
                line.put('-');
            }
        }
    }

    private static boolean wanted(Item item, int status) {
        if (item.statuses.length == 0) {
            return true;
        }
        for (int wanted : item.statuses) {
            if (wanted == status) {
                return !item.except;
            }
        }
        return item.except;
    }
}
