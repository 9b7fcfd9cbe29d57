package tandem.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.history.History;
import tandem.core.status.Event;

/** Events as JSON and back. A field that is missing is empty and one that is not known is skipped. */
public final class EventJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private EventJson() {}

    /**
     * Events as a node told them.
     *
     * @param events oldest first by time
     * @param next the id to ask with for what comes after these
     * @param complete whether none is missing between the id asked with and these
     */
    public record EventPage(List<Event> events, String next, boolean complete) {
        public EventPage {
            events = List.copyOf(events);
        }
    }

    /**
     * A page as indented JSON.
     *
     * @param after the id that was asked with
     */
    public static String write(History.Page page, String after) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode events = root.putArray("events");
        History.byTime(page.events()).forEach(event -> events.add(object(event)));
        root.put("next", page.next(after));
        root.put("complete", page.complete());
        return root.toPrettyString() + "\n";
    }

    /** An event on one line. */
    public static String line(Event event) {
        return object(event).toString();
    }

    static ObjectNode object(Event event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", event.id());
        json.put("node", event.node());
        json.put("incarnation", event.incarnation());
        json.put("sequence", event.sequence());
        StatusJson.time(json, "at", event.atEpochMillis());
        json.put("kind", event.kind());
        json.put("text", event.text());
        ObjectNode facts = json.putObject("facts");
        event.facts().forEach(facts::put);
        return json;
    }

    /** Reads a page; empty if the text is none. */
    public static Optional<EventPage> readPage(String json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root == null || !root.path("events").isArray()) {
                return Optional.empty();
            }
            List<Event> events = new ArrayList<>();
            root.path("events").forEach(event -> events.add(read(event)));
            return Optional.of(new EventPage(
                    events, root.path("next").asText(""), root.path("complete").asBoolean(true)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static Event read(JsonNode json) {
        Map<String, String> facts = new LinkedHashMap<>();
        json.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText("")));
        return new Event(
                json.path("node").asText(""),
                json.path("incarnation").asLong(0),
                json.path("sequence").asLong(0),
                json.path("atEpochMillis").asLong(0),
                json.path("kind").asText(""),
                json.path("text").asText(""),
                facts);
    }
}
