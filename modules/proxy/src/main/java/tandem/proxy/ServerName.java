package tandem.proxy;

import java.util.Optional;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.RouteConfig;
import tandem.core.routing.Route;
import tandem.core.routing.RoutingTable;
import tandem.proxy.http.RequestHead;

/**
 * Whom TLS is spoken with: what SNI says and the certificate must be for. As in Apache it is the host of the member's URL, or
 * the request's Host where that is passed on, unless the configuration names somebody else.
 */
final class ServerName {
    private ServerName() {}

    /** For a request; empty for a member that is spoken to in clear text. */
    static String of(Member member, RouteConfig route, RequestHead head) {
        if (!member.config().url().tls()) {
            return "";
        }
        Optional<String> configured = member.tls().serverName();
        if (configured.isPresent()) {
            return configured.get();
        }
        boolean passedOn = route.preserveHost() && !head.host().isEmpty();
        return passedOn ? head.host() : member.config().url().host();
    }

    /** For requests to come, as far as it can be told from the configuration; absent if it cannot. */
    static Optional<String> expected(Member member, RoutingTable table) {
        if (!member.config().url().tls()) {
            return Optional.of("");
        }
        if (member.tls().serverName().isPresent()) {
            return member.tls().serverName();
        }
        for (Route route : table.routes()) {
            String balancer = route.balancer().map(Balancer::name).orElse("");
            if (!member.id().startsWith(balancer + "/")) {
                continue;
            }
            if (!route.config().preserveHost()) {
                return Optional.of(member.config().url().host());
            }
            if (route.config().host().indexOf('*') < 0) {
                return Optional.of(route.config().host());
            }
        }
        return table.config().serverName();
    }
}
