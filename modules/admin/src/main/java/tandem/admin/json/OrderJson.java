package tandem.admin.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import tandem.core.status.OrderStatus;

/** Certificates that are ordered automatically, as JSON and back. */
final class OrderJson {
    private OrderJson() {}

    static ObjectNode write(OrderStatus order) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode names = json.putArray("names");
        order.names().forEach(names::add);
        json.put("held", order.held());
        json.put("sentence", order.sentence());
        StatusJson.time(json, "expires", order.expiresEpochMillis());
        StatusJson.time(json, "due", order.dueEpochMillis());
        return json;
    }

    static OrderStatus read(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("names").forEach(name -> names.add(name.asText()));
        return new OrderStatus(
                names,
                json.path("held").asBoolean(),
                json.path("sentence").asText(""),
                json.path("expiresEpochMillis").asLong(),
                json.path("dueEpochMillis").asLong());
    }
}
