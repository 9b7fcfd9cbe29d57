package tandem.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import tandem.core.text.Network;

/** Lets only clients of these networks and of this machine through. */
record AllowedNetworks(List<Network> networks, HttpHandler next) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        InetAddress client = exchange.getSourceAddress().getAddress();
        if (mayRead(client)) {
            next.handleRequest(exchange);
            return;
        }
        String allowed = networks.isEmpty()
                ? "this machine only"
                : networks.stream().map(Network::toString).collect(Collectors.joining(", "));
        Responses.problem(
                exchange,
                StatusCodes.FORBIDDEN,
                client.getHostAddress() + " may not read metrics here (allowed: " + allowed
                        + "); add its network to metrics.allow");
    }

    boolean mayRead(InetAddress client) {
        return client.isLoopbackAddress() || networks.stream().anyMatch(network -> network.contains(client));
    }
}
