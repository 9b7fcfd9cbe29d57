package tandem.config;

import java.util.List;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.config.TandemConfig;
import tandem.core.tls.CipherSuites;

/** Finds listeners and members that HTTP/2 cannot be spoken with. */
final class Http2Checks {
    private static final int LONGEST_SERVICE = 100;

    private final TandemConfig config;
    private final Places places;
    private final Report report;

    Http2Checks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.listeners().forEach(this::listener);
        config.balancers().forEach(this::balancer);
    }

    private void balancer(String name, BalancerConfig balancer) {
        for (int i = 0; i < balancer.members().size(); i++) {
            MemberConfig member = balancer.members().get(i);
            String own = "balancers." + name + (member.health().isPresent() ? ".members[" + i + "]" : "") + ".health";
            balancer.healthOf(member).ifPresent(rule -> grpc(own, rule, member));
            if (member.url().http2()) {
                member("balancers." + name + ".members[" + i + "]", member);
                if (member.url().tls()) {
                    suites("balancers." + name + ".tls", balancer.tls().ciphers());
                }
            }
        }
    }

    private void grpc(String key, HealthConfig rule, MemberConfig member) {
        if (rule.method() != HealthMethod.GRPC) {
            return;
        }
        if (!member.url().http2()) {
            error(key + ".method", "grpc is asked by HTTP/2; write h2:// or h2c:// for " + member.url());
        }
        if (rule.expect().isPresent()) {
            error(key + ".expect", "is for HTTP; of gRPC's health service SERVING alone counts");
        }
        if (rule.path().length() > LONGEST_SERVICE) {
            error(key + ".path", "the name of a service has at most " + LONGEST_SERVICE + " characters here");
        }
    }

    private void member(String key, MemberConfig member) {
        String by = " by HTTP/2 (" + member.url().scheme() + "://)";
        if (member.proxyProtocol() != ProxyHeaderVersion.OFF) {
            error(
                    key + ".proxy-protocol",
                    "names one client for a whole connection, which many clients share" + by
                            + "; leave it out (X-Forwarded-For names them), or write "
                            + member.url().webScheme() + "://");
        }
        if (!member.reuse()) {
            error(
                    key + ".reuse",
                    "one connection for each request (disablereuse) is not what requests" + by
                            + " go by; leave it out, or write " + member.url().webScheme() + "://");
        }
    }

    private void suites(String key, List<String> ciphers) {
        List<String> forbidden = forbidden(ciphers);
        if (!forbidden.isEmpty()) {
            error(
                    key + ".ciphers",
                    "members refuse HTTP/2 by " + String.join(", ", forbidden)
                            + " (RFC 9113, appendix A); take that out, or write https:// instead of h2://");
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private static List<String> forbidden(List<String> ciphers) {
        return ciphers.stream()
                .filter(suite -> !CipherSuites.fitForHttp2(suite))
                .toList();
    }

    /** Those of its cipher suites by which clients refuse HTTP/2. */
    static List<String> unfit(ListenerTlsConfig tls) {
        return forbidden(tls.ciphers());
    }

    private void listener(String name, ListenerConfig listener) {
        if (!listener.http2() || listener.tls().isEmpty()) {
            return;
        }
        List<String> forbidden = unfit(listener.tls().get());
        if (!forbidden.isEmpty()) {
            error(
                    "listeners." + name + ".http2",
                    "clients refuse HTTP/2 by " + String.join(", ", forbidden)
                            + " (RFC 9113, appendix A); take that out of tls.ciphers, or http2 out of the listener");
        }
    }
}
