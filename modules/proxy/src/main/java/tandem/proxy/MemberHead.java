package tandem.proxy;

import java.nio.charset.StandardCharsets;
import tandem.core.balance.Member;
import tandem.core.config.RouteConfig;
import tandem.core.routing.Routed;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.RequestHead;

/**
 * Writes a request's head as its member sees it: Host first, hop-by-hop fields left out, framing and forwarding fields made anew.
 * The order of effects is that of Apache's mod_proxy_http, so that a client cannot strip what is added here.
 */
final class MemberHead {
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\nHost: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] CONNECTION_UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] TE = ascii("TE: trailers\r\n");
    private static final byte[] TRAILERS = ascii("trailers");
    private static final byte[] EXPECT = ascii("Expect: 100-continue\r\n");
    private static final byte[] FORWARDED_FOR = ascii("X-Forwarded-For: ");
    private static final byte[] FORWARDED_HOST = ascii("X-Forwarded-Host: ");
    private static final byte[] FORWARDED_SERVER = ascii("X-Forwarded-Server: ");
    private static final byte[] FORWARDED_PROTO = ascii("X-Forwarded-Proto: https\r\n");
    private static final byte[] VIA = ascii("Via: ");

    private final ProxySettings settings;

    MemberHead(ProxySettings settings) {
        this.settings = settings;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the client waits for 100 before it sends its body. */
    static boolean expectsContinue(RequestHead head) {
        return head.http11() && head.hasBody() && head.fields().find(Field.EXPECT, 0) >= 0;
    }

    /**
     * Writes the head.
     *
     * @param facts of a request whose hop-by-hop fields are dropped already
     * @param upgrade the protocols asked for; empty for none
     * @param ping whether the member is asked for 100-continue though the client did not
     */
    void write(HeadBytes out, HeadFacts facts, Routed.Forward forward, Member member, String upgrade, boolean ping) {
        RequestHead head = facts.head();
        ClientConnection client = facts.connection();
        RouteConfig route = forward.config();
        String memberPath = member.config().url().path();
        out.put(head.method()).put(' ').put(memberPath);
        if (memberPath.isEmpty() && !forward.path().startsWith("/") && !head.outbound()) {
            out.put('/');
        }
        out.put(forward.path());
        out.put(VERSION).put(host(head, forward, member)).crlf();
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (!fields.dropped(i) && copied(fields.known(i), route, client)) {
                out.field(fields, i);
            }
        }
        via(out, head, forward, client);
        if (route.forwarded()) {
            forwarded(out, facts, forward);
        }
        if (head.framing() == Framing.CHUNKED) {
            out.put(CHUNKED);
        } else if (head.framing() == Framing.LENGTH) {
            out.put(LENGTH).put(head.length()).crlf();
        }
        if (ping || expectsContinue(head)) {
            out.put(EXPECT);
        }
        if (member.config().url().http2() && fields.listed(Field.TE, TRAILERS)) {
            out.put(TE);
        }
        if (!upgrade.isEmpty()) {
            out.put(CONNECTION_UPGRADE).put(upgrade).crlf();
        } else if (!member.config().reuse() && !head.methodIs("CONNECT")) {
            out.put(CLOSE);
        }
        out.crlf();
    }

    private String host(RequestHead head, Routed.Forward forward, Member member) {
        if (!forward.config().preserveHost()) {
            return member.config().url().authority();
        }
        return head.authority().isEmpty() ? serverName(forward) : head.authority();
    }

    private String serverName(Routed.Forward forward) {
        String own = forward.serverName();
        return own == null ? settings.serverName() : own;
    }

    private static boolean copied(Field field, RouteConfig route, ClientConnection client) {
        return switch (field) {
            case HOST, EXPECT, VIA -> false;
            case X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_SERVER -> !route.forwarded();
            case X_FORWARDED_PROTO -> !route.forwarded() || !client.secure();
            default -> true;
        };
    }

    private void forwarded(HeadBytes out, HeadFacts facts, Routed.Forward forward) {
        RequestHead head = facts.head();
        Fields fields = head.fields();
        extended(out.put(FORWARDED_FOR), fields, Field.X_FORWARDED_FOR)
                .put(facts.clientText())
                .crlf();
        if (!head.authority().isEmpty()) {
            extended(out.put(FORWARDED_HOST), fields, Field.X_FORWARDED_HOST)
                    .put(head.authority())
                    .crlf();
        }
        extended(out.put(FORWARDED_SERVER), fields, Field.X_FORWARDED_SERVER)
                .put(serverName(forward))
                .crlf();
        if (facts.secure()) {
            out.put(FORWARDED_PROTO);
        }
    }

    private static HeadBytes extended(HeadBytes out, Fields fields, Field field) {
        String before = fields.joined(field, ", ");
        return before.isEmpty() ? out : out.put(before).put(", ");
    }

    private void via(HeadBytes out, RequestHead head, Routed.Forward forward, ClientConnection client) {
        RouteConfig route = forward.config();
        String before = head.fields().joined(Field.VIA, ", ");
        String own = viaEntry(forward, head.http2() ? "2.0 " : received(head.http11()), client);
        boolean kept = route.via() != RouteConfig.Via.BLOCK && !before.isEmpty();
        if (kept || !own.isEmpty()) {
            out.put(VIA).put(kept ? before : "").put(kept && !own.isEmpty() ? ", " : "");
            out.put(own).crlf();
        }
    }

    /** How Via names the version of a message by HTTP/1. */
    static String received(boolean http11) {
        return http11 ? "1.1 " : "1.0 ";
    }

    /**
     * What this node adds to Via; empty for nothing.
     *
     * @param version by which it got the message, and a blank
     */
    String viaEntry(Routed.Forward forward, String version, ClientConnection client) {
        RouteConfig.Via via = forward.config().via();
        if (via == RouteConfig.Via.OFF || via == RouteConfig.Via.BLOCK) {
            return "";
        }
        String own = forward.serverName();
        if (own != null) {
            return makeViaEntry(via, version, client, own);
        }
        String known = client.viaEntry(via, version);
        return known == null
                ? client.viaEntry(via, version, makeViaEntry(via, version, client, settings.serverName()))
                : known;
    }

    private String makeViaEntry(RouteConfig.Via via, String version, ClientConnection client, String name) {
        String port = client.onDefaultPort() ? "" : ":" + client.localPort();
        String entry = version + name + port;
        return via == RouteConfig.Via.FULL ? entry + " (Tandem/" + settings.version() + ")" : entry;
    }
}
