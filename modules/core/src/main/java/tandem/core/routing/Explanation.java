package tandem.core.routing;

import java.net.InetAddress;
import java.util.List;

/**
 * Where a request would go now, and why. What is not there is empty.
 *
 * @param listener the listener's name
 * @param route the path or pattern of the route that leads it
 * @param balancer the balancer that it leads to
 * @param session the route that the request's session names
 * @param member BALANCER/NAME of the member that would get it
 * @param path path and query that the member would be asked for
 * @param why sentences in the order in which things are decided
 */
public record Explanation(
        String listener, String route, String balancer, String session, String member, String path, List<String> why) {

    public Explanation {
        why = List.copyOf(why);
    }

    /**
     * The request: a GET.
     *
     * @param secure whether it comes by TLS
     * @param host as the client names it, without port
     * @param port of the listener; where none has it, the first listener is meant
     * @param target path and query, encoded
     * @param cookies the Cookie field; empty without one
     * @param client who asks
     */
    public record Question(boolean secure, String host, int port, String target, String cookies, InetAddress client) {}
}
