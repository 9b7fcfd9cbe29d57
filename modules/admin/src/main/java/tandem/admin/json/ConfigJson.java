package tandem.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.status.ConfigComparison;

/** A comparison of configurations as JSON. */
public final class ConfigJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ConfigJson() {}

    /** The comparison of this node as indented JSON. */
    public static String write(String node, ConfigComparison comparison) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("node", node);
        json.put("state", comparison.state());
        json.put("inForce", comparison.inForce());
        json.put("file", comparison.file());
        json.put("findings", comparison.findings());
        ArrayNode restart = json.putArray("restart");
        comparison.restart().forEach(restart::add);
        return json.toPrettyString() + "\n";
    }

    /** Reads what {@link #write} wrote; empty if it is something else. */
    public static Optional<ConfigComparison> read(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            List<String> restart = new ArrayList<>();
            json.path("restart").forEach(key -> restart.add(key.asText()));
            return json.has("inForce")
                    ? Optional.of(new ConfigComparison(
                            json.path("inForce").asText(),
                            json.path("file").asText(),
                            json.path("findings").asText(),
                            restart))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
