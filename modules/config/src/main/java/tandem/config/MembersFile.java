package tandem.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.config.YamlTree.Entry;
import tandem.config.YamlTree.Mapping;
import tandem.config.YamlTree.Scalar;
import tandem.config.YamlTree.Sequence;
import tandem.core.config.Key;
import tandem.core.config.MemberConfig;
import tandem.core.setting.MemberValues;

/**
 * Reads a file of members that somebody else keeps: a URL a line, with {@code #} before comments, or a YAML list with the keys of a
 * member. All of it counts or nothing. Any thread.
 */
public final class MembersFile {
    private static final int MOST = 5_000;

    private MembersFile() {}

    /** What came of it. */
    public sealed interface Read {
        /** @param members at least one, of different names */
        record Good(List<MemberConfig> members) implements Read {
            public Good {
                members = List.copyOf(members);
            }
        }

        /** @param problem a sentence that names the file, and the line if one is at fault */
        record Bad(String problem) implements Read {}
    }

    /** The file as a record, for the binder. */
    record Members(@Key(doc = "The members.", fallback = "") List<MemberConfig> members) {}

    /** @param values what holds for each member that does not say otherwise, by the keys of {@link MemberValues} */
    public static Read read(Path file, Map<String, String> values) {
        Report report = new Report();
        List<MemberConfig> members = SourceText.read(file, report, Optional.empty(), "")
                .map(source -> members(source, values, report))
                .orElse(List.of());
        Set<String> names = new HashSet<>();
        for (MemberConfig member : members) {
            if (!names.add(member.name())) {
                return new Read.Bad(file + " names member " + member.name() + " twice");
            }
        }
        if (report.errors() > 0) {
            return new Read.Bad(report.all().get(0).sentence());
        }
        if (members.isEmpty() || members.size() > MOST) {
            return new Read.Bad(
                    members.isEmpty() ? file + " names no member" : file + " names more than " + MOST + " members");
        }
        return new Read.Good(members);
    }

    private static List<MemberConfig> members(SourceText source, Map<String, String> values, Report report) {
        Optional<String> first = source.lines().stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst();
        if (first.isEmpty()) {
            return List.of();
        }
        boolean yaml = first.get().startsWith("-") || first.get().startsWith("[");
        return yaml ? list(source, values, report) : lines(source, values, report);
    }

    private static List<MemberConfig> lines(SourceText source, Map<String, String> values, Report report) {
        List<MemberConfig> members = new ArrayList<>();
        for (int number = 1; number <= source.lines().size(); number++) {
            String url = source.lines().get(number - 1).replaceAll("#.*", "").strip();
            if (!url.isEmpty()) {
                try {
                    members.add(MemberValues.found(
                            url.replaceFirst("^[a-z]+://", "")
                                    .replaceAll("/+$", "")
                                    .replace('/', '-'),
                            url,
                            values));
                } catch (IllegalArgumentException e) {
                    report.error(new Place(source, number, 1), "", String.valueOf(e.getMessage()));
                }
            }
        }
        return members;
    }

    private static List<MemberConfig> list(SourceText source, Map<String, String> values, Report report) {
        Optional<YamlTree> tree = YamlParser.parse(source, report);
        if (tree.isEmpty()) {
            return List.of();
        }
        YamlTree filled = tree.get() instanceof Sequence(Place place, List<YamlTree> items)
                ? new Sequence(
                        place, items.stream().map(item -> filled(item, values)).toList())
                : tree.get();
        Place whole = Place.whole(source);
        YamlTree root = new Mapping(whole, List.of(new Entry(whole, "members", filled)));
        return new YamlBinder(report, new Places(whole), Path.of(""))
                .bind(Members.class, root)
                .map(Members::members)
                .orElse(List.of());
    }

    private static YamlTree filled(YamlTree item, Map<String, String> values) {
        if (!(item instanceof Mapping(Place place, List<Entry> entries))) {
            return item;
        }
        List<Entry> all = new ArrayList<>(entries);
        values.forEach((key, text) -> {
            if (entries.stream().noneMatch(entry -> entry.key().equals(key))) {
                all.add(new Entry(place, key, new Scalar(place, text, false)));
            }
        });
        return new Mapping(place, List.copyOf(all));
    }
}
