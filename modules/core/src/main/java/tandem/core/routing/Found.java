package tandem.core.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;

/**
 * Members of a balancer that were found, not written. Immutable.
 *
 * @param source where, such as {@code srv _http._tcp.app.example}
 * @param members by name, in an order that is the same on every node; those that the configuration names too are its own
 */
public record Found(String source, List<MemberConfig> members) {
    public Found {
        members = List.copyOf(members);
    }

    /** The balancer with these members behind its own, which win where a name is both. */
    BalancerConfig with(BalancerConfig written) {
        List<MemberConfig> all = new ArrayList<>(written.members());
        Set<String> names = written.members().stream().map(MemberConfig::name).collect(Collectors.toSet());
        members.stream().filter(member -> names.add(member.name())).forEach(all::add);
        return written.edit().members(all).done();
    }

    /** Whether a member is one of these, and not one that the balancer lists. */
    public boolean has(String name, BalancerConfig written) {
        return members.stream().anyMatch(member -> member.name().equals(name))
                && written.members().stream().noneMatch(member -> member.name().equals(name));
    }
}
