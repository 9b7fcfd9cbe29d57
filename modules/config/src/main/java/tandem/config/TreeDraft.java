package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.config.YamlTree.Entry;
import tandem.config.YamlTree.Mapping;
import tandem.config.YamlTree.Scalar;
import tandem.config.YamlTree.Sequence;

/** A mapping that is being put together from another program's file: each value knows the line that it came from. One thread. */
final class TreeDraft {
    private final Place place;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    TreeDraft(Place place) {
        this.place = place;
    }

    private sealed interface Part {
        Place place();
    }

    private record Text(Place place, String text) implements Part {}

    private record Texts(Place place, List<String> texts) implements Part {}

    private record Inner(Place place, TreeDraft draft) implements Part {}

    private record Items(Place place, List<TreeDraft> items) implements Part {}

    Place place() {
        return place;
    }

    TreeDraft text(Place from, String key, String text) {
        parts.put(key, new Text(from, text));
        return this;
    }

    TreeDraft texts(Place from, String key, List<String> texts) {
        parts.put(key, new Texts(from, List.copyOf(texts)));
        return this;
    }

    /** The mapping of a key, made here unless it is there. */
    TreeDraft in(Place from, String key) {
        if (parts.get(key) instanceof Inner(Place _, TreeDraft draft)) {
            return draft;
        }
        TreeDraft draft = new TreeDraft(from);
        parts.put(key, new Inner(from, draft));
        return draft;
    }

    /** A new entry of a key's list. */
    TreeDraft item(Place from, String key) {
        TreeDraft draft = new TreeDraft(from);
        if (parts.get(key) instanceof Items(Place _, List<TreeDraft> items)) {
            items.add(draft);
        } else {
            parts.put(key, new Items(from, new ArrayList<>(List.of(draft))));
        }
        return draft;
    }

    /** Takes over what another draft holds. */
    void takeAll(TreeDraft other) {
        parts.putAll(other.parts);
    }

    List<TreeDraft> items(String key) {
        return parts.get(key) instanceof Items(Place _, List<TreeDraft> items) ? List.copyOf(items) : List.of();
    }

    /** The mappings below a key by name, in their order. */
    Map<String, TreeDraft> inners(String key) {
        Map<String, TreeDraft> inners = new LinkedHashMap<>();
        if (parts.get(key) instanceof Inner(Place _, TreeDraft draft)) {
            draft.parts.forEach((name, part) -> {
                if (part instanceof Inner(Place _, TreeDraft inner)) {
                    inners.put(name, inner);
                }
            });
        }
        return inners;
    }

    Optional<String> text(String key) {
        return parts.get(key) instanceof Text(Place _, String text) ? Optional.of(text) : Optional.empty();
    }

    List<String> texts(String key) {
        return parts.get(key) instanceof Texts(Place _, List<String> texts) ? texts : List.of();
    }

    boolean has(String key) {
        return parts.containsKey(key);
    }

    YamlTree tree() {
        return new Mapping(
                place,
                parts.entrySet().stream()
                        .map(part -> new Entry(part.getValue().place(), part.getKey(), tree(part.getValue())))
                        .toList());
    }

    private static YamlTree tree(Part part) {
        return switch (part) {
            case Text(Place at, String text) -> new Scalar(at, text, false);
            case Texts(Place at, List<String> texts) ->
                new Sequence(
                        at,
                        texts.stream()
                                .map(text -> (YamlTree) new Scalar(at, text, false))
                                .toList());
            case Inner(Place _, TreeDraft draft) -> draft.tree();
            case Items(Place at, List<TreeDraft> items) ->
                new Sequence(at, items.stream().map(TreeDraft::tree).toList());
        };
    }
}
