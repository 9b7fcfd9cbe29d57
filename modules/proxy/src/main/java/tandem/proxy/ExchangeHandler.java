package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadRequest;

/** What a front hands its exchanges to. */
@FunctionalInterface
interface ExchangeHandler {
    /**
     * Takes an exchange on; it is answered or aborted, now or later.
     *
     * @param refused why its head is not carried out and how that is answered; null if it is to be carried out
     */
    @RunsOn(Lane.IO)
    void handle(IoLoop loop, ClientExchange exchange, @Nullable BadRequest refused);
}
