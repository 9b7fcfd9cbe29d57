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
import java.util.Map;
import java.util.TreeMap;
import tandem.core.count.Count;
import tandem.core.status.BalancerStatus;
import tandem.core.status.CheckStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.SharingStatus;
import tandem.core.status.VipStatus;

/**
 * Writes the status as JSON: names in lowerCamel, roles and verdicts as words, each time both as ISO 8601 in UTC and as
 * milliseconds since 1970, null for what is not known. {@code docs/reference/api.md} describes it; fields are only ever added.
 */
public final class StatusJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter INDENTED = MAPPER.writerWithDefaultPrettyPrinter();

    private StatusJson() {}

    /** The status as indented JSON. */
    public static String write(PairStatus status) {
        return text(tree(status));
    }

    /** The same on one line. */
    public static String line(PairStatus status) {
        return tree(status).toString();
    }

    /** One member as indented JSON. */
    public static String write(MemberStatus member) {
        return text(member(member));
    }

    /** One balancer as indented JSON. */
    public static String write(BalancerStatus balancer) {
        return text(balancer(balancer));
    }

    private static ObjectNode tree(PairStatus status) {
        ObjectNode root = object();
        root.put("node", status.node());
        root.put("version", status.version());
        root.put("cluster", status.cluster());
        time(root, "at", status.atEpochMillis());
        ArrayNode warnings = root.putArray("warnings");
        status.warnings().forEach(warnings::add);
        ArrayNode orders = root.putArray("orders");
        status.orders().forEach(order -> orders.add(OrderJson.write(order)));
        ArrayNode nodes = root.putArray("nodes");
        status.nodes().forEach(node -> nodes.add(node(node)));
        ArrayNode vips = root.putArray("vips");
        status.vips().forEach(vip -> vips.add(vip(vip)));
        root.set("guarantee", GuaranteeJson.write(status.guarantee()));
        ArrayNode groups = root.putArray("groups");
        status.groups().forEach(group -> groups.add(GroupJson.write(group)));
        ArrayNode bounds = root.putArray("answeredMillis");
        Count.answeredMillis().forEach(bounds::add);
        ArrayNode balancers = root.putArray("balancers");
        status.balancers().forEach(balancer -> balancers.add(balancer(balancer)));
        root.set("sharing", sharing(status.sharing()));
        ArrayNode events = root.putArray("events");
        status.events().forEach(event -> events.add(EventJson.object(event)));
        return root;
    }

    private static String text(JsonNode root) {
        try {
            return INDENTED.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written as JSON", e);
        }
    }

    private static ObjectNode node(NodeStatus node) {
        ObjectNode json = object();
        json.put("name", node.name());
        json.put("self", node.self());
        json.put("reachable", node.reachable());
        json.put("role", node.role().word());
        json.put("reason", node.reason());
        time(json, "since", node.sinceEpochMillis());
        json.put("term", node.term());
        json.put("unfit", node.unfit());
        json.put("version", node.version());
        json.put("configHash", node.configHash());
        json.put("configRevision", node.configRevision());
        GuaranteeJson.readiness(node.readiness(), json.putArray("readiness"));
        return json;
    }

    private static ObjectNode vip(VipStatus vip) {
        ObjectNode json = object();
        json.put("address", vip.address());
        json.put("provider", vip.provider());
        json.put("device", vip.device());
        json.put("holder", vip.holder());
        json.put("group", vip.group());
        json.put("note", vip.note());
        json.put("wire", vip.wire());
        return json;
    }

    private static ObjectNode balancer(BalancerStatus balancer) {
        ObjectNode json = object();
        json.put("name", balancer.name());
        json.put("policy", balancer.policy());
        json.put("sticky", balancer.sticky());
        json.put("nofailover", balancer.nofailover());
        json.put("setting", balancer.setting());
        json.put("settingSource", balancer.settingSource());
        json.put("closed", balancer.closed());
        json.set("operator", LayerJson.write(balancer.operator()));
        ArrayNode members = json.putArray("members");
        balancer.members().forEach(member -> members.add(member(member)));
        return json;
    }

    private static ObjectNode member(MemberStatus member) {
        ObjectNode json = object();
        json.put("id", member.id());
        json.put("name", member.name());
        json.put("url", member.url());
        json.put("route", member.route());
        json.put("weight", member.weight());
        json.put("setting", member.setting());
        json.put("settingSource", member.settingSource());
        json.set("operator", LayerJson.write(member.operator()));
        json.set("layers", LayerJson.layers(member.operator()));
        json.put("verdict", member.verdict().word());
        json.put("reason", member.reason());
        json.put("leftOut", member.leftOut());
        json.put("inFlight", CountNames.inFlight(member.counts()));
        counts(json.putObject("counts"), member.counts());
        counts(json.putObject("ownCounts"), member.ownCounts());
        if (!member.checks().isEmpty()) {
            ArrayNode checks = json.putArray("checks");
            member.checks().forEach(check -> checks.add(check(check)));
        }
        return json;
    }

    private static ObjectNode check(CheckStatus check) {
        ObjectNode json = object();
        json.put("node", check.node());
        json.put("verdict", check.verdict().word());
        json.put("reason", check.reason());
        json.put("sinceEpochMillis", check.sinceEpochMillis());
        json.put("checkedEpochMillis", check.checkedEpochMillis());
        return json;
    }

    private static void counts(ObjectNode json, Map<String, Long> counts) {
        for (Count count : CountNames.NAMED) {
            json.put(CountNames.json(count), CountNames.value(counts, count));
        }
        ArrayNode answered = json.putArray(CountNames.ANSWERED);
        Count.ANSWER_TIMES.forEach(count -> answered.add(CountNames.value(counts, count)));
    }

    private static ObjectNode sharing(SharingStatus sharing) {
        ObjectNode json = object();
        json.put("state", sharing.state());
        json.put("reason", sharing.reason());
        if (sharing.lagMillis() < 0) {
            json.putNull("lagMillis");
        } else {
            json.put("lagMillis", sharing.lagMillis());
        }
        ObjectNode ages = json.putObject("ageMillis");
        new TreeMap<>(sharing.ageMillis()).forEach(ages::put);
        return json;
    }

    /** Both forms of a time; null if it is not known. */
    static void time(ObjectNode json, String field, long epochMillis) {
        String number = field + "EpochMillis";
        if (epochMillis <= 0) {
            json.putNull(field);
            json.putNull(number);
            return;
        }
        json.put(field, Instant.ofEpochMilli(epochMillis).toString());
        json.put(number, epochMillis);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
