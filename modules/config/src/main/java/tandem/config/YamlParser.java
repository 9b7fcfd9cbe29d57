package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns YAML text into a {@link YamlTree} whose every part knows its place. Bounded in depth and size, aliases included. */
final class YamlParser {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 200_000;

    private final SourceText source;
    private final Report report;
    private int nodes;

    private YamlParser(SourceText source, Report report) {
        this.source = source;
        this.report = report;
    }

    /** The one document of the text; empty, with an error reported, where it is not YAML. */
    static Optional<YamlTree> parse(SourceText source, Report report) {
        return new YamlParser(source, report).document();
    }

    private Optional<YamlTree> document() {
        LoadSettings settings =
                LoadSettings.builder().setLabel(source.name()).setUseMarks(true).build();
        try {
            if (!shapeIsSane(settings)) {
                return Optional.empty();
            }
            return new Compose(settings).composeString(source.text()).flatMap(this::tree);
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            String context = e.getContext() == null ? "" : e.getContext() + ": ";
            report.error(place(mark), "", "is not YAML: " + context + e.getProblem());
        } catch (YamlEngineException e) {
            report.error(Place.whole(source), "", "is not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private boolean shapeIsSane(LoadSettings settings) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(source.text())) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case DocumentStart -> documents++;
                case Alias, Scalar, Comment, DocumentEnd, StreamStart, StreamEnd -> {}
            }
            if (depth > MAX_DEPTH) {
                report.error(place(event.getStartMark()), "", "is nested deeper than " + MAX_DEPTH + " levels");
                return false;
            }
            if (documents > 1) {
                report.error(place(event.getStartMark()), "", "a second document begins here; one file holds one");
                return false;
            }
        }
        if (documents == 0) {
            report.error(Place.whole(source), "", "is empty; the shortest use is httpd: httpd.conf");
        }
        return documents == 1;
    }

    private Optional<YamlTree> tree(Node node) {
        YamlTree tree = convert(node, 0);
        if (nodes > MAX_NODES) {
            report.error(
                    Place.whole(source), "", "has more than " + MAX_NODES + " values after its aliases are filled in");
            return Optional.empty();
        }
        return Optional.of(tree);
    }

    private YamlTree convert(Node node, int depth) {
        Place place = place(node.getStartMark());
        nodes++;
        if (nodes > MAX_NODES || depth > MAX_DEPTH) {
            nodes = MAX_NODES + 1;
            return new YamlTree.Scalar(place, "", true);
        }
        return switch (node) {
            case MappingNode mapping -> new YamlTree.Mapping(place, entries(mapping, depth));
            case SequenceNode sequence -> {
                List<YamlTree> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(convert(item, depth + 1));
                }
                yield new YamlTree.Sequence(place, List.copyOf(items));
            }
            case ScalarNode scalar ->
                new YamlTree.Scalar(place, scalar.getValue(), scalar.isPlain() && Tag.NULL.equals(scalar.getTag()));
            default -> throw new YamlEngineException("unknown node " + node.getNodeType());
        };
    }

    private List<YamlTree.Entry> entries(MappingNode mapping, int depth) {
        List<YamlTree.Entry> entries = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = place(tuple.getKeyNode().getStartMark());
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                entries.add(new YamlTree.Entry(place, key.getValue(), convert(tuple.getValueNode(), depth + 1)));
            } else {
                report.error(place, "", "a key is one word, not a list or mapping");
            }
        }
        return List.copyOf(entries);
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(source, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Place.whole(source));
    }
}
