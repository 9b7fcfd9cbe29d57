package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ListenAddress;
import tandem.core.config.SiteConfig.EncodedSlashes;
import tandem.core.config.SiteConfig.Trace;

/** Directives about the server as a whole. Those that steer the reading itself are carried out by {@link HttpdReader}. */
final class ServerDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "Listen",
                    OUTSIDE,
                    1,
                    2,
                    "An address and port to listen on: a listener; https, or port 443, speaks TLS unless SSLEngine says otherwise.",
                    ServerDirectives::listen),
            carriedOut(
                    "ServerName",
                    OUTSIDE,
                    1,
                    1,
                    "The name in X-Forwarded-Server and Via; of a virtual host also the name that clients ask for.",
                    call -> call.server().name = Optional.of(hostOf(call.word(0)))),
            carriedOut(
                    "ServerAlias",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Further names of a virtual host; *.NAME is every name below.",
                    ServerDirectives::alias),
            carriedOut(
                    "AllowEncodedSlashes",
                    OUTSIDE,
                    1,
                    1,
                    "Off: %2F in a path is answered with 404; On: it is a slash; NoDecode: passed on. Not given: passed on (httpd: 404).",
                    call -> call.server().encodedSlashes = Optional.of(slashes(call.word(0)))),
            carriedOut(
                    "TraceEnable",
                    OUTSIDE,
                    1,
                    1,
                    "Off: 405; On: passed on without a body; extended: passed on. Not given: 405 (httpd: on).",
                    call -> call.server().trace = Optional.of(trace(call.word(0)))),
            carriedOut(
                    "Timeout",
                    OUTSIDE,
                    1,
                    1,
                    "Seconds of silence allowed to clients, and to members without ProxyTimeout or timeout.",
                    call -> call.server().timeout =
                            HttpdNumbers.seconds(call.word(0), 1, "Timeout must be at least one second")),
            reading("Include", "Reads further files in this place; wild cards are allowed, one file must match."),
            reading("IncludeOptional", "The same; no file need match."),
            reading("Define", "Gives ${NAME} a value, and makes <IfDefine NAME> true."),
            reading("UnDefine", "Takes a definition back."),
            reading("Use", "Reads a macro's lines in this place, with a value for each of its parameters."),
            reading("UndefMacro", "Takes a macro back."),
            reading("ServerRoot", "What relative paths of Include start from; default: this file's directory."),
            reading("DocumentRoot", "Where pages of ErrorDocument are read from; no other files are served."),
            reading("LoadModule", "Loads nothing; makes <IfModule> of that module true."));

    private static final int HTTPS_PORT = 443;

    private ServerDirectives() {}

    private static HttpdDirective reading(String name, String doc) {
        int most = switch (name) {
            case "Define", "LoadModule" -> 2;
            case "Use" -> HttpdDirective.ANY_NUMBER;
            default -> 1;
        };
        return carriedOut(name, ANYWHERE, 1, most, doc, call -> {
            throw new IllegalStateException(name + " is carried out by the reader");
        });
    }

    private static void alias(HttpdCall call) {
        if (call.server().isMain()) {
            call.warning(call.place(), "has no effect outside of <VirtualHost>, as in httpd");
            return;
        }
        for (HttpdWord word : call.arguments()) {
            String alias = word.text().toLowerCase(Locale.ROOT);
            boolean below = alias.startsWith("*.") && alias.indexOf('*', 1) < 0;
            if (!alias.equals("*") && !below && alias.indexOf('*') >= 0 || alias.indexOf('?') >= 0) {
                call.error(word.place(), "'" + word.text() + "' is not carried out; wild cards are *.NAME and *");
            } else {
                call.server().aliases.add(alias);
            }
        }
    }

    private static EncodedSlashes slashes(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on" -> EncodedSlashes.DECODE;
            case "off" -> EncodedSlashes.REFUSE;
            case "nodecode" -> EncodedSlashes.KEEP;
            default -> throw new IllegalArgumentException("must be one of: On | Off | NoDecode, not '" + word + "'");
        };
    }

    private static Trace trace(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on" -> Trace.ON;
            case "off" -> Trace.OFF;
            case "extended" -> Trace.EXTENDED;
            default -> throw new IllegalArgumentException("must be one of: On | Off | extended, not '" + word + "'");
        };
    }

    private static void listen(HttpdCall call) {
        if (!call.server().isMain()) {
            throw new IllegalArgumentException("is not allowed in <VirtualHost>");
        }
        ListenAddress address = ListenAddress.parse(call.word(0));
        boolean given = call.arguments().size() == 2;
        String protocol = given ? call.word(1) : address.port() == HTTPS_PORT ? "https" : "http";
        boolean https = protocol.equalsIgnoreCase("https");
        if (!https && !protocol.equalsIgnoreCase("http")) {
            call.error(
                    call.arguments().get(1).place(),
                    "'" + protocol + "' is not a protocol known here; write http, https or nothing");
        }
        if (address.port() == 0) {
            call.error(call.arguments().get(0).place(), "port 0 is not allowed (1..65535)");
        }
        call.draft().listens.add(new HttpdDraft.Listen(call.arguments().get(0).place(), address, https));
    }

    private static String hostOf(String name) {
        int scheme = name.indexOf("://");
        String host = scheme < 0 ? name : name.substring(scheme + 3);
        int colon = host.indexOf(':', host.indexOf(']') + 1);
        if (colon >= 0) {
            host = host.substring(0, colon);
        }
        if (host.isEmpty() || host.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is not a host name");
        }
        return host;
    }
}
