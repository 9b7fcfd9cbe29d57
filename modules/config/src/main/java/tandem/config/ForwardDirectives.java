package tandem.config;

import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PortRange;
import tandem.core.text.BoundedPattern;

/** The forward proxy: mod_proxy's part of it, and mod_proxy_connect. */
final class ForwardDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "ProxyRequests",
                    OUTSIDE,
                    1,
                    1,
                    "On: a forward proxy, which <Proxy *> must limit to its clients; an open one is an error. Default Off.",
                    ForwardDirectives::requests),
            carriedOut(
                    "AllowCONNECT",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Ports and ranges that CONNECT may ask for; default 443 563.",
                    ForwardDirectives::ports),
            carriedOut(
                    "ProxyBlock",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Parts of hosts, addresses and networks that nobody may ask the forward proxy for; * for all. Names are not resolved.",
                    call -> words(call, call.server().forward.block, true)),
            carriedOut(
                    "NoProxy",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "Hosts, .domains, addresses and networks that are asked without ProxyRemote. Names are not resolved.",
                    call -> words(call, call.server().forward.direct, false)),
            carriedOut(
                    "ProxyDomain",
                    OUTSIDE,
                    1,
                    1,
                    "The domain of hosts that clients ask the forward proxy for without one: they are redirected.",
                    ForwardDirectives::domain),
            carriedOut(
                    "ProxyRemote",
                    OUTSIDE,
                    2,
                    3,
                    "Another proxy (http) for *, a scheme or the beginning of a URL; if none can be reached, 503 and not a direct way. For"
                            + " the forward proxy alone.",
                    call -> remote(call, false)),
            carriedOut(
                    "ProxyRemoteMatch",
                    OUTSIDE,
                    2,
                    3,
                    "The same for URLs that an expression matches.",
                    call -> remote(call, true)));

    private ForwardDirectives() {}

    private static void requests(HttpdCall call) {
        call.server().forward.requests = Optional.of(HttpdNumbers.onOff(call.word(0), "ProxyRequests"));
        call.server().forward.place = call.place();
    }

    private static void ports(HttpdCall call) {
        for (HttpdWord word : call.arguments()) {
            try {
                call.server().forward.ports.add(PortRange.parse(word.text()));
            } catch (IllegalArgumentException e) {
                call.error(word.place(), String.valueOf(e.getMessage()));
            }
        }
        line(call, false);
    }

    private static void words(HttpdCall call, List<String> to, boolean needed) {
        call.arguments().forEach(word -> to.add(word.text()));
        line(call, needed);
    }

    private static void domain(HttpdCall call) {
        if (!call.word(0).startsWith(".")) {
            throw new IllegalArgumentException("Domain name must start with a dot, as in .example.com");
        }
        call.server().forward.domain = Optional.of(call.word(0));
        line(call, false);
    }

    private static void remote(HttpdCall call, boolean match) {
        if (call.arguments().size() > 2) {
            call.error(call.arguments().get(2).place(), "credentials for another proxy are not carried out yet");
        }
        if (match) {
            BoundedPattern.compile(call.word(0), true);
        }
        MemberUrl url = MemberUrl.parse(call.word(1));
        String pattern = call.word(0);
        call.server()
                .forward
                .parents
                .add(new ForwardParentConfig(
                        match ? "*" : pattern, match ? Optional.of(pattern) : Optional.empty(), url));
        line(call, true);
    }

    private static void line(HttpdCall call, boolean needed) {
        call.server()
                .forward
                .lines
                .add(new ForwardDraft.Line(call.place(), call.directive().name(), needed));
    }
}
