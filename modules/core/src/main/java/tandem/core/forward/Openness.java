package tandem.core.forward;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessConfig.Order;
import tandem.core.config.Requirement;
import tandem.core.config.Requirement.Group;
import tandem.core.text.Network;

/**
 * Whether everybody could use a forward proxy, for servers of their own choice. An open proxy is found within hours and used for
 * whatever its users do not want to be seen with. Pure.
 */
public final class Openness {
    private static final int WIDEST_4 = 1;
    private static final int WIDEST_6 = 3;
    // Names and addresses that no rule for some servers has in mind.
    private static final List<ForwardTarget> STRANGERS = List.of(
            ForwardTarget.of("http", "stranger.invalid", "/", ""),
            ForwardTarget.of("https", "stranger.invalid", "/", ""),
            ForwardTarget.of("ftp", "stranger.invalid", "/", ""),
            ForwardTarget.of("http", "stranger.invalid:8080", "/", ""),
            ForwardTarget.of("http", "192.0.2.1", "/", ""),
            ForwardTarget.connect("stranger.invalid:443"),
            ForwardTarget.connect("192.0.2.1:443"));

    private Openness() {}

    /** The first thing that everybody could ask for, as its rules see it; empty if the proxy is limited. */
    public static Optional<String> of(ForwardProxy proxy) {
        return STRANGERS.stream()
                .filter(target -> open(proxy.accessOf(target)))
                .map(ForwardTarget::url)
                .findFirst();
    }

    /** Whether a rule lets clients pass wherever they are and whatever they know. */
    static boolean open(AccessConfig access) {
        boolean allowsAll = anyWide(access.allow());
        boolean byLists = access.order() == Order.DENY_ALLOW ? allowsAll || !anyWide(access.deny()) : allowsAll;
        return byLists && access.require().map(Openness::open).orElse(true);
    }

    // Deliberate: what can only deny, such as Not and None, limits nobody by itself, for it names those who may not.
    private static boolean open(Requirement requirement) {
        return switch (requirement) {
            case Requirement.All all -> all.grant();
            case Requirement.Ip ip -> anyWide(ip.networks());
            case Requirement.Header header -> header.values().isEmpty();
            case Requirement.Variable variable -> true;
            case Requirement.Method method -> true;
            case Requirement.Path path -> true;
            case Requirement.Not not -> true;
            case Group group ->
                switch (group.kind()) {
                    case ANY -> group.parts().stream().anyMatch(Openness::open);
                    case ALL -> group.parts().stream().allMatch(Openness::open);
                    case NONE -> true;
                };
        };
    }

    private static boolean anyWide(List<Network> networks) {
        return networks.stream()
                .anyMatch(network ->
                        network.prefix() <= (network.address() instanceof Inet4Address ? WIDEST_4 : WIDEST_6));
    }

    /** Whether a rule asks for a variable, which no rule sets for what goes out. */
    public static boolean asksForVariables(AccessConfig access) {
        return !access.allowVariables().isEmpty()
                || !access.denyVariables().isEmpty()
                || access.require().map(Openness::asksForVariables).orElse(false);
    }

    private static boolean asksForVariables(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Variable variable -> true;
            case Requirement.Not not -> asksForVariables(not.inner());
            case Group group -> group.parts().stream().anyMatch(Openness::asksForVariables);
            default -> false;
        };
    }
}
