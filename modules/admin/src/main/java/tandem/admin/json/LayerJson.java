package tandem.admin.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.status.OperatorLayer;

/** What operators set, and which layer each value of a member comes from, as JSON and back. */
final class LayerJson {
    private static final List<String> LAYERED = List.of("setting", "weight", "url", "route");

    private LayerJson() {}

    /** Null where everything is the file's. */
    static JsonNode write(Optional<OperatorLayer> layer) {
        return layer.<JsonNode>map(LayerJson::object).orElse(NullNode.instance);
    }

    private static ObjectNode object(OperatorLayer layer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("revision", layer.revision());
        json.put("author", layer.author());
        json.put("node", layer.node());
        StatusJson.time(json, "at", layer.atEpochMillis());
        json.put("comment", layer.comment());
        StatusJson.time(json, "expires", layer.expiresEpochMillis());
        ArrayNode keys = json.putArray("keys");
        layer.keys().forEach(keys::add);
        return json;
    }

    /** Of each value that a member shows, who says so: {@code file}, {@code operator} or {@code observed}. */
    static ObjectNode layers(Optional<OperatorLayer> layer) {
        List<String> keys = layer.map(OperatorLayer::keys).orElse(List.of());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        LAYERED.forEach(name -> json.put(name, keys.contains(name) ? "operator" : "file"));
        json.put("verdict", "observed");
        return json;
    }

    static Optional<OperatorLayer> read(JsonNode json) {
        if (!json.isObject()) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        json.path("keys").forEach(key -> keys.add(key.asText()));
        return Optional.of(new OperatorLayer(
                json.path("revision").asLong(0),
                json.path("author").asText(""),
                json.path("node").asText(""),
                json.path("atEpochMillis").asLong(0),
                json.path("comment").asText(""),
                json.path("expiresEpochMillis").asLong(0),
                keys));
    }
}
