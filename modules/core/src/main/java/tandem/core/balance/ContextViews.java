package tandem.core.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.core.config.MemberFlag;
import tandem.core.text.PathPrefix;

/**
 * A balancer as requests for the paths of registered applications meet it: the same members and schedule, of which some take nothing
 * there. Members that registered nothing take every path. Immutable.
 */
final class ContextViews {
    private record Place(PathPrefix prefix, Balancer view) {}

    private final List<Place> places;
    private final Balancer elsewhere;
    private final boolean anybody;

    /**
     * @param contexts by member name, then by path: a slash, or one without a final slash
     * @param view makes the balancer with other flags of its members, in their order
     */
    ContextViews(
            Balancer balancer,
            Map<String, Map<String, ContextState>> contexts,
            Function<List<Set<MemberFlag>>, Balancer> view) {
        Map<List<Set<MemberFlag>>, Balancer> made = new HashMap<>();
        List<String> paths = contexts.values().stream()
                .flatMap(states -> states.keySet().stream())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
        List<Place> all = new ArrayList<>();
        for (String path : paths) {
            all.add(new Place(new PathPrefix(path), made.computeIfAbsent(flags(balancer, contexts, path), view)));
        }
        this.places = List.copyOf(all);
        this.elsewhere = made.computeIfAbsent(flags(balancer, contexts, ""), view);
        this.anybody = balancer.members().stream()
                .anyMatch(member -> !contexts.containsKey(member.config().name()));
    }

    private static List<Set<MemberFlag>> flags(
            Balancer balancer, Map<String, Map<String, ContextState>> contexts, String path) {
        return balancer.members().stream()
                .map(member -> {
                    Map<String, ContextState> states =
                            contexts.get(member.config().name());
                    return states == null
                            ? member.flags()
                            : flags(member.flags(), states.getOrDefault(path, ContextState.STOPPED));
                })
                .collect(Collectors.toList());
    }

    private static Set<MemberFlag> flags(Set<MemberFlag> own, ContextState state) {
        Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
        flags.addAll(own);
        switch (state) {
            case ENABLED -> {}
            case DISABLED -> flags.add(MemberFlag.DRAINING);
            case STOPPED -> flags.add(MemberFlag.DISABLED);
        }
        return flags;
    }

    /** The balancer for a decoded path: that of the longest context which is a prefix of it. */
    Balancer at(String path) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).prefix().match(path) >= 0) {
                return places.get(i).view();
            }
        }
        return elsewhere;
    }

    /** Whether some member has an application there, in whatever state, or takes every path. */
    boolean serves(String path) {
        return anybody || places.stream().anyMatch(place -> place.prefix().match(path) >= 0);
    }
}
