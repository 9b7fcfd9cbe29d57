package tandem.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tandem.core.config.VipConfig;
import tandem.core.count.Count;
import tandem.core.status.BalancerStatus;
import tandem.core.status.CheckStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.status.Verdict;
import tandem.core.status.VipStatus;

/**
 * Reads what {@link StatusJson} wrote. A field that is missing is empty and one that is not known is skipped, so that command
 * line and node may differ in version.
 */
public final class StatusReader {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private StatusReader() {}

    /** The status; empty if the text is no JSON object with a node in it, or has a role or verdict of a newer version. */
    public static Optional<PairStatus> read(String json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            return root == null || text(root, "node").isEmpty() ? Optional.empty() : Optional.of(status(root));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static PairStatus status(JsonNode root) {
        JsonNode sharing = root.path("sharing");
        return new PairStatus(
                text(root, "node"),
                text(root, "version"),
                text(root, "cluster"),
                number(root, "atEpochMillis"),
                list(root, "nodes", StatusReader::node),
                list(root, "vips", StatusReader::vip),
                GuaranteeJson.read(root.path("guarantee")),
                list(root, "groups", GroupJson::read),
                list(root, "balancers", StatusReader::balancer),
                new SharingStatus(
                        text(sharing, "state"),
                        text(sharing, "reason"),
                        sharing.path("lagMillis").asLong(-1),
                        ages(sharing.path("ageMillis"))),
                list(root, "events", EventJson::read),
                list(root, "warnings", JsonNode::asText),
                list(root, "orders", OrderJson::read));
    }

    private static NodeStatus node(JsonNode json) {
        return new NodeStatus(
                text(json, "name"),
                json.path("self").asBoolean(),
                json.path("reachable").asBoolean(),
                Role.valueOf(constant(json, "role")),
                text(json, "reason"),
                number(json, "sinceEpochMillis"),
                number(json, "term"),
                text(json, "unfit"),
                text(json, "version"),
                text(json, "configHash"),
                number(json, "configRevision"),
                list(json, "readiness", GuaranteeJson::readiness));
    }

    private static VipStatus vip(JsonNode json) {
        return new VipStatus(
                text(json, "address"),
                text(json, "provider"),
                text(json, "device"),
                text(json, "holder"),
                json.path("group").asText(VipConfig.MAIN_GROUP),
                text(json, "note"),
                text(json, "wire"));
    }

    private static BalancerStatus balancer(JsonNode json) {
        return new BalancerStatus(
                text(json, "name"),
                text(json, "policy"),
                text(json, "sticky"),
                json.path("nofailover").asBoolean(),
                text(json, "setting"),
                text(json, "settingSource"),
                LayerJson.read(json.path("operator")),
                list(json, "members", StatusReader::member),
                text(json, "closed"));
    }

    private static MemberStatus member(JsonNode json) {
        return new MemberStatus(
                text(json, "id"),
                text(json, "name"),
                text(json, "url"),
                text(json, "route"),
                text(json, "weight"),
                text(json, "setting"),
                text(json, "settingSource"),
                LayerJson.read(json.path("operator")),
                Verdict.valueOf(constant(json, "verdict")),
                text(json, "reason"),
                json.path("leftOut").asBoolean(),
                counts(json.path("counts")),
                counts(json.path("ownCounts")),
                list(json, "checks", StatusReader::check));
    }

    private static CheckStatus check(JsonNode json) {
        return new CheckStatus(
                text(json, "node"),
                Verdict.valueOf(constant(json, "verdict")),
                text(json, "reason"),
                number(json, "sinceEpochMillis"),
                number(json, "checkedEpochMillis"));
    }

    private static Map<String, Long> ages(JsonNode json) {
        Map<String, Long> ages = new LinkedHashMap<>();
        json.properties().forEach(age -> ages.put(age.getKey(), age.getValue().asLong(0)));
        return ages;
    }

    private static Map<String, Long> counts(JsonNode json) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Count count : CountNames.NAMED) {
            counts.put(CountNames.key(count), number(json, CountNames.json(count)));
        }
        JsonNode answered = json.path(CountNames.ANSWERED);
        for (int i = 0; i < Count.ANSWER_TIMES.size(); i++) {
            counts.put(
                    CountNames.key(Count.ANSWER_TIMES.get(i)), answered.path(i).asLong(0));
        }
        return counts;
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText("");
    }

    private static long number(JsonNode json, String field) {
        return json.path(field).asLong(0);
    }

    private static String constant(JsonNode json, String field) {
        return text(json, field).toUpperCase(Locale.ROOT);
    }

    private static <T> List<T> list(JsonNode json, String field, Function<JsonNode, T> element) {
        List<T> list = new ArrayList<>();
        json.path(field).forEach(node -> list.add(element.apply(node)));
        return list;
    }
}
