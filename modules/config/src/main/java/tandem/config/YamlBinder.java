package tandem.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.config.ExtraKeys.ExtraKey;
import tandem.config.YamlTree.Entry;
import tandem.config.YamlTree.Mapping;
import tandem.config.YamlTree.Scalar;
import tandem.config.YamlTree.Sequence;
import tandem.core.config.Key;
import tandem.core.config.MemberFlag;
import tandem.core.text.NearestName;
import tandem.core.text.Network;

/**
 * Fills the annotated records of the configuration model from a tree, by reflection: a new key is a new record component and
 * nothing here. Reports every error and goes on; a value that failed is null until its record is given up.
 */
final class YamlBinder {
    private static final List<Network> ALL = List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0"));
    private static final String ENABLED = "enabled";

    private final Report report;
    private final Places places;
    private final Path directory;

    /** @param directory what relative paths start from */
    YamlBinder(Report report, Places places, Path directory) {
        this.report = report;
        this.places = places;
        this.directory = directory;
    }

    /** Fills a record; empty if anything in it is wrong, all of which is reported. */
    <R extends Record> Optional<R> bind(Class<R> type, YamlTree tree) {
        return Optional.ofNullable(type.cast(bindRecord(type, tree, "")));
    }

    /** The value of a key that is not given. */
    static Object fallback(ConfigKey key) {
        SourceText source =
                SourceText.of("the default of " + key.name(), key.key().fallback());
        Report silent = new Report();
        Place place = Place.whole(source);
        YamlTree tree = source.text().isEmpty()
                ? new Scalar(place, "", true)
                : YamlParser.parse(source, silent).orElse(new Scalar(place, "", true));
        Object value =
                new YamlBinder(silent, new Places(place), Path.of("")).bindValue(key.type(), key.key(), tree, "");
        if (value == null) {
            throw new IllegalStateException(source.name() + " cannot be read: " + Findings.text(silent.all()));
        }
        return value;
    }

    private @Nullable Object bindRecord(Class<?> type, YamlTree tree, String path) {
        places.put(path, tree.place());
        if (!(tree instanceof Mapping mapping)) {
            report.error(tree.place(), path, tree.kind() + " is not allowed here; keys with values are expected");
            return null;
        }
        List<ConfigKey> keys = ConfigKey.of(type);
        Map<String, Entry> given = given(type, keys, mapping, path);
        Object[] values = new Object[keys.size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            ConfigKey key = keys.get(i);
            Object value = component(key, given.get(key.name()), mapping, path);
            complete &= value != null;
            values[i] = value == null ? ENABLED : value;
        }
        return complete ? construct(type, values, tree, path) : null;
    }

    private Map<String, Entry> given(Class<?> type, List<ConfigKey> keys, Mapping mapping, String path) {
        List<String> names = new ArrayList<>(keys.stream().map(ConfigKey::name).toList());
        ExtraKeys.of(type).forEach(extra -> names.add(extra.name()));
        Map<String, Entry> given = new HashMap<>();
        for (Entry entry : mapping.entries()) {
            String at = join(path, entry.key());
            Entry earlier = given.putIfAbsent(entry.key(), entry);
            Optional<ExtraKey> extra = ExtraKeys.find(type, entry.key());
            if (earlier != null) {
                duplicate(entry, at, earlier);
            } else if (extra.isPresent()) {
                extraKey(extra.get(), entry, at);
            } else if (!names.contains(entry.key())) {
                unknown(entry, at, names);
            }
        }
        return given;
    }

    private void duplicate(Entry entry, String path, Entry earlier) {
        report.error(
                entry.place(),
                path,
                "is given twice; the first is in line " + earlier.place().line());
    }

    private void unknown(Entry entry, String path, Collection<String> names) {
        String near = NearestName.to(entry.key(), names)
                .map(name -> "did you mean " + name + "?")
                .orElse("known here: " + String.join(", ", names));
        report.error(entry.place(), path, "unknown key; " + near);
    }

    private void extraKey(ExtraKey extra, Entry entry, String path) {
        places.put(path, entry.value().place());
        boolean allowed =
                entry.value() instanceof Scalar scalar && extra.words().contains(scalar.text());
        if (!extra.refusal().isEmpty() && !allowed) {
            String word = entry.value() instanceof Scalar scalar
                    ? scalar.text()
                    : entry.value().kind();
            report.error(entry.place(), path, extra.refusal().replace("WORD", word));
        }
    }

    private @Nullable Object component(ConfigKey key, @Nullable Entry entry, Mapping around, String path) {
        String at = join(path, key.name());
        if (entry != null && !(entry.value() instanceof Scalar scalar && scalar.nothing())) {
            return bindValue(key.type(), key.key(), entry.value(), at);
        }
        if (key.required()) {
            String example = key.key().example();
            Place place = entry == null ? around.place() : entry.place();
            String hint = example.isEmpty() ? "" : ", for example " + key.name() + ": " + example;
            report.error(place, at, "is required" + hint);
            return null;
        }
        return fallback(key);
    }

    private @Nullable Object bindValue(Type type, Key key, YamlTree tree, String path) {
        places.put(path, tree.place());
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                return bindOptional(arguments[0], key, tree, path);
            }
            if (raw == Map.class) {
                return bindMap(arguments[1], key, tree, path);
            }
            List<Object> items = bindItems((Class<?>) arguments[0], key, tree, path);
            return raw == Set.class && items != null ? new LinkedHashSet<>(items) : items;
        }
        Class<?> plain = (Class<?>) type;
        if (!ConfigKey.of(plain).isEmpty() && ScalarTypes.ownParse(plain).isEmpty()) {
            return bindRecord(plain, tree, path);
        }
        return bindScalar(plain, key, tree, path);
    }

    private @Nullable Object bindOptional(Type inner, Key key, YamlTree tree, String path) {
        if (tree instanceof Scalar scalar && scalar.nothing()) {
            return Optional.empty();
        }
        Object value = bindValue(inner, key, tree, path);
        return value == null ? null : Optional.of(value);
    }

    private @Nullable Map<String, Object> bindMap(Type inner, Key key, YamlTree tree, String path) {
        if (tree instanceof Scalar scalar && scalar.nothing()) {
            return Map.of();
        }
        if (!(tree instanceof Mapping mapping)) {
            report.error(tree.place(), path, tree.kind() + " is not allowed here; names with values are expected");
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Entry> given = new HashMap<>();
        boolean complete = true;
        for (Entry entry : mapping.entries()) {
            String at = join(path, entry.key());
            Entry earlier = given.putIfAbsent(entry.key(), entry);
            if (earlier != null) {
                duplicate(entry, at, earlier);
                complete = false;
                continue;
            }
            Object value = bindValue(inner, key, entry.value(), at);
            complete &= value != null;
            if (value != null) {
                map.put(entry.key(), value);
            }
        }
        return complete ? map : null;
    }

    private @Nullable List<Object> bindItems(Class<?> type, Key key, YamlTree tree, String path) {
        if (tree instanceof Scalar scalar && scalar.nothing()) {
            return List.of();
        }
        if (tree instanceof Mapping && key.lone()) {
            Object only = bindValue(type, key, tree, path);
            return only == null ? null : List.of(only);
        }
        if (tree instanceof Mapping
                || (tree instanceof Scalar
                        && !ConfigKey.of(type).isEmpty()
                        && ScalarTypes.ownParse(type).isEmpty())) {
            report.error(tree.place(), path, tree.kind() + " is not allowed here; a list is expected");
            return null;
        }
        List<YamlTree> trees = tree instanceof Sequence sequence ? sequence.items() : List.of(tree);
        List<Object> items = new ArrayList<>();
        boolean complete = true;
        for (int i = 0; i < trees.size(); i++) {
            List<?> several = shorthand(type, trees.get(i));
            if (several != null) {
                items.addAll(several);
                continue;
            }
            Object value = bindValue(type, key, trees.get(i), tree instanceof Scalar ? path : path + "[" + i + "]");
            complete &= value != null;
            if (value != null) {
                items.add(value);
            }
        }
        return complete ? items : null;
    }

    /** Words that stand for several values or none. */
    private static @Nullable List<?> shorthand(Class<?> type, YamlTree tree) {
        String word = tree instanceof Scalar scalar ? scalar.text() : "";
        if (type == Network.class && word.equals("all")) {
            return ALL;
        }
        return type == MemberFlag.class && word.equals(ENABLED) ? List.of() : null;
    }

    private @Nullable Object bindScalar(Class<?> type, Key key, YamlTree tree, String path) {
        if (tree instanceof Scalar scalar && scalar.nothing() && type == OptionalInt.class) {
            return OptionalInt.empty();
        }
        if (!(tree instanceof Scalar scalar)) {
            report.error(tree.place(), path, tree.kind() + " is not allowed here; one value is expected");
            return null;
        }
        try {
            Object value = ScalarTypes.parse(type, scalar.text(), directory);
            NumberRange.of(key.range()).check(value);
            DurationRange.check(key.range(), value);
            SizeRange.check(key.range(), value);
            return value;
        } catch (IllegalArgumentException e) {
            report.error(tree.place(), path, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Object construct(Class<?> type, Object[] values, YamlTree tree, String path) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(component -> component.getType())
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                report.error(tree.place(), path, String.valueOf(refused.getMessage()));
                return null;
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
