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
import tandem.core.routing.Explanation;

/** An explanation as JSON. */
public final class ExplanationJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ExplanationJson() {}

    public static String write(Explanation explanation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("listener", explanation.listener());
        json.put("route", explanation.route());
        json.put("balancer", explanation.balancer());
        json.put("session", explanation.session());
        json.put("member", explanation.member());
        json.put("path", explanation.path());
        ArrayNode why = json.putArray("why");
        explanation.why().forEach(why::add);
        return json.toPrettyString() + "\n";
    }

    /** Empty if it is none. */
    public static Optional<Explanation> read(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (json == null || !json.path("why").isArray()) {
                return Optional.empty();
            }
            List<String> why = new ArrayList<>();
            json.path("why").forEach(sentence -> why.add(sentence.asText()));
            return Optional.of(new Explanation(
                    json.path("listener").asText(),
                    json.path("route").asText(),
                    json.path("balancer").asText(),
                    json.path("session").asText(),
                    json.path("member").asText(),
                    json.path("path").asText(),
                    why));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
