package tandem.admin.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.LeaseStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.VoterStatus;

/** Guarantee, voters and readiness as JSON and back; a time that is not known is null. */
final class GuaranteeJson {
    private static final String NAME = "name";
    private static final String LAST_HEARD = "lastHeardMillis";
    private static final String PATH_AGES = "pathAgesMillis";
    private static final String REMAINING = "remainingMillis";
    private static final String SENTENCE = "sentence";

    private GuaranteeJson() {}

    static ObjectNode write(GuaranteeStatus guarantee) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("quorum", guarantee.quorum());
        json.put(SENTENCE, guarantee.sentence());
        json.put("fence", guarantee.fence());
        lease(json.putObject("lease"), guarantee.lease());
        ArrayNode voters = json.putArray("voters");
        for (VoterStatus voter : guarantee.voters()) {
            ObjectNode one = voters.addObject();
            one.put(NAME, voter.name());
            one.put("kind", voter.kind());
            one.put("address", voter.address());
            one.put("reachable", voter.reachable());
            millis(one, LAST_HEARD, voter.lastHeardMillis());
            ArrayNode paths = one.putArray(PATH_AGES);
            voter.pathAgesMillis().forEach(age -> {
                if (age < 0) {
                    paths.addNull();
                } else {
                    paths.add(age);
                }
            });
        }
        return json;
    }

    static void lease(ObjectNode json, LeaseStatus lease) {
        json.put("term", lease.term());
        json.put("holder", lease.holder());
        millis(json, REMAINING, lease.remainingMillis());
        json.put("renewals", lease.renewals());
    }

    static LeaseStatus lease(JsonNode lease) {
        return new LeaseStatus(
                lease.path("term").asLong(0),
                lease.path("holder").asText(""),
                lease.path(REMAINING).asLong(-1),
                lease.path("renewals").asLong(0));
    }

    private static void millis(ObjectNode json, String field, long value) {
        if (value < 0) {
            json.putNull(field);
        } else {
            json.put(field, value);
        }
    }

    static GuaranteeStatus read(JsonNode json) {
        if (!json.isObject()) {
            return GuaranteeStatus.NONE;
        }
        List<VoterStatus> voters = new ArrayList<>();
        json.path("voters").forEach(voter -> voters.add(voter(voter)));
        return new GuaranteeStatus(
                json.path("quorum").asText(""),
                json.path(SENTENCE).asText(""),
                json.path("fence").asText(""),
                lease(json.path("lease")),
                voters);
    }

    private static VoterStatus voter(JsonNode json) {
        List<Long> ages = new ArrayList<>();
        json.path(PATH_AGES).forEach(age -> ages.add(age.asLong(-1)));
        return new VoterStatus(
                json.path(NAME).asText(""),
                json.path("kind").asText(""),
                json.path("address").asText(""),
                json.path("reachable").asBoolean(),
                json.path(LAST_HEARD).asLong(-1),
                ages);
    }

    static void readiness(List<ReadinessCheck> checks, ArrayNode into) {
        for (ReadinessCheck check : checks) {
            ObjectNode one = into.addObject();
            one.put(NAME, check.name());
            one.put("ok", check.ok());
            one.put(SENTENCE, check.sentence());
            check.about().forEach(one.putArray("about")::add);
        }
    }

    static ReadinessCheck readiness(JsonNode json) {
        List<String> about = new ArrayList<>();
        json.path("about").forEach(each -> about.add(each.asText()));
        return new ReadinessCheck(
                json.path(NAME).asText(""),
                json.path("ok").asBoolean(),
                json.path(SENTENCE).asText(""),
                about);
    }
}
