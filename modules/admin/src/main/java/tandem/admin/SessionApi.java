package tandem.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.access.Identity;
import tandem.admin.access.Logins;
import tandem.admin.access.Sessions;

/** {@code /api/v1/login}, {@code logout}, {@code session} and {@code unlock}. */
final class SessionApi {
    private static final Logger AUDIT = LoggerFactory.getLogger("tandem.admin.audit");
    private static final String STRICT = "Strict";

    private final Access access;

    SessionApi(Access access) {
        this.access = access;
    }

    /** Adds the paths. */
    Router addTo(Router router, CommandHandler commands) {
        return router.at("POST", Api.PREFIX + "login", commands.unrepeated(this::login))
                .at("POST", Api.PREFIX + "logout", commands.unrepeated(this::logout))
                .at("POST", Api.PREFIX + "unlock", commands.unrepeated(this::unlock))
                .at("GET", Api.PREFIX + "session", this::show);
    }

    private void login(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody body = JsonBody.parse(bytes, Set.of("user", "password"));
        String name = body.text("user").orElse("");
        String password = body.text("password").orElse("");
        if (!access.passwords()) {
            Responses.problem(
                    exchange,
                    StatusCodes.CONFLICT,
                    "there are no users here; `tandem user add FILE NAME` makes one and admin.users: FILE takes them");
            return;
        }
        if (name.isEmpty() || password.isEmpty()) {
            throw new JsonBody.BadBody("both 'user' and 'password' are needed");
        }
        InetAddress address = exchange.getSourceAddress().getAddress();
        try {
            answer(exchange, name, access.logins.login(name, password.toCharArray(), address));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Responses.problem(exchange, StatusCodes.SERVICE_UNAVAILABLE, "this node stops");
        }
    }

    private void answer(HttpServerExchange exchange, String name, Logins.Outcome outcome) {
        String from = Caller.address(exchange);
        switch (outcome) {
            case Logins.Outcome.Done(Sessions.Session session) -> {
                access.meters.login(AccessMeters.Login.DONE);
                AUDIT.info(
                        "{} logged in from {} as {}",
                        name,
                        from,
                        session.account().role().word());
                exchange.setResponseCookie(cookie(exchange, session.id()));
                Responses.done(exchange, "logged in as " + name);
            }
            case Logins.Outcome.Wrong(boolean known, boolean locked) -> {
                access.meters.login(AccessMeters.Login.WRONG);
                // Deliberate: a name that nobody has is not told; people type passwords there.
                AUDIT.warn(
                        "login of {} from {} failed{}",
                        known ? name : "somebody",
                        from,
                        locked ? "; locked for a while" : "");
                exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, AccessGate.CHALLENGE);
                Responses.problem(exchange, StatusCodes.UNAUTHORIZED, "name or password is wrong");
            }
            case Logins.Outcome.Locked(Duration left) -> {
                access.meters.login(AccessMeters.Login.LOCKED);
                later(
                        exchange,
                        left.toSeconds() + 1,
                        "too many logins failed; try again in " + (left.toSeconds() + 1)
                                + " s. `tandem user unlock` on the node lets everybody try at once");
            }
            case Logins.Outcome.Busy() -> {
                access.meters.login(AccessMeters.Login.BUSY);
                later(exchange, 2, "others are logging in; try again");
            }
        }
    }

    private static void later(HttpServerExchange exchange, long seconds, String sentence) {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
        Responses.problem(exchange, StatusCodes.TOO_MANY_REQUESTS, sentence);
    }

    private static Cookie cookie(HttpServerExchange exchange, String value) {
        return new CookieImpl(AccessGate.cookie(exchange), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(exchange.isSecure())
                .setSameSiteMode(STRICT);
    }

    private void logout(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody.parse(bytes, Set.of());
        Cookie cookie = exchange.getRequestCookie(AccessGate.cookie(exchange));
        if (cookie == null || Caller.of(exchange).means() != Identity.Means.SESSION) {
            Responses.problem(exchange, StatusCodes.CONFLICT, "nobody is logged in by this request");
            return;
        }
        access.sessions.end(cookie.getValue());
        exchange.setResponseCookie(cookie(exchange, "").setMaxAge(0));
        Responses.done(exchange, "logged out");
    }

    private void unlock(HttpServerExchange exchange, byte[] bytes) throws JsonBody.BadBody {
        JsonBody.parse(bytes, Set.of());
        int locks = access.lockout.clear(System.nanoTime());
        Responses.done(exchange, locks + " locks are gone; everybody may try to log in again");
    }

    private void show(HttpServerExchange exchange) {
        Identity identity = Caller.of(exchange);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", identity.name());
        body.put("role", identity.role().word());
        body.put("means", identity.means().word());
        Cookie cookie = exchange.getRequestCookie(AccessGate.cookie(exchange));
        body.put(
                "token",
                cookie == null || identity.means() != Identity.Means.SESSION
                        ? ""
                        : access.session(cookie.getValue(), true)
                                .map(Sessions.Session::token)
                                .orElse(""));
        Responses.send(exchange, StatusCodes.OK, Responses.JSON, body + "\n");
    }
}
