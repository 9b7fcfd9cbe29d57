package tandem.core.routing;

import tandem.core.balance.Balancer;

/** A balancer as one request meets it, where its members have told which applications they have. */
final class Contexts {
    private Contexts() {}

    /** @param forwarded path and query towards the member, as {@link RequestPath} made them */
    static Balancer of(Balancer balancer, String forwarded) {
        return balancer.everywhere() ? balancer : balancer.at(plain(forwarded));
    }

    /** Whether any member has told of an application there. */
    static boolean serves(Balancer balancer, String forwarded) {
        return balancer.everywhere() || balancer.serves(plain(forwarded));
    }

    private static String plain(String forwarded) {
        try {
            RequestPath path = RequestPath.parse(forwarded);
            return ServletPath.of(path.decoded()).compared();
        } catch (RequestPath.BadPath e) {
            return forwarded;
        }
    }
}
