package tandem.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tandem.admin.access.Identity;
import tandem.core.access.AccessRole;

/** Who asks, kept with the request. */
final class Caller {
    /** That nobody showed who he is, and need not for what he asks. */
    private static final Identity STRANGER = new Identity("", AccessRole.VIEWER, Identity.Means.OPEN);

    private static final AttachmentKey<Identity> IDENTITY = AttachmentKey.create(Identity.class);
    private static final AttachmentKey<BooleanSupplier> STILL = AttachmentKey.create(BooleanSupplier.class);

    private Caller() {}

    /** @param still whether he is who he is for as long as the request lasts */
    static void is(HttpServerExchange exchange, Identity identity, BooleanSupplier still) {
        exchange.putAttachment(IDENTITY, identity);
        exchange.putAttachment(STILL, still);
    }

    static void isStranger(HttpServerExchange exchange) {
        exchange.putAttachment(IDENTITY, STRANGER);
    }

    /** Whether nobody knows who asks, although others would have to show it. */
    static boolean stranger(HttpServerExchange exchange) {
        return exchange.getAttachment(IDENTITY) == STRANGER;
    }

    /** Where nobody is asked, the address with every right. */
    static Identity of(HttpServerExchange exchange) {
        Identity identity = exchange.getAttachment(IDENTITY);
        return identity == null || identity == STRANGER ? open(exchange) : identity;
    }

    /** The one whom the other end of the socket is, put there before anything is asked. */
    static Optional<Identity> known(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getAttachment(IDENTITY));
    }

    static Identity open(HttpServerExchange exchange) {
        return new Identity(address(exchange), AccessRole.ADMIN, Identity.Means.OPEN);
    }

    /** Whether he still is who he was at the beginning. */
    static BooleanSupplier still(HttpServerExchange exchange) {
        BooleanSupplier still = exchange.getAttachment(STILL);
        return still == null ? () -> true : still;
    }

    static String address(HttpServerExchange exchange) {
        return exchange.getSourceAddress().getAddress().getHostAddress();
    }
}
