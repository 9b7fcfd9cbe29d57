package tandem.admin;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tandem.admin.access.Permissions;
import tandem.core.access.AccessRole;

/**
 * One thing that the admin listener can be asked, for its OpenAPI document.
 *
 * @param path with parameters in braces
 * @param parameters names of components beside those of the path
 * @param body the schema of the request's body; empty if it takes none
 * @param type the answer's media type
 * @param answer the schema of the answer
 * @param refusals the status codes of refusals
 */
record ApiOperation(
        String method,
        String path,
        String id,
        String summary,
        List<String> parameters,
        String body,
        String type,
        String answer,
        List<Integer> refusals) {
    private static final List<String> SETTING = List.of("IfMatch", "IdempotencyKey");
    private static final List<String> ONCE = List.of("IdempotencyKey");
    private static final List<Integer> SETTING_REFUSALS = List.of(400, 403, 404, 409, 412, 413, 415, 421, 422);
    private static final List<Integer> COMMAND_REFUSALS = List.of(400, 403, 409, 413, 415, 421, 422);
    private static final List<Integer> MOVE_REFUSALS = List.of(400, 403, 409, 413, 415, 421, 422, 504);
    private static final List<Integer> SESSION_REFUSALS = List.of(400, 403, 409, 413, 415, 421);
    private static final List<Integer> READ_REFUSALS = List.of(421);

    /** Everything, in the document's order. */
    static final List<ApiOperation> ALL = List.of(
            read("/api/v1/status", "status", "All that this node knows", List.of(), "Status"),
            read("/api/v1/events", "events", "What happened on all nodes", List.of("After"), "EventPage"),
            new ApiOperation(
                    "GET",
                    "/api/v1/stream",
                    "stream",
                    "The status and what happens, as server-sent events",
                    List.of("After", "LastEventId"),
                    "",
                    "text/event-stream",
                    "Text",
                    List.of(421, 503)),
            read(
                            "/api/v1/explain",
                            "explain",
                            "Where a request would go now, and why",
                            List.of("Url", "Cookie", "Client"),
                            "Explanation")
                    .refusing(400, 421),
            read(
                            "/api/v1/members/{balancer}/{member}",
                            "showMember",
                            "A member, its setting's revision as ETag",
                            List.of(),
                            "Member")
                    .refusing(404, 421),
            command(
                    "/api/v1/members/{balancer}/{member}",
                    "setMember",
                    "Change or clear an operator's setting on a member",
                    SETTING,
                    "MemberCommand",
                    SETTING_REFUSALS),
            read(
                            "/api/v1/balancers/{balancer}",
                            "showBalancer",
                            "A balancer, its setting's revision as ETag",
                            List.of(),
                            "Balancer")
                    .refusing(404, 421),
            command(
                    "/api/v1/balancers/{balancer}",
                    "setBalancer",
                    "Change or clear an operator's setting on a balancer",
                    SETTING,
                    "BalancerCommand",
                    SETTING_REFUSALS),
            command(
                    "/api/v1/switchover",
                    "switchover",
                    "Move virtual addresses on purpose",
                    ONCE,
                    "SwitchoverCommand",
                    MOVE_REFUSALS),
            command(
                    "/api/v1/maintenance",
                    "maintenance",
                    "Let this node hold nothing, or end that",
                    ONCE,
                    "MaintenanceCommand",
                    MOVE_REFUSALS),
            command("/api/v1/drill", "drill", "Do this node a harm on purpose", ONCE, "DrillCommand", COMMAND_REFUSALS),
            read("/api/v1/reports", "reports", "The newest takeovers by this node", List.of(), "Reports"),
            read(
                    "/api/v1/config",
                    "config",
                    "What is in force, its hash as ETag, beside what the file says now",
                    List.of(),
                    "Config"),
            read("/api/v1/apply", "applied", "What of an applied configuration is in force", List.of(), "Applied"),
            command(
                    "/api/v1/apply",
                    "apply",
                    "Put a configuration into force on all nodes, on trial",
                    SETTING,
                    "ApplyCommand",
                    List.of(400, 403, 409, 412, 413, 415, 421, 422)),
            command(
                    "/api/v1/apply/confirm",
                    "confirmApplied",
                    "Keep the configuration on trial",
                    ONCE,
                    "ReloadCommand",
                    COMMAND_REFUSALS),
            command(
                    "/api/v1/apply/rollback",
                    "rollBackApplied",
                    "End the trial and go back",
                    ONCE,
                    "ReloadCommand",
                    COMMAND_REFUSALS),
            command(
                    "/api/v1/apply/clear",
                    "clearApplied",
                    "Let the files count again",
                    ONCE,
                    "ReloadCommand",
                    COMMAND_REFUSALS),
            command(
                    "/api/v1/reload",
                    "reload",
                    "Read the configuration again",
                    SETTING,
                    "ReloadCommand",
                    List.of(400, 403, 409, 412, 413, 415, 421, 422)),
            command(
                    "/api/v1/login",
                    "login",
                    "Begin a session, whose cookie comes back",
                    List.of(),
                    "LoginCommand",
                    List.of(400, 401, 403, 409, 413, 415, 421, 429)),
            command("/api/v1/logout", "logout", "End the session", List.of(), "LogoutCommand", SESSION_REFUSALS),
            read(
                    "/api/v1/session",
                    "session",
                    "Who asks, what he may, and what his session must show",
                    List.of(),
                    "Session"),
            command(
                    "/api/v1/unlock",
                    "unlock",
                    "Let everybody who was locked out log in again",
                    List.of(),
                    "UnlockCommand",
                    SESSION_REFUSALS),
            read("/api/v1/openapi.json", "openapi", "This document", List.of(), "Document"),
            probe("/live", "live", "Whether the process answers", List.of()),
            probe("/ready", "ready", "Whether the node serves and takes part", List.of(503)),
            probe("/active", "active", "Whether this node holds the virtual addresses", List.of(503))
                    .with("Group"),
            probe("/metrics", "metrics", "Metrics for Prometheus", List.of()));

    /** Whether answers and refusals are plain text. */
    boolean text() {
        return type.equals("text/plain");
    }

    /** Whether nobody is asked who he is. */
    boolean open() {
        return Permissions.open(method, path);
    }

    /** The least role that may do it, where somebody is asked who he is. */
    AccessRole role() {
        return Permissions.needed(method, path);
    }

    /** The codes of refusals, with those for who asks. */
    Set<Integer> allRefusals() {
        Set<Integer> all = new TreeSet<>(refusals);
        if (!open()) {
            all.addAll(List.of(401, 403));
        }
        return all;
    }

    private ApiOperation refusing(Integer... codes) {
        return new ApiOperation(method, path, id, summary, parameters, body, type, answer, List.of(codes));
    }

    private ApiOperation with(String parameter) {
        return new ApiOperation(method, path, id, summary, List.of(parameter), body, type, answer, refusals);
    }

    private static ApiOperation read(String path, String id, String summary, List<String> parameters, String answer) {
        return new ApiOperation("GET", path, id, summary, parameters, "", Responses.JSON, answer, READ_REFUSALS);
    }

    private static ApiOperation command(
            String path, String id, String summary, List<String> parameters, String body, List<Integer> refusals) {
        return new ApiOperation("POST", path, id, summary, parameters, body, Responses.JSON, "Done", refusals);
    }

    private static ApiOperation probe(String path, String id, String summary, List<Integer> refusals) {
        return new ApiOperation("GET", path, id, summary, List.of(), "", "text/plain", "Text", refusals);
    }
}
