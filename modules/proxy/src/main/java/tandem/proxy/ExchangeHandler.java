package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/** What a front hands its exchanges to. */
@FunctionalInterface
interface ExchangeHandler {
    /**
     * Takes an exchange on; it is answered or aborted, now or later.
     *
     * @param malformed what is wrong with its head, as a sentence for the client; null if nothing is
     */
    @RunsOn(Lane.IO)
    void handle(IoLoop loop, ClientExchange exchange, @Nullable String malformed);
}
