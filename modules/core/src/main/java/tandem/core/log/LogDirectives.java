package tandem.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.core.log.LogDirective.Writer;
import tandem.core.log.LogFacts.Stretch;
import tandem.core.rule.Visit;

/** The words of the LogFormat language: mod_log_config, mod_logio, mod_ssl, and what only Tandem knows. */
final class LogDirectives {
    static final List<LogDirective> ROWS = List.of(
            LogDirective.plain("h", "The client's address; names are not looked up.", LogDirectives::client),
            new LogDirective(
                    "a",
                    "%a, %{c}a",
                    false,
                    "The client's address; with c that of whoever connected: a balancer in front that sends the PROXY protocol.",
                    LogDirectives::address),
            LogDirective.plain(
                    "A",
                    "The address of this machine that the client connected to.",
                    (facts, line) -> outside(facts.localAddress(), line)),
            LogDirective.plain("l", "The name by identd: a hyphen.", (facts, line) -> false),
            LogDirective.plain(
                    "u", "Who logged in at the balancer: a hyphen, since members do that.", (facts, line) -> false),
            new LogDirective(
                    "t",
                    "%t, %{FORMAT}t",
                    false,
                    "When the request came, as [26/Nov/2026:20:14:03 +0000] or by a format of strftime; or sec, msec, usec (since"
                            + " 1970), msec_frac, usec_frac; begin: or end: before it says which end of the request.",
                    (argument, needs) -> LogTimes.moment(argument)),
            LogDirective.plain("r", "The request's first line.", LogDirectives::firstLine),
            LogDirective.number("s", "The status of the answer; %>s and %<s are the same.", LogDirectives::status),
            LogDirective.number(
                    "b",
                    "Bytes of the response's body; a hyphen for none.",
                    (facts, line) -> facts.bodySent() > 0 && number(facts.bodySent(), line)),
            LogDirective.number(
                    "B", "Bytes of the response's body; 0 for none.", (facts, line) -> number(facts.bodySent(), line)),
            LogDirective.number(
                    "I", "Bytes of the request with its head.", (facts, line) -> number(facts.received(), line)),
            LogDirective.number(
                    "O", "Bytes of the response with its head.", (facts, line) -> number(facts.sent(), line)),
            LogDirective.number("S", "Both together.", (facts, line) -> number(facts.received() + facts.sent(), line)),
            LogDirective.number(
                    "D",
                    "Microseconds from the end of the request's head to the end of the response.",
                    (facts, line) -> number(facts.nanos(Stretch.TOTAL) / 1000, line)),
            new LogDirective(
                    "T",
                    "%T, %{UNIT}T, %{PART}T, %{PART:UNIT}T",
                    true,
                    "The same in seconds, or in s, ms or us. Parts, in milliseconds unless a unit says otherwise, a hyphen for those it"
                            + " did not come to: queue (until the last member was turned to), connect (until the connection to it"
                            + " was there), first-byte (until its response began), response (until the end), total.",
                    (argument, needs) -> LogTimes.duration(argument)),
            LogDirective.number(
                    "^FB", "Microseconds until the member's response began (LogIOTrackTTFB).", (facts, line) -> {
                        long nanos = facts.nanos(Stretch.TOTAL) - facts.nanos(Stretch.RESPONSE);
                        return facts.nanos(Stretch.FIRST_BYTE) >= 0 && number(nanos / 1000, line);
                    }),
            new LogDirective(
                    "i", "%{NAME}i", false, "A field of the request, as rules left it.", LogDirectives::requestField),
            new LogDirective(
                    "o", "%{NAME}o", false, "A field of the response, as rules left it.", LogDirectives::responseField),
            new LogDirective("C", "%{NAME}C", false, "A cookie of the request.", LogDirectives::cookie),
            new LogDirective(
                    "e",
                    "%{NAME}e",
                    false,
                    "A variable of the request: SetEnv, SetEnvIf, BALANCER_NAME, BALANCER_WORKER_NAME, BALANCER_WORKER_ROUTE,"
                            + " BALANCER_SESSION_ROUTE, BALANCER_SESSION_STICKY, BALANCER_ROUTE_CHANGED.",
                    LogDirectives::variable),
            new LogDirective(
                    "x",
                    "%{NAME}x",
                    false,
                    "A variable of the client's TLS, such as SSL_PROTOCOL.",
                    (name, needs) -> (facts, line) -> outside(facts.request().tls(name), line)),
            LogDirective.plain("v", "The site's own name.", (facts, line) -> outside(facts.serverName(), line)),
            LogDirective.plain("V", "The host that the client asked for, or the site's own name.", LogDirectives::host),
            new LogDirective(
                    "p",
                    "%p, %{remote}p",
                    true,
                    "The port that the client connected to (canonical and local are the same), or the client's own.",
                    LogDirectives::port),
            LogDirective.plain(
                    "m", "The method.", (facts, line) -> outside(facts.request().method(), line, true)),
            LogDirective.plain("U", "The path, decoded, without query.", (facts, line) -> outside(facts.path(), line)),
            LogDirective.plain("q", "A question mark and the query; nothing without one.", LogDirectives::query),
            LogDirective.plain(
                    "H",
                    "The protocol, such as HTTP/1.1.",
                    (facts, line) -> outside(facts.request().protocol(), line)),
            LogDirective.plain(
                    "R",
                    "What handled it: proxy-server, balancer-manager, or a hyphen.",
                    (facts, line) -> outside(facts.handler(), line)),
            new LogDirective(
                    "X",
                    "%X, %{FACT}X",
                    false,
                    "The connection behind the response: X broken before its end, + kept, - closed. Or a fact of Tandem's: reason"
                            + " (why it ended, see below), tries (how often a member was turned to), balancer, member, route (that member's), matched (the path or pattern of the"
                            + " route that led there), choice (why that member, see below).",
                    LogDirectives::ending),
            LogDirective.number(
                    "k",
                    "How many requests came before it on its connection.",
                    (facts, line) -> number(facts.before(), line)),
            LogDirective.plain(
                    "L", "The id of its entry in the error log: a hyphen, there is none.", (facts, line) -> false),
            new LogDirective(
                    "P", "%P, %{pid}P", true, "This process's number; threads have none.", LogDirectives::process),
            LogDirective.missing("f", "%f", "The file that was served."),
            LogDirective.missing("n", "%{NAME}n", "A note of one of httpd's modules."),
            LogDirective.missing("c", "%{NAME}c", "mod_ssl's old names; write %{SSL_PROTOCOL}x."),
            LogDirective.missing("^ti", "%{NAME}^ti", "A trailer of the request."),
            LogDirective.missing("^to", "%{NAME}^to", "A trailer of the response."));

    private LogDirectives() {}

    /** The row of a name; null if Apache does not know it either. */
    static @Nullable LogDirective find(String name) {
        for (LogDirective row : ROWS) {
            if (row.name().equals(name)) {
                return row;
            }
        }
        return null;
    }

    static boolean number(long value, LogLine line) {
        line.number(value);
        return true;
    }

    private static boolean outside(@Nullable String text, LogLine line) {
        return outside(text, line, false);
    }

    /** @param never whether nothing is no value */
    private static boolean outside(@Nullable String text, LogLine line, boolean never) {
        if (text == null || never && text.isEmpty()) {
            return false;
        }
        line.escaped(text);
        return true;
    }

    private static boolean client(LogFacts facts, LogLine line) {
        return outside(facts.clientAddress(), line);
    }

    private static Writer address(String whose, LogNeeds needs) {
        return switch (whose) {
            case "" -> LogDirectives::client;
            case "c" -> (facts, line) -> outside(facts.peerAddress(), line);
            default -> throw new IllegalArgumentException("%{" + whose + "}a is not known; known are %a and %{c}a");
        };
    }

    private static boolean firstLine(LogFacts facts, LogLine line) {
        String method = facts.request().method();
        if (method.isEmpty()) {
            return false;
        }
        line.escaped(method).put(' ').escaped(facts.request().target()).put(' ');
        line.escaped(facts.request().protocol());
        return true;
    }

    private static boolean status(LogFacts facts, LogLine line) {
        return facts.status() > 0 && number(facts.status(), line);
    }

    private static Writer requestField(String name, LogNeeds needs) {
        byte[] lower = lowerCase(name, "i");
        return (facts, line) -> facts.requestField(lower, line);
    }

    private static Writer responseField(String name, LogNeeds needs) {
        byte[] lower = lowerCase(name, "o");
        needs.responseField(name);
        return (facts, line) -> facts.responseField(lower, line);
    }

    private static byte[] lowerCase(String name, String letter) {
        required(name, letter);
        return name.toLowerCase(Locale.ROOT).getBytes(US_ASCII);
    }

    private static void required(String name, String letter) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("%" + letter + " needs a name: %{NAME}" + letter);
        }
    }

    private static Writer cookie(String name, LogNeeds needs) {
        required(name, "C");
        return (facts, line) -> {
            String cookies = facts.request().field("Cookie");
            return cookies != null && cookie(name, cookies, line);
        };
    }

    // As mod_log_config: pieces between semicolons, names without regard to case, the first counts.
    private static boolean cookie(String name, String cookies, LogLine line) {
        for (String piece : cookies.split(";")) {
            int equals = piece.indexOf('=');
            if (equals >= 0 && piece.substring(0, equals).strip().equalsIgnoreCase(name)) {
                line.escaped(piece.substring(equals + 1).strip());
                return true;
            }
        }
        return false;
    }

    private static Writer variable(String name, LogNeeds needs) {
        required(name, "e");
        needs.variables();
        return (facts, line) -> {
            Visit visit = facts.visit();
            return visit != null && outside(visit.variable(name), line);
        };
    }

    private static boolean host(LogFacts facts, LogLine line) {
        String authority = facts.request().authority();
        int colon = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        boolean port = colon > 0 && colon < authority.length();
        String host = port ? authority.substring(0, colon) : authority;
        return outside(host.isEmpty() ? facts.serverName() : host.toLowerCase(Locale.ROOT), line);
    }

    private static Writer port(String which, LogNeeds needs) {
        return switch (which.toLowerCase(Locale.ROOT)) {
            case "", "canonical", "local" ->
                (facts, line) -> number(facts.request().localPort(), line);
            case "remote" -> (facts, line) -> number(facts.clientPort(), line);
            default ->
                throw new IllegalArgumentException(
                        "%{" + which + "}p is not known; known are %p, %{canonical}p, %{local}p and %{remote}p");
        };
    }

    private static boolean query(LogFacts facts, LogLine line) {
        String target = facts.request().target();
        int question = target.indexOf('?');
        return outside(question < 0 ? "" : target.substring(question), line);
    }

    private static Writer ending(String fact, LogNeeds needs) {
        return switch (fact) {
            case "" ->
                (facts, line) -> {
                    line.put(facts.connection());
                    return true;
                };
            case "reason" -> (facts, line) -> outside(facts.end().word(), line);
            case "tries" -> (facts, line) -> number(facts.tries(), line);
            case "balancer" -> (facts, line) -> outside(facts.balancer(), line);
            case "member" -> (facts, line) -> outside(facts.member(), line);
            case "route" -> (facts, line) -> outside(facts.route(), line);
            case "matched" -> (facts, line) -> outside(facts.matched(), line);
            case "choice" ->
                (facts, line) -> {
                    MemberChoice choice = facts.choice();
                    return outside(choice == null ? null : choice.word(), line);
                };
            default ->
                throw new IllegalArgumentException("%{" + fact
                        + "}X is not known; known are %X and %{reason}X, %{tries}X, %{balancer}X, %{member}X, %{route}X,"
                        + " %{matched}X, %{choice}X");
        };
    }

    private static Writer process(String which, LogNeeds needs) {
        if (which.isEmpty() || which.equalsIgnoreCase("pid")) {
            return (facts, line) -> number(facts.process(), line);
        }
        needs.missing("%{" + which + "}P");
        return (facts, line) -> false;
    }
}
