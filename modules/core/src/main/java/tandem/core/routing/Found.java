package tandem.core.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.core.balance.ContextState;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.StickyConfig;

/**
 * Members of a balancer that were found, not written. Immutable.
 *
 * @param source where, such as {@code srv _http._tcp.app.example}
 * @param members by name, in an order that is the same on every node; those that the configuration names too are its own
 * @param contexts of members that told which applications they have: by member name, then by path
 * @param sessions what members told of their sessions; the configuration's own rule wins
 */
public record Found(
        String source,
        List<MemberConfig> members,
        Map<String, Map<String, ContextState>> contexts,
        Optional<Sessions> sessions) {
    public Found {
        members = List.copyOf(members);
        contexts = Map.copyOf(contexts);
    }

    /** Of members that take every path and tell nothing of sessions. */
    public Found(String source, List<MemberConfig> members) {
        this(source, members, Map.of(), Optional.empty());
    }

    /**
     * How members say that clients stay with them.
     *
     * @param force rather no answer than one of another member
     */
    public record Sessions(StickyConfig sticky, boolean force) {}

    /** These, and behind them others that were found for the same balancer; of one name the first is meant. */
    public Found and(Found other) {
        List<MemberConfig> all = new ArrayList<>(members);
        Set<String> names = names(members);
        other.members.stream().filter(member -> names.add(member.name())).forEach(all::add);
        Map<String, Map<String, ContextState>> places = new HashMap<>(contexts);
        Set<String> own = names(members);
        other.contexts.forEach((name, states) -> {
            if (!own.contains(name)) {
                places.put(name, states);
            }
        });
        return new Found(source + ", " + other.source, all, places, sessions.or(other::sessions));
    }

    /** The balancer with these members behind its own, which win where a name is both. */
    BalancerConfig with(BalancerConfig written) {
        List<MemberConfig> all = new ArrayList<>(written.members());
        Set<String> names = names(written.members());
        members.stream().filter(member -> names.add(member.name())).forEach(all::add);
        BalancerConfig.Edit edit = written.edit().members(all);
        if (written.sticky().isEmpty() && sessions.isPresent()) {
            edit = edit.sticky(Optional.of(sessions.get().sticky()))
                    .nofailover(sessions.get().force());
        }
        return edit.done();
    }

    /** Where those of its members serve that are found alone. */
    Map<String, Map<String, ContextState>> contexts(BalancerConfig written) {
        Set<String> names = names(written.members());
        return contexts.entrySet().stream()
                .filter(entry -> !names.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Set<String> names(List<MemberConfig> members) {
        return members.stream().map(MemberConfig::name).collect(Collectors.toSet());
    }

    /** Whether a member is one of these, and not one that the balancer lists. */
    public boolean has(String name, BalancerConfig written) {
        return members.stream().anyMatch(member -> member.name().equals(name))
                && written.members().stream().noneMatch(member -> member.name().equals(name));
    }
}
