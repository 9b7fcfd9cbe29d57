package tandem.core.registration;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.MemberUrl;
import tandem.core.routing.Found;
import tandem.core.text.IpAddress;

/** Reads what a CONFIG says of a member. Fields with the protocol's defaults; those of AJP and of connections are not used. */
final class McmpConfig {
    private static final int MOST_PORT = 65_535;
    private static final int DAY_SECONDS = 86_400;
    private static final int LONGEST_NAME = 63;

    private McmpConfig() {}

    /** @throws IllegalArgumentException with a sentence for whoever sent it */
    static Registration read(McmpRequest request, String route, McmpNode node) {
        String wish = request.field("balancer").orElse("");
        String balancer = node.balancer(wish);
        if (balancer.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no balancer '" + McmpRequest.shortened(wish) + "' here; write registration.balancer");
        }
        return new Registration(
                route,
                balancer,
                new MemberUrl(tls(request), host(request, node), request.number("port", 8009, 1, MOST_PORT), ""),
                Map.of(),
                1,
                request.number("timeout", 0, 0, DAY_SECONDS),
                sessions(request),
                Registration.Mark.NEVER,
                false);
    }

    private static boolean tls(McmpRequest request) {
        String type = request.field("type").orElse("ajp").toLowerCase(Locale.ROOT);
        return switch (type) {
            case "http", "ws" -> false;
            case "https", "wss" -> true;
            default ->
                throw new IllegalArgumentException("Type is " + McmpRequest.shortened(type)
                        + ", which is not spoken here: let the member register its http or https connector");
        };
    }

    private static String host(McmpRequest request, McmpNode node) {
        String host = request.field("host").orElse("localhost");
        String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        plain = plain.equalsIgnoreCase("localhost") ? "127.0.0.1" : plain;
        if (!IpAddress.valid(plain)) {
            throw new IllegalArgumentException(
                    "Host is '" + McmpRequest.shortened(host) + "', not an address: let the member listen on one");
        }
        InetAddress address = IpAddress.parse(plain);
        // Deliberate: a loopback address is this machine's, so only who sends from this machine may mean it.
        boolean allowed = address.isLoopbackAddress() ? request.from().isLoopbackAddress() : node.allows(address);
        if (!allowed) {
            throw new IllegalArgumentException("Host " + plain
                    + " is in none of the networks that members may have; add it to registration.allow");
        }
        return plain.toLowerCase(Locale.ROOT);
    }

    private static Optional<Found.Sessions> sessions(McmpRequest request) {
        if (!request.flag("stickysession", true)) {
            return Optional.empty();
        }
        return Optional.of(Registration.sessions(
                name(request, "stickysessioncookie", "JSESSIONID"),
                name(request, "stickysessionpath", "jsessionid"),
                request.flag("stickysessionforce", true)));
    }

    private static String name(McmpRequest request, String field, String otherwise) {
        String name = request.field(field).orElse(otherwise);
        boolean plain = name.chars().allMatch(c -> c > ' ' && c < 0x7f && "|;,=?&#\"<>".indexOf(c) < 0);
        if (!plain || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    field + " is '" + McmpRequest.shortened(name) + "', which no cookie or parameter is called");
        }
        return name;
    }
}
