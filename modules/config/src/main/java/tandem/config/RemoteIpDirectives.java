package tandem.config;

import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.text.Network;

/** mod_remoteip: who connects on behalf of clients. */
final class RemoteIpDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "RemoteIPProxyProtocol",
                    OUTSIDE,
                    1,
                    1,
                    "On: connections to the addresses of this server begin with a header of the PROXY protocol, version 1 or 2.",
                    RemoteIpDirectives::proxyProtocol),
            carriedOut(
                    "RemoteIPProxyProtocolExceptions",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Addresses and networks that connect without such a header.",
                    call -> networks(call, call.server().remoteIp.exceptions)),
            carriedOut(
                    "RemoteIPHeader",
                    OUTSIDE,
                    1,
                    1,
                    "The field in which trusted proxies name the client, also Forwarded. Without trusted or internal proxies nobody is believed (httpd: everybody).",
                    RemoteIpDirectives::header),
            carriedOut(
                    "RemoteIPProxiesHeader",
                    OUTSIDE,
                    1,
                    1,
                    "The field in which members get the trusted proxies that a request passed.",
                    call -> call.server().remoteIp.proxiesHeader = Optional.of(call.word(0))),
            carriedOut(
                    "RemoteIPTrustedProxy",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Addresses and networks of proxies that are believed, but for private addresses that they name.",
                    call -> networks(call, call.server().remoteIp.trusted)),
            carriedOut(
                    "RemoteIPInternalProxy",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Addresses and networks of proxies that are believed in any case.",
                    call -> networks(call, call.server().remoteIp.internal)),
            carriedOut(
                    "RemoteIPTrustedProxyList",
                    OUTSIDE,
                    1,
                    1,
                    "A file with such proxies, one a line; # begins a comment.",
                    call -> file(call, call.server().remoteIp.trusted)),
            carriedOut(
                    "RemoteIPInternalProxyList",
                    OUTSIDE,
                    1,
                    1,
                    "A file with such proxies, one a line; # begins a comment.",
                    call -> file(call, call.server().remoteIp.internal)));

    private RemoteIpDirectives() {}

    private static void proxyProtocol(HttpdCall call) {
        RemoteIpDraft draft = call.server().remoteIp;
        draft.proxyProtocol = Optional.of(HttpdNumbers.onOff(call.word(0), "RemoteIPProxyProtocol"));
        draft.proxyProtocolPlace = Optional.of(call.place());
    }

    private static void header(HttpdCall call) {
        RemoteIpDraft draft = call.server().remoteIp;
        draft.header = Optional.of(call.word(0));
        draft.headerPlace = Optional.of(call.place());
    }

    private static void file(HttpdCall call, List<Network> into) {
        Path file = call.draft().serverRoot.resolve(call.word(0));
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.replaceFirst("#.*", "").trim();
                if (!text.isEmpty()) {
                    into.add(Network.parse(text));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage() + "; names are not looked up", e);
        }
    }

    private static void networks(HttpdCall call, List<Network> into) {
        for (HttpdWord word : call.arguments()) {
            try {
                into.add(Network.parse(word.text()));
            } catch (IllegalArgumentException e) {
                call.error(word.place(), e.getMessage() + "; names are not looked up, write addresses");
            }
        }
    }
}
