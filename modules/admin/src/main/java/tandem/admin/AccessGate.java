package tandem.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.access.Identity;
import tandem.admin.access.Permissions;
import tandem.admin.access.Sessions;
import tandem.core.access.AccessRole;
import tandem.core.text.Paced;

/**
 * Finds out who asks and whether he may, by {@link Permissions}, before anything else looks at the request; keeps a record of every
 * change. On I/O threads, never blocks.
 */
final class AccessGate implements HttpHandler {
    /** What a change must show beside the cookie of a session. */
    static final HttpString TOKEN = new HttpString("X-Tandem-Token");

    private static final Logger AUDIT = LoggerFactory.getLogger("tandem.admin.audit");
    private static final String BEARER = "Bearer ";
    static final String CHALLENGE = "Bearer realm=\"tandem\"";
    private static final String MANAGER = "/balancer-manager";
    private static final String COOKIE = "tandem";
    private static final String SECURE_COOKIE = "__Host-tandem";

    /** What a page asks by itself, so that it does not tell that somebody sits before it. */
    private static final Set<String> UNATTENDED = Set.of("/api/v1/status", "/api/v1/stream");

    private final Access access;
    private final HttpHandler next;
    private final Paced lines = new Paced();

    private record Known(Identity identity, BooleanSupplier still, Optional<Sessions.Session> session) {
        static Known always(Identity identity) {
            return new Known(identity, () -> true, Optional.empty());
        }
    }

    AccessGate(Access access, HttpHandler next) {
        this.access = access;
        this.next = next;
    }

    /** The cookie's name; one that begins with {@code __Host-} no browser takes or sends in clear text. */
    static String cookie(HttpServerExchange exchange) {
        return exchange.isSecure() ? SECURE_COOKIE : COOKIE;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String method = exchange.getRequestMethod().toString();
        String path = exchange.getRequestPath();
        boolean open = Permissions.open(method, path);
        Optional<Known> known = known(exchange, path);
        if (known.isEmpty()) {
            if (open) {
                Caller.isStranger(exchange);
                next.handleRequest(exchange);
            } else {
                unknown(exchange, method, path);
            }
            return;
        }
        Known caller = known.get();
        Caller.is(exchange, caller.identity(), caller.still());
        AccessRole needed = Permissions.needed(method, path);
        if (!open && !caller.identity().role().covers(needed)) {
            refused(exchange, AccessMeters.Refusal.ROLE, caller.identity());
            Responses.problem(
                    exchange,
                    StatusCodes.FORBIDDEN,
                    caller.identity().name() + " is " + caller.identity().role().word() + " here; " + method + " "
                            + path + " needs the role " + needed.word());
            return;
        }
        if (!open && !Permissions.reads(method) && !meant(exchange, path, caller)) {
            refused(exchange, AccessMeters.Refusal.TOKEN, caller.identity());
            Responses.problem(
                    exchange,
                    StatusCodes.FORBIDDEN,
                    "a change by a session shows the session's token in the field " + TOKEN
                            + ", as /api/v1/session tells it; load the page again");
            return;
        }
        if (!Permissions.reads(method)) {
            record(exchange, method, path);
        }
        next.handleRequest(exchange);
    }

    private Optional<Known> known(HttpServerExchange exchange, String path) {
        Optional<Identity> bySocket = Caller.known(exchange);
        if (bySocket.isPresent()) {
            return bySocket.map(Known::always);
        }
        if (!access.guarded()) {
            return Optional.of(Known.always(Caller.open(exchange)));
        }
        HeaderValues authorization = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
        if (authorization != null) {
            return authorization.size() == 1 ? byToken(authorization.getFirst()) : Optional.empty();
        }
        Cookie cookie = exchange.getRequestCookie(cookie(exchange));
        if (cookie != null) {
            Optional<Known> bySession = bySession(cookie.getValue(), path);
            if (bySession.isPresent()) {
                return bySession;
            }
        }
        return byCertificate(exchange);
    }

    private Optional<Known> byToken(String field) {
        if (!field.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        String token = field.substring(BEARER.length()).strip();
        return access.token(token)
                .map(identity -> new Known(identity, () -> access.token(token).isPresent(), Optional.empty()));
    }

    private Optional<Known> bySession(String id, String path) {
        return access.session(id, !UNATTENDED.contains(path))
                .map(session -> new Known(
                        Access.identity(session.account()),
                        () -> access.session(id, false).isPresent(),
                        Optional.of(session)));
    }

    private Optional<Known> byCertificate(HttpServerExchange exchange) {
        SSLSessionInfo tls = exchange.getConnection().getSslSessionInfo();
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return access.certificate(tls.getPeerCertificates()).map(Known::always);
        } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
            return Optional.empty();
        }
    }

    /** Whether a change is one that the page of the session asked for; the manager's forms show a nonce in its place. */
    private static boolean meant(HttpServerExchange exchange, String path, Known caller) {
        if (caller.session().isEmpty() || path.equals(MANAGER) || path.equals(MANAGER + "/")) {
            return true;
        }
        String shown = exchange.getRequestHeaders().getFirst(TOKEN);
        return shown != null
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8),
                        caller.session().get().token().getBytes(StandardCharsets.UTF_8));
    }

    private void unknown(HttpServerExchange exchange, String method, String path) {
        if (access.passwords() && path.equals("/") && Permissions.reads(method)) {
            exchange.setStatusCode(StatusCodes.SEE_OTHER);
            exchange.getResponseHeaders().put(Headers.LOCATION, "/login");
            exchange.endExchange();
            return;
        }
        refused(
                exchange,
                AccessMeters.Refusal.UNKNOWN,
                new Identity("somebody", AccessRole.VIEWER, Identity.Means.OPEN));
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, CHALLENGE);
        Responses.problem(
                exchange,
                StatusCodes.UNAUTHORIZED,
                "nobody is known here by what this request shows; "
                        + (access.passwords()
                                ? "log in at /login, or send a token that is in force: Authorization: Bearer TOKEN"
                                : "show a certificate that the configuration lists"));
    }

    private void refused(HttpServerExchange exchange, AccessMeters.Refusal reason, Identity who) {
        access.meters.refused(reason);
        String from = Caller.address(exchange);
        if (lines.pass(reason + from + who.name(), System.nanoTime())) {
            AUDIT.info(
                    "refused ({}): {} {} by {} from {}",
                    reason.name().toLowerCase(Locale.ROOT),
                    exchange.getRequestMethod(),
                    exchange.getRequestPath(),
                    who.name(),
                    from);
        }
    }

    private static void record(HttpServerExchange exchange, String method, String path) {
        String who = Caller.of(exchange).toString();
        String from = Caller.address(exchange);
        exchange.addExchangeCompleteListener((done, goOn) -> {
            AUDIT.info("{} {} by {} from {}: {}", method, path, who, from, done.getStatusCode());
            goOn.proceed();
        });
    }
}
