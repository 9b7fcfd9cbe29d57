package tandem.core.log;

/**
 * One word of the LogFormat language.
 *
 * @param name the letter behind the percent sign, or {@code ^} and two letters
 * @param shown as the reference writes it
 * @param number whether its text is always a number or a hyphen
 */
record LogDirective(String name, String shown, boolean number, String doc, Maker maker) {
    /** Writes one value; writes nothing and returns false where there is none, which a hyphen then stands for. */
    interface Writer {
        boolean write(LogFacts facts, LogLine line);
    }

    /** Compiles the word with what stood in its braces. */
    interface Maker {
        /** @throws IllegalArgumentException with a sentence for the operator */
        Writer make(String argument, LogNeeds needs);
    }

    static LogDirective plain(String name, String doc, Writer writer) {
        return new LogDirective(name, "%" + name, false, doc, (argument, needs) -> writer);
    }

    static LogDirective number(String name, String doc, Writer writer) {
        return new LogDirective(name, "%" + name, true, doc, (argument, needs) -> writer);
    }

    /** One that Apache knows and for which a hyphen stands here. */
    static LogDirective missing(String name, String shown, String doc) {
        return new LogDirective(
                name, shown, false, doc + " Not known here: a hyphen, and a warning.", (argument, needs) -> {
                    needs.missing(shown.contains("{") ? "%{" + argument + "}" + name : "%" + name);
                    return (facts, line) -> false;
                });
    }
}
