package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ListenAddress;

/** Directives about the server as a whole. Those that steer the reading itself are carried out by {@link HttpdReader}. */
final class ServerDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "Listen", OUTSIDE, 1, 2, "An address and port to listen on: a listener.", ServerDirectives::listen),
            carriedOut(
                    "ServerName",
                    OUTSIDE,
                    1,
                    1,
                    "The name in X-Forwarded-Server and Via.",
                    call -> call.draft().serverName = Optional.of(hostOf(call.word(0)))),
            carriedOut(
                    "Timeout",
                    OUTSIDE,
                    1,
                    1,
                    "Seconds of silence allowed to clients, and to members without ProxyTimeout or timeout.",
                    call -> call.draft().timeout =
                            HttpdNumbers.seconds(call.word(0), 1, "Timeout must be at least one second")),
            reading("Include", "Reads further files in this place; wild cards are allowed, one file must match."),
            reading("IncludeOptional", "The same; no file need match."),
            reading("Define", "Gives ${NAME} a value, and makes <IfDefine NAME> true."),
            reading("UnDefine", "Takes a definition back."),
            reading("ServerRoot", "What relative paths of Include start from; default: this file's directory."),
            reading("LoadModule", "Loads nothing; makes <IfModule> of that module true."));

    private ServerDirectives() {}

    private static HttpdDirective reading(String name, String doc) {
        int most = name.equals("Define") || name.equals("LoadModule") ? 2 : 1;
        return carriedOut(name, ANYWHERE, 1, most, doc, call -> {
            throw new IllegalStateException(name + " is carried out by the reader");
        });
    }

    private static void listen(HttpdCall call) {
        String protocol = call.arguments().size() == 2 ? call.word(1) : "http";
        if (protocol.equalsIgnoreCase("https")) {
            call.error(call.arguments().get(1).place(), "https is not carried out yet; listen for http");
        } else if (!protocol.equalsIgnoreCase("http")) {
            call.error(
                    call.arguments().get(1).place(),
                    "'" + protocol + "' is not a protocol known here; write http or nothing");
        }
        ListenAddress address = ListenAddress.parse(call.word(0));
        if (address.port() == 0) {
            call.error(call.arguments().get(0).place(), "port 0 is not allowed (1..65535)");
        }
        call.draft().listens.add(new HttpdDraft.Listen(call.arguments().get(0).place(), address));
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
