package tandem.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** Statuses of a pair that has other things to say than a live one, made of a live one of lb1 with members node1 and node2. */
final class StatusVariants {
    static final String MARKUP = "<img src=x onerror=alert(1)><b>x</b>";
    private static final String CLAIMED = "active since term 9: lb1 left the view";

    private StatusVariants() {}

    /** What may have happened, and what the page must say of it. */
    enum Story {
        HEALTHY("Healthy", status -> {}, "lb1 is active, lb2 stands by", "2 of 2 members in service"),
        NO_STANDBY(
                "No standby",
                status -> lost(status, "does not answer"),
                "lb2 is not heard: does not answer",
                "systemctl status tandem",
                "TandemNoStandby"),
        UNFIT_STANDBY(
                "No standby",
                status -> node(status, 1).put("unfit", "its gateway is silent"),
                "lb2 would not take over: its gateway is silent"),
        MAINTENANCE(
                "No standby: maintenance",
                status -> {
                    node(status, 1).put("unfit", "is in maintenance until an operator ends it");
                    warn(
                            status,
                            "lb2 would not take the virtual addresses: is in maintenance until an operator ends it");
                },
                "lb2 is in maintenance until an operator ends it",
                "tandem maintenance off"),
        SPLIT(
                "Split suspected",
                status -> standing(status, 1).put("role", "active").put("reason", CLAIMED),
                "lb1 and lb2 each say that they hold the addresses",
                "systemctl stop tandem"),
        STRANGER(
                "Wrong machine answers",
                status -> {
                    String wire = "02:00:00:00:00:07 answers for 127.0.211.100, which lb1 holds at 02:00:00:00:00:01";
                    vip(status).put("wire", wire);
                    warn(status, wire);
                },
                "02:00:00:00:00:07 answers",
                "TandemWrongAnswer"),
        NOBODY(
                "No active node",
                status -> {
                    vip(status).put("holder", "");
                    group(status).put("holder", "");
                    standing(status, 0).put("role", "standby").put("unfit", "its gateway is silent");
                },
                "lb1 says: its gateway is silent",
                "TandemNoActiveNode"),
        MEMBER_DOWN(
                "Degraded: 1 member down",
                status -> member(status, 1).put("verdict", "down").put("reason", "connection refused"),
                "node2 is down (connection refused)",
                "TandemMemberDown"),
        NO_MEMBER(
                "No usable member",
                status -> {
                    member(status, 0).put("verdict", "down").put("reason", "connection refused");
                    member(status, 1).put("setting", "disabled");
                },
                "Balancer mycluster answers 503",
                "TandemBalancerDown"),
        ALL_DRAIN(
                "Nobody takes new clients",
                status -> {
                    member(status, 0).put("setting", "draining");
                    member(status, 1).put("setting", "draining");
                },
                "every usable member drains"),
        DIFFERENT(
                "Nodes differ",
                status -> node(status, 1).put("configHash", "0000aaaa"),
                "lb2 balances by configuration 0000aaaa",
                "tandem reload"),
        CLOSED(
                "Closed for maintenance",
                status -> ((ObjectNode) status.at("/balancers/0"))
                        .put("closed", "closed, by anna on lb1 at 2026-11-27T12:00:00Z: new database"),
                "Clients of balancer mycluster get 503",
                "new database",
                "tandem balancer mycluster open"),
        NOT_SHARED(
                "State is not shared",
                status -> ((ObjectNode) status.path("sharing"))
                        .put("state", "alone")
                        .put("reason", "no peer is joined"),
                "no peer is joined"),
        RECENT_TAKEOVER(
                "Healthy",
                status -> node(status, 0)
                        .put("reason", CLAIMED + "; 127.0.211.100 taken over in 41 ms")
                        .put("sinceEpochMillis", status.path("atEpochMillis").asLong() - 90_000),
                "Recent takeover",
                "taken over in 41 ms (1 min ago)"),
        WARNED("Needs a look", status -> warn(status, "the moon is full"), "the moon is full");

        final String words;
        final String[] reasons;
        private final Consumer<ObjectNode> change;

        Story(String words, Consumer<ObjectNode> change, String... reasons) {
            this.words = words;
            this.change = change;
            this.reasons = reasons;
        }

        /** The live status as it would be then. */
        JsonNode of(JsonNode live) {
            ObjectNode status = sound(live);
            status.put("atEpochMillis", live.path("atEpochMillis").asLong() + 1 + ordinal());
            change.accept(status);
            return status;
        }
    }

    /** Much at once: a lost node, members down and taken out, many events, long words. */
    static JsonNode worst(JsonNode live) {
        ObjectNode status = sound(live);
        lost(status, "does not answer; last heard: standby: lb1 holds 127.0.211.100 under term 12");
        member(status, 0)
                .put("verdict", "down")
                .put(
                        "reason",
                        "connection refused by a-member-with-a-rather-long-name.example.com:8080; tried again in 42 s");
        member(status, 1)
                .put("setting", "draining, ignore-errors")
                .put(
                        "settingSource",
                        "anna on lb2 at 2026-03-01T11:42:07Z: patch day, see the ticket ABC-123456789012345678901234567890");
        warn(status, "the certificate of www.example.com expires on 2026-03-14");
        ArrayNode events = (ArrayNode) status.path("events");
        events.addObject()
                .put("sequence", 99)
                .put("at", "2026-03-01T11:42:07Z")
                .put("atEpochMillis", 1_772_365_327_000L)
                .put("kind", "ownership")
                .put("text", CLAIMED + "; 127.0.211.100 taken over in 41 ms");
        return status;
    }

    /** Markup wherever a text can come from outside. */
    static JsonNode hostile(JsonNode live) {
        ObjectNode status = sound(live);
        status.put("cluster", MARKUP);
        warn(status, MARKUP);
        node(status, 1).put("reason", MARKUP).put("version", MARKUP);
        vip(status).put("note", MARKUP);
        member(status, 0)
                .put("name", MARKUP)
                .put("url", MARKUP)
                .put("setting", MARKUP)
                .put("settingSource", MARKUP);
        member(status, 1).put("reason", MARKUP).put("verdict", "down");
        return status;
    }

    /** So many members in the one balancer, called crowd0 and so on. */
    static JsonNode crowded(JsonNode live, int members) {
        ObjectNode status = sound(live);
        ObjectNode pattern = member(status, 0).deepCopy();
        ArrayNode all = ((ObjectNode) status.at("/balancers/0")).putArray("members");
        for (int i = 0; i < members; i++) {
            all.add(pattern.deepCopy().put("name", "crowd" + i).put("id", "mycluster/crowd" + i));
        }
        return status;
    }

    /** The live status of lb1 without what may still go on in a pair that just started: lb1 is active and all is well. */
    private static ObjectNode sound(JsonNode live) {
        ObjectNode status = live.deepCopy();
        ((ArrayNode) status.path("warnings")).removeAll();
        for (int i = 0; i < 2; i++) {
            String role = i == 0 ? "active" : "standby";
            node(status, i)
                    .put("role", role)
                    .put("unfit", "")
                    .put("reachable", true)
                    .put("configHash", "3f1c09ab");
            ((ArrayNode) node(status, i).path("readiness")).removeAll();
            standing(status, i).put("role", role).put("unfit", "");
            member(status, i)
                    .put("setting", "enabled")
                    .put("settingSource", "file")
                    .put("verdict", "up")
                    .put("reason", "");
        }
        vip(status).put("holder", "lb1");
        group(status).put("holder", "lb1");
        ((ObjectNode) group(status).path("handover")).put("to", "").put("left", 0);
        ((ObjectNode) status.path("sharing")).put("state", "joined");
        return status;
    }

    private static void lost(ObjectNode status, String reason) {
        node(status, 1).put("reachable", false).put("reason", reason);
        warn(status, "lb2 is not reachable: " + reason);
    }

    private static void warn(ObjectNode status, String text) {
        ((ArrayNode) status.path("warnings")).add(text);
    }

    private static ObjectNode node(ObjectNode status, int index) {
        return (ObjectNode) status.path("nodes").path(index);
    }

    private static ObjectNode vip(ObjectNode status) {
        return (ObjectNode) status.at("/vips/0");
    }

    private static ObjectNode group(ObjectNode status) {
        return (ObjectNode) status.at("/groups/0");
    }

    private static ObjectNode standing(ObjectNode status, int index) {
        return (ObjectNode) status.at("/groups/0/nodes/" + index);
    }

    private static ObjectNode member(ObjectNode status, int index) {
        return (ObjectNode) status.at("/balancers/0/members/" + index);
    }
}
