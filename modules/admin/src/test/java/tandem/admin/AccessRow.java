package tandem.admin;

import java.util.stream.Stream;

/**
 * What is asked of the guarded admin listener, and what is right to answer.
 *
 * @param fields SESSION stands for the cookie of a session, PROOF for its token, STALE for that of another that has ended, ORIGIN for
 *     the listener's own
 */
record AccessRow(String name, String request, String body, int status, String says, String... fields) {
    static final String MEMBER = "POST /api/v1/members/mycluster/node1";
    static final String DRAIN = "{\"setting\": \"draining\"}";
    private static final String RELOAD = "POST /api/v1/reload";
    private static final String DRILL = "POST /api/v1/drill";
    private static final String KILL = "{\"fault\": \"kill\"}";
    static final String JSON = "Content-Type: application/json";
    static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String NONE = "X-Nothing: 1";
    private static final String UNKNOWN = "nobody is known here";
    private static final String LARGE = "x".repeat(64 * 1024 + 1);

    @Override
    public String toString() {
        return name;
    }

    private static AccessRow row(String name, String request, String body, int status, String says, String... fields) {
        return new AccessRow(name, request, body, status, says, fields);
    }

    static Stream<AccessRow> refusals() {
        String bearer = GuardedAdmin.bearer("operator");
        return Stream.of(
                row("unauthenticated status", "GET /api/v1/status", "", 401, UNKNOWN, NONE),
                row("unauthenticated stream", "GET /api/v1/stream", "", 401, UNKNOWN, NONE),
                row("unauthenticated configuration", "GET /api/v1/config", "", 401, UNKNOWN, NONE),
                row("unauthenticated metrics", "GET /metrics", "", 401, UNKNOWN, NONE),
                row("unauthenticated script of the page", "GET /page.js", "", 401, UNKNOWN, NONE),
                row("unauthenticated path that is nowhere", "GET /nowhere", "", 401, UNKNOWN, NONE),
                row("unauthenticated manager", "GET /balancer-manager", "", 401, UNKNOWN, NONE),
                row("unauthenticated change", MEMBER, DRAIN, 401, UNKNOWN, JSON),
                row("unauthenticated HEAD", "HEAD /api/v1/status", "", 401, "", NONE),
                row("unauthenticated page is led to the login", "GET /", "", 303, "Location: /login", NONE),
                row("token that nobody has", MEMBER, DRAIN, 401, UNKNOWN, JSON, GuardedAdmin.bearer("nobody")),
                row(
                        "token whose time is over",
                        MEMBER,
                        DRAIN,
                        401,
                        UNKNOWN,
                        JSON,
                        "Authorization: Bearer tandem_ended"),
                row("hash in place of a token", MEMBER, DRAIN, 401, UNKNOWN, JSON, "Authorization: Bearer sha256:00"),
                row("name and password in a field", MEMBER, DRAIN, 401, UNKNOWN, JSON, "Authorization: Basic YW5uYTp4"),
                row("two tokens", MEMBER, DRAIN, 401, UNKNOWN, JSON, bearer, GuardedAdmin.bearer("admin")),
                row(
                        "wrong token beside a good session",
                        "GET /api/v1/status",
                        "",
                        401,
                        UNKNOWN,
                        "SESSION",
                        "Authorization: Bearer x"),
                row("invented session", "GET /api/v1/status", "", 401, UNKNOWN, "Cookie: tandem=x; __Host-tandem=x"),
                row(
                        "viewer drains",
                        MEMBER,
                        DRAIN,
                        403,
                        "needs the role operator",
                        JSON,
                        GuardedAdmin.bearer("viewer")),
                row(
                        "viewer reloads",
                        RELOAD,
                        "{}",
                        403,
                        "needs the role operator",
                        JSON,
                        GuardedAdmin.bearer("viewer")),
                row(
                        "viewer edits by the manager",
                        "POST /balancer-manager",
                        "b=mycluster",
                        403,
                        "needs the role operator",
                        FORM,
                        GuardedAdmin.bearer("viewer")),
                row("operator does harm", DRILL, KILL, 403, "needs the role admin", JSON, bearer),
                row("operator unlocks", "POST /api/v1/unlock", "{}", 403, "needs the role admin", JSON, bearer),
                row(
                        "operator changes what no rule names",
                        "POST /api/v1/nowhere",
                        "{}",
                        403,
                        "needs the role admin",
                        JSON,
                        bearer),
                row("operator writes a page", "PUT /page.js", "x", 403, "needs the role admin", JSON, bearer),
                row(
                        "forged Origin",
                        MEMBER,
                        DRAIN,
                        403,
                        "another web page",
                        JSON,
                        bearer,
                        "Origin: https://evil.example"),
                row(
                        "forged Origin with a session",
                        MEMBER,
                        DRAIN,
                        403,
                        "another web page",
                        JSON,
                        "SESSION",
                        "PROOF",
                        "Origin: https://evil.example"),
                row("hidden Origin", MEMBER, DRAIN, 403, "another web page", JSON, bearer, "Origin: null"),
                row(
                        "Origin of another scheme",
                        MEMBER,
                        DRAIN,
                        403,
                        "another web page",
                        JSON,
                        bearer,
                        "Origin: ftp://127.0.0.1"),
                row(
                        "cross-site by a browser",
                        MEMBER,
                        DRAIN,
                        403,
                        "another web page",
                        JSON,
                        bearer,
                        "Sec-Fetch-Site: cross-site"),
                row(
                        "login that another page sends",
                        "POST /api/v1/login",
                        "{}",
                        403,
                        "another web page",
                        JSON,
                        "Origin: https://evil.example"),
                row("form of another page", MEMBER, DRAIN, 415, "Content-Type", FORM, bearer),
                row("session without its token", MEMBER, DRAIN, 403, "session's token", JSON, "SESSION"),
                row(
                        "session with an invented token",
                        MEMBER,
                        DRAIN,
                        403,
                        "session's token",
                        JSON,
                        "SESSION",
                        "X-Tandem-Token: x"),
                row(
                        "replayed token of an earlier session",
                        MEMBER,
                        DRAIN,
                        403,
                        "session's token",
                        JSON,
                        "SESSION",
                        "STALE"),
                row(
                        "foreign Host",
                        "GET /api/v1/status",
                        "",
                        421,
                        "not a name of this listener",
                        bearer,
                        "Host: evil.example"),
                row("oversized body", MEMBER, LARGE, 413, "larger than is read", JSON, bearer),
                row("oversized body of a stranger", "POST /api/v1/login", LARGE, 413, "larger than is read", JSON),
                row(
                        "oversized body to the manager",
                        "POST /balancer-manager",
                        LARGE,
                        413,
                        "larger than is read",
                        FORM,
                        bearer),
                row(
                        "oversized body in chunks",
                        MEMBER,
                        "10001\r\n" + DRAIN + " ".repeat(0x10001 - DRAIN.length()) + "\r\n0\r\n\r\n",
                        413,
                        "larger than is read",
                        JSON,
                        bearer,
                        "Transfer-Encoding: chunked"),
                row("path traversal", "GET /../../etc/passwd", "", 404, "does not exist here", bearer),
                row("path traversal, encoded", "GET /%2e%2e/%2e%2e/etc/passwd", "", 404, "does not exist here", bearer),
                row(
                        "path traversal, encoded twice",
                        "GET /%252e%252e%2fetc%2fpasswd",
                        "",
                        404,
                        "does not exist here",
                        bearer),
                row("path traversal with a NUL", "GET /page.js%00.html", "", 404, "does not exist here", bearer),
                row("path traversal of a stranger", "GET /login/../api/v1/status", "", 401, UNKNOWN, NONE),
                row("path traversal by backslash", "GET /login%5c..%5capi", "", 401, UNKNOWN, NONE),
                row("stranger behind two slashes", "GET //api/v1/status", "", 401, UNKNOWN, NONE),
                row("path parameter", "GET /login;x=/api/v1/status", "", 401, UNKNOWN, NONE),
                row("reload by GET", "GET /api/v1/reload", "", 405, "use POST", bearer),
                row("logout by GET", "GET /api/v1/logout", "", 405, "use POST", "SESSION"),
                row("TRACE", "TRACE /api/v1/status", "", 403, "needs the role admin", bearer));
    }

    static Stream<AccessRow> allowed() {
        String origin = "ORIGIN";
        return Stream.of(
                row("login page", "GET /login", "", 200, "<title>Log in", NONE),
                row("liveness", "GET /live", "", 200, "lb1 is alive", NONE),
                row("viewer looks", "GET /api/v1/status", "", 200, "\"node\"", GuardedAdmin.bearer("viewer")),
                row("session looks", "GET /", "", 200, "<title>Tandem", "SESSION"),
                row(
                        "session tells who",
                        "GET /api/v1/session",
                        "",
                        200,
                        "\"name\":\"anna\",\"role\":\"operator\"",
                        "SESSION"),
                row("operator drains", MEMBER, DRAIN, 200, "done as asked", JSON, GuardedAdmin.bearer("operator")),
                row("operator reloads", RELOAD, "{}", 200, "done as asked", JSON, GuardedAdmin.bearer("operator")),
                row("admin does harm", DRILL, KILL, 200, "done as asked", JSON, GuardedAdmin.bearer("admin")),
                row(
                        "admin unlocks",
                        "POST /api/v1/unlock",
                        "{}",
                        200,
                        "locks are gone",
                        JSON,
                        GuardedAdmin.bearer("admin")),
                row("session with its token", MEMBER, DRAIN, 200, "done as asked", JSON, "SESSION", "PROOF"),
                row(
                        "the own page",
                        MEMBER,
                        DRAIN,
                        200,
                        "done as asked",
                        JSON,
                        "SESSION",
                        "PROOF",
                        "Host: AUTHORITY",
                        origin));
    }
}
