package tandem.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tandem.core.text.NearestName;

/**
 * One {@code key=value} parameter of a balancer or a member.
 *
 * @param <D> what it is written into
 * @param doc what it means, or why it has no effect or is refused
 * @param handler reads the value; throws IllegalArgumentException with httpd's sentence
 */
record HttpdParameter<D>(String name, HttpdStatus status, String doc, BiConsumer<D, String> handler) {

    /** Applies one word to a draft and reports what is wrong with it. */
    static <D> void apply(List<HttpdParameter<D>> table, String kind, HttpdWord word, D draft, Report report) {
        String key = word.key().toLowerCase(Locale.ROOT);
        Optional<HttpdParameter<D>> known =
                table.stream().filter(row -> row.name().equals(key)).findFirst();
        if (known.isEmpty()) {
            String near = NearestName.to(
                            key, table.stream().map(HttpdParameter::name).toList())
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
            report.error(word.place(), key, "unknown " + kind + " parameter" + near);
            return;
        }
        known.get().apply(word, draft, report);
    }

    /** This parameter where it belongs to a part of something larger. */
    <W> HttpdParameter<W> on(Function<W, D> part) {
        return new HttpdParameter<>(name, status, doc, (whole, value) -> handler.accept(part.apply(whole), value));
    }

    private void apply(HttpdWord word, D draft, Report report) {
        if (status == HttpdStatus.NOT_YET) {
            report.error(word.place(), name, "is not carried out yet: " + doc);
            return;
        }
        try {
            handler.accept(draft, word.value());
        } catch (IllegalArgumentException e) {
            report.error(word.place(), name, String.valueOf(e.getMessage()));
            return;
        }
        if (status == HttpdStatus.ACCEPTED_WITHOUT_EFFECT) {
            report.warning(word.place(), name, "has no effect here: " + doc);
        }
    }
}
