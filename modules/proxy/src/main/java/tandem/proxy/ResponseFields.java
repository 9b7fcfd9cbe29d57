package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.config.RouteConfig;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;
import tandem.core.rule.Visit;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/** Turns a member's response fields into those that the client sees. */
final class ResponseFields {
    private final MemberHead heads;

    ResponseFields(MemberHead heads) {
        this.heads = heads;
    }

    /** Drops what concerns the member connection, maps URLs back, adds Via. */
    void rewrite(
            ResponseHead response,
            RequestHead request,
            Routed.Forward forward,
            RoutingTable table,
            ClientConnection client) {
        Fields fields = response.fields();
        fields.dropHopByHop();
        RouteConfig route = forward.config();
        if (!route.reverse().isEmpty()) {
            reverse(fields, request, forward, table, client);
        }
        String via =
                heads.viaEntry(forward, response.http2() ? "2.0 " : MemberHead.received(response.http11()), client);
        if (!via.isEmpty()) {
            fields.add("Via", via);
        }
    }

    private static void reverse(
            Fields fields, RequestHead request, Routed.Forward forward, RoutingTable table, ClientConnection client) {
        RouteConfig route = forward.config();
        String here = here(request, forward, client);
        int count = fields.count();
        for (int i = 0; i < count; i++) {
            switch (fields.known(i)) {
                case LOCATION, CONTENT_LOCATION, URI -> {
                    @Nullable String mapped = ReverseMapping.map(fields.value(i), route.reverse(), table, here);
                    if (mapped != null) {
                        fields.replace(i, mapped);
                    }
                }
                default -> {
                    // passed on as it is
                }
            }
        }
    }

    private static String here(RequestHead request, Routed.Forward forward, ClientConnection client) {
        Visit visit = forward.visit();
        if (visit != null) {
            return visit.here();
        }
        return request.authority().isEmpty() ? "" : client.scheme() + "://" + request.authority();
    }

    /** Keeps the field that names the protocol of a 101. */
    static void keepUpgrade(Fields fields) {
        String protocol = fields.value(fields.find(Field.UPGRADE, 0));
        fields.dropHopByHop();
        fields.add("Upgrade", protocol);
    }
}
