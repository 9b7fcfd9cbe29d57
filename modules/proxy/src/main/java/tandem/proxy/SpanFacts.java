package tandem.proxy;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Member;
import tandem.core.config.MemberUrl;
import tandem.core.log.RequestEnd;
import tandem.core.port.Traces.Span;
import tandem.core.routing.Routed;
import tandem.proxy.http.RequestHead;

/**
 * What spans say of a request and its attempts, by the stable names of OpenTelemetry's conventions for HTTP. Never a query, a
 * field of a login, or a cookie: those may hold secrets.
 */
final class SpanFacts {
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");
    private static final String OTHER = "_OTHER";
    private static final int SERVER_ERROR = 500;
    private static final int ERROR = 400;
    private static final int LONGEST = 1000;

    private SpanFacts() {}

    /** Notes a request, and ends its span. */
    static void request(Span span, RequestRecord record, int status) {
        HeadFacts asked = record.asked();
        RequestHead head = asked.head();
        ClientConnection client = asked.connection();
        method(span, head.method());
        span.note("url.scheme", asked.secure() ? "https" : "http");
        span.note("url.path", cut(path(head.target())));
        span.note("network.protocol.version", version(head));
        span.note("client.address", asked.clientText());
        span.note("network.peer.address", client.peerAddress().getHostAddress());
        span.note("network.local.address", client.localAddress().getHostAddress());
        span.note("network.local.port", client.localPort());
        if (!head.host().isEmpty()) {
            span.note("server.address", cut(head.host()));
            span.note("server.port", port(head, asked.secure()));
        }
        String agent = asked.field("User-Agent");
        if (agent != null) {
            span.note("user_agent.original", cut(agent));
        }
        String route = record.matched();
        if (route != null) {
            span.note("http.route", route);
        }
        decision(span, record);
        outcome(span, record.end(), status);
        span.rename(name(head.method(), route));
        span.end();
    }

    private static void decision(Span span, RequestRecord record) {
        String balancer = record.balancer();
        if (balancer != null) {
            span.note("tandem.balancer", balancer);
        }
        String member = record.member();
        if (member != null) {
            span.note("tandem.member", member);
            span.note("tandem.tries", record.tries());
        }
        span.note("tandem.reason", record.end().word());
    }

    private static void outcome(Span span, RequestEnd end, int status) {
        if (status > 0) {
            span.note("http.response.status_code", status);
        }
        switch (end) {
            case MEMBER_BROKE_OFF, MEMBER_FAILED, MEMBER_LATE, NO_MEMBER, OVERLOADED -> span.failed(end.word());
            case CLIENT_GONE, CLIENT_LATE -> {
                if (status == 0) {
                    span.failed(end.word());
                }
            }
            default -> {
                if (status >= SERVER_ERROR) {
                    span.failed(String.valueOf(status));
                }
            }
        }
    }

    /** Notes what is known of an attempt when it begins. */
    static void attempt(Span span, HeadFacts request, Routed.Forward route, Member member, int before) {
        MemberUrl url = member.config().url();
        method(span, request.head().method());
        span.note("url.full", cut(url.webScheme() + "://" + url.authority() + url.path() + path(route.path())));
        span.note("server.address", url.host());
        span.note("server.port", url.port());
        if (url.ftp()) {
            span.note("network.protocol.name", "ftp");
        } else {
            span.note("network.protocol.version", url.http2() ? "2" : "1.1");
        }
        member.address().ifPresent(known -> {
            InetAddress address = known.getAddress();
            if (address != null) {
                span.note("network.peer.address", address.getHostAddress());
                span.note("network.peer.port", known.getPort());
            }
        });
        span.note("tandem.balancer", route.balancer().name());
        span.note("tandem.member", member.config().name());
        if (before > 0) {
            span.note("http.request.resend_count", before);
        }
    }

    /** Notes what a member answered. */
    static void answered(Span span, int status) {
        span.note("http.response.status_code", status);
        if (status >= ERROR) {
            span.failed(String.valueOf(status));
        }
    }

    /** Ends an attempt's span. */
    static void end(Span span, Attempt.Outcome outcome) {
        span.note("tandem.outcome", outcome.word());
        span.end();
    }

    /**
     * A span's name.
     *
     * @param route what matched; null without one
     */
    static String name(String method, @Nullable String route) {
        String known = METHODS.contains(method) ? method : "HTTP";
        return route == null ? known : known + " " + route;
    }

    private static void method(Span span, String method) {
        if (METHODS.contains(method)) {
            span.note("http.request.method", method);
        } else {
            span.note("http.request.method", OTHER);
            span.note("http.request.method_original", cut(method));
        }
    }

    private static String version(RequestHead head) {
        return head.http2() ? "2" : head.http11() ? "1.1" : "1.0";
    }

    private static int port(RequestHead head, boolean secure) {
        String authority = head.authority();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']') && colon + 1 < authority.length()) {
            return Integer.parseInt(authority, colon + 1, authority.length(), 10);
        }
        return secure ? 443 : 80;
    }

    private static String path(String target) {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** Whoever asks chooses how much of this there is. */
    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
