package tandem.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import tandem.core.apply.ApplyStatus;

/** What of an applied configuration is in force, as JSON. */
public final class ApplyJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ApplyJson() {}

    /** As indented JSON. */
    public static String write(ApplyStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", status.id());
        json.put("phase", status.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("revision", status.revision());
        json.put("author", status.author());
        json.put("comment", status.comment());
        StatusJson.time(json, "at", status.atEpochMillis());
        StatusJson.time(json, "until", status.untilEpochMillis());
        json.put("sentence", status.sentence());
        return json.toPrettyString() + "\n";
    }

    /** Reads what {@link #write} wrote; empty if it is something else. */
    public static Optional<ApplyStatus> read(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            return Optional.of(new ApplyStatus(
                    json.path("id").asText(),
                    ApplyStatus.Phase.valueOf(
                            json.path("phase").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
                    json.path("revision").asLong(),
                    json.path("author").asText(),
                    json.path("comment").asText(),
                    json.path("atEpochMillis").asLong(),
                    json.path("untilEpochMillis").asLong(),
                    json.path("sentence").asText()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
