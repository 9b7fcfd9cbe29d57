package tandem.admin.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.HandoverStatus;
import tandem.core.status.Role;

/** Groups of virtual addresses as JSON and back. */
final class GroupJson {
    private static final String SINCE = "sinceEpochMillis";

    private GroupJson() {}

    static ObjectNode write(GroupStatus group) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", group.name());
        json.put("prefer", group.prefer());
        json.put("holder", group.holder());
        GuaranteeJson.lease(json.putObject("lease"), group.lease());
        json.put("guarantee", group.guarantee());
        json.put("fence", group.fence());
        ArrayNode nodes = json.putArray("nodes");
        for (Standing standing : group.nodes()) {
            ObjectNode one = nodes.addObject();
            one.put("node", standing.node());
            one.put("role", standing.role().word());
            one.put("reason", standing.reason());
            one.put(SINCE, standing.sinceEpochMillis());
            one.put("term", standing.term());
            one.put("unfit", standing.unfit());
        }
        handover(json.putObject("handover"), group.handover());
        return json;
    }

    static GroupStatus read(JsonNode json) {
        List<Standing> nodes = new ArrayList<>();
        json.path("nodes").forEach(one -> nodes.add(standing(one)));
        return new GroupStatus(
                text(json, "name"),
                text(json, "prefer"),
                text(json, "holder"),
                GuaranteeJson.lease(json.path("lease")),
                text(json, "guarantee"),
                text(json, "fence"),
                nodes,
                handover(json.path("handover")));
    }

    private static void handover(ObjectNode json, HandoverStatus handover) {
        json.put("to", handover.to());
        json.put("step", handover.step());
        json.put("left", handover.left());
        json.put("total", handover.total());
        json.put("broken", handover.broken());
        json.put("sentence", handover.sentence());
    }

    private static HandoverStatus handover(JsonNode json) {
        return new HandoverStatus(
                text(json, "to"),
                text(json, "step"),
                json.path("left").asInt(0),
                json.path("total").asInt(0),
                json.path("broken").asInt(0),
                text(json, "sentence"));
    }

    private static Standing standing(JsonNode json) {
        return new Standing(
                text(json, "node"),
                Role.valueOf(text(json, "role").toUpperCase(Locale.ROOT)),
                text(json, "reason"),
                json.path(SINCE).asLong(0),
                json.path("term").asLong(0),
                text(json, "unfit"));
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText("");
    }
}
