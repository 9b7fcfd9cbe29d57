package tandem.app.acme;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tandem.core.config.ChallengeType;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.status.NodeStatus;

/** What a configuration has ordered, how that can be proved, and which node does it. Pure. */
final class OrderPlan {
    private OrderPlan() {}

    /** The names of each certificate that some listener wants, in the order of the configuration; none without acme. */
    static List<List<String>> wanted(TandemConfig config) {
        Set<List<String>> wanted = new LinkedHashSet<>();
        if (config.acme().isPresent()) {
            for (ListenerConfig listener : config.listeners().values()) {
                listener.tls().filter(tls -> !tls.acme().isEmpty()).ifPresent(tls -> wanted.add(tls.acme()));
            }
        }
        return new ArrayList<>(wanted);
    }

    /** What some listener can show: http-01 one in clear text, tls-alpn-01 one with TLS that asks clients for nothing first. */
    static Set<ChallengeType> answerable(TandemConfig config) {
        Set<ChallengeType> answerable = EnumSet.noneOf(ChallengeType.class);
        for (ListenerConfig listener : config.listeners().values()) {
            boolean locked = listener.clientCertificates()
                    .filter(asked -> asked.mode() == ClientAuthenticationConfig.Mode.REQUIRE)
                    .isPresent();
            if (listener.tls().isEmpty()) {
                answerable.add(ChallengeType.HTTP_01);
            } else if (!locked) {
                answerable.add(ChallengeType.TLS_ALPN_01);
            }
        }
        return answerable;
    }

    /**
     * The node that orders: the holder of the first group of virtual addresses; without any, the first node in the view. Two that do
     * not see each other may both think so, which costs an order and nothing else.
     *
     * @return empty if nobody is known to
     */
    static String orderer(OwnershipStatus status) {
        if (!status.groups().isEmpty()) {
            return status.groups().getFirst().holder();
        }
        return status.nodes().stream()
                .filter(NodeStatus::reachable)
                .findFirst()
                .map(NodeStatus::name)
                .orElse("");
    }

    /** The other nodes, in the view or not. */
    static List<String> others(OwnershipStatus status) {
        return status.nodes().stream()
                .filter(node -> !node.self())
                .map(NodeStatus::name)
                .toList();
    }

    /** The other nodes in the view. */
    static List<String> peers(OwnershipStatus status) {
        return status.nodes().stream()
                .filter(node -> !node.self() && node.reachable())
                .map(NodeStatus::name)
                .toList();
    }
}
