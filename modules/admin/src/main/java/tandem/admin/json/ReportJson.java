package tandem.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.config.VipConfig;
import tandem.core.status.TakeoverReport;
import tandem.core.status.TakeoverReport.Moment;

/** Reports of takeovers as JSON and back, for the API and for the files in the state directory. */
public final class ReportJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter INDENTED = MAPPER.writerWithDefaultPrettyPrinter();
    private static final double MICROS = 1000.0;

    private ReportJson() {}

    /** An array, in the given order. */
    public static String write(List<TakeoverReport> reports) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        reports.forEach(report -> array.add(object(report)));
        return text(array);
    }

    /** One report. */
    public static String write(TakeoverReport report) {
        return text(object(report));
    }

    private static String text(JsonNode tree) {
        try {
            return INDENTED.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written as JSON", e);
        }
    }

    private static ObjectNode object(TakeoverReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("number", report.number());
        json.put("at", Instant.ofEpochMilli(report.atEpochMillis()).toString());
        json.put("atEpochMillis", report.atEpochMillis());
        json.put("node", report.node());
        json.put("group", report.group());
        json.put("term", report.term());
        json.put("kind", report.kind());
        json.put("cause", report.cause());
        texts(json.putArray("evidence"), report.evidence());
        ArrayNode timeline = json.putArray("timeline");
        for (Moment moment : report.timeline()) {
            ObjectNode one = timeline.addObject();
            one.put("millis", moment.micros() / MICROS);
            one.put("what", moment.what());
        }
        json.put("clients", report.clients());
        texts(json.putArray("advice"), report.advice());
        return json;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** The reports in an array; empty if the text is none. */
    public static Optional<List<TakeoverReport>> readList(String json) {
        return tree(json).filter(JsonNode::isArray).map(array -> {
            List<TakeoverReport> reports = new ArrayList<>();
            array.forEach(one -> reports.add(report(one)));
            return List.copyOf(reports);
        });
    }

    /** One report; empty if the text is none. */
    public static Optional<TakeoverReport> read(String json) {
        return tree(json).filter(tree -> tree.hasNonNull("number")).map(ReportJson::report);
    }

    private static Optional<JsonNode> tree(String json) {
        try {
            return Optional.ofNullable(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static TakeoverReport report(JsonNode json) {
        List<Moment> timeline = new ArrayList<>();
        json.path("timeline")
                .forEach(one -> timeline.add(new Moment(
                        Math.round(one.path("millis").asDouble() * MICROS),
                        one.path("what").asText(""))));
        return new TakeoverReport(
                json.path("number").asLong(0),
                json.path("atEpochMillis").asLong(0),
                json.path("node").asText(""),
                json.path("group").asText(VipConfig.MAIN_GROUP),
                json.path("term").asLong(0),
                json.path("kind").asText(""),
                json.path("cause").asText(""),
                texts(json.path("evidence")),
                timeline,
                json.path("clients").asText(""),
                texts(json.path("advice")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText("")));
        return texts;
    }
}
