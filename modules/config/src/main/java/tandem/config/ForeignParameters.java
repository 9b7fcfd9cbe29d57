package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Words that switch something on, and words that are followed by a value. Immutable. */
final class ForeignParameters {
    private record Parameter(HttpdWord name, Optional<HttpdWord> value) {}

    private final List<Parameter> parameters;

    private ForeignParameters(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /** @param valued those that the next word belongs to */
    static ForeignParameters of(List<HttpdWord> words, Set<String> valued) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean followed = valued.contains(words.get(i).text()) && i + 1 < words.size();
            parameters.add(new Parameter(words.get(i), followed ? Optional.of(words.get(i + 1)) : Optional.empty()));
            i += followed ? 1 : 0;
        }
        return new ForeignParameters(parameters);
    }

    /** These, then others: the later win. */
    ForeignParameters and(ForeignParameters others) {
        List<Parameter> all = new ArrayList<>(parameters);
        all.addAll(others.parameters);
        return new ForeignParameters(all);
    }

    boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().text().equals(name));
    }

    /** The last value given. */
    Optional<String> value(String name) {
        return word(name).map(HttpdWord::text);
    }

    Optional<HttpdWord> word(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().text().equals(name))
                .flatMap(parameter -> parameter.value().stream())
                .reduce((earlier, later) -> later);
    }

    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().text().equals(name))
                .flatMap(parameter -> parameter.value().stream())
                .map(HttpdWord::text)
                .toList();
    }

    void forEach(Consumer<HttpdWord> name) {
        parameters.forEach(parameter -> name.accept(parameter.name()));
    }
}
