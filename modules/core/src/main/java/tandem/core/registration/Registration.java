package tandem.core.registration;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tandem.core.balance.ContextState;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;
import tandem.core.config.StickyConfig;
import tandem.core.config.Weight;
import tandem.core.routing.Found;
import tandem.core.setting.MemberValues;

/**
 * What one member told of itself, as the nodes share it. Immutable.
 *
 * @param route its JVMRoute: its name in the balancer, and its route
 * @param balancer of the configuration, which it is a member of
 * @param url where it is reached
 * @param contexts its applications: by path, a slash or one without a final slash, then by alias of the host; sorted
 * @param load what it said last that it can take: 1..100, 0 in place of others alone, -1 nothing
 * @param timeoutSeconds how long it may take to answer; 0: as usual
 * @param sessions how clients stay with it; empty: they do not
 * @param mark which of two that were told of one route is the newer
 * @param removed whether it said that it is gone; kept so that no older word brings it back
 */
public record Registration(
        String route,
        String balancer,
        MemberUrl url,
        Map<String, Map<String, ContextState>> contexts,
        int load,
        int timeoutSeconds,
        Optional<Found.Sessions> sessions,
        Mark mark,
        boolean removed) {
    static final int BROKEN = -1;
    static final int MOST_LOAD = 100;

    public Registration {
        Map<String, Map<String, ContextState>> copy = new TreeMap<>();
        contexts.forEach((path, aliases) -> copy.put(path, Collections.unmodifiableMap(new TreeMap<>(aliases))));
        contexts = Collections.unmodifiableMap(copy);
    }

    /**
     * When something was told, in an order that all nodes agree on.
     *
     * @param version the wall clock of the node that heard it, in milliseconds, or one more than it knew of the route before
     * @param node where it was heard; decides between equal ones
     */
    public record Mark(long version, String node) {
        static final Mark NEVER = new Mark(0, "");

        boolean newerThan(Mark other) {
            return version != other.version ? version > other.version : node.compareTo(other.node) > 0;
        }
    }

    /** Whether whoever told the other knows this, or something newer of the same member. */
    public boolean knownBy(Registration other) {
        return route.equals(other.route) && !mark.newerThan(other.mark);
    }

    /** What holds for an application: the most that any alias of it takes. */
    public Map<String, ContextState> states() {
        Map<String, ContextState> states = new TreeMap<>();
        contexts.forEach((path, aliases) -> states.put(
                path, aliases.values().stream().min(ContextState::compareTo).orElse(ContextState.STOPPED)));
        return states;
    }

    /** As a member of its balancer. */
    MemberConfig member() {
        Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
        if (load == 0) {
            flags.add(MemberFlag.STANDBY);
        }
        ContextState best =
                states().values().stream().min(ContextState::compareTo).orElse(ContextState.STOPPED);
        if (load == BROKEN || best == ContextState.STOPPED) {
            flags.add(MemberFlag.DISABLED);
        } else if (best == ContextState.DISABLED) {
            flags.add(MemberFlag.DRAINING);
        }
        Map<String, String> values = timeoutSeconds > 0 ? Map.of("timeout", timeoutSeconds + "s") : Map.of();
        return MemberValues.found(route, url.toString(), values)
                .edit()
                .weight(new Weight(Math.max(1, load) * 100))
                .setting(flags)
                .done();
    }

    Registration with(Map<String, Map<String, ContextState>> newContexts) {
        return new Registration(route, balancer, url, newContexts, load, timeoutSeconds, sessions, mark, removed);
    }

    Registration with(int newLoad) {
        return new Registration(route, balancer, url, contexts, newLoad, timeoutSeconds, sessions, mark, removed);
    }

    Registration with(Mark newMark) {
        return new Registration(route, balancer, url, contexts, load, timeoutSeconds, sessions, newMark, removed);
    }

    Registration gone() {
        return new Registration(route, balancer, url, Map.of(), load, timeoutSeconds, sessions, mark, true);
    }

    /** By the cookie and the path parameter of a servlet container. */
    static Found.Sessions sessions(String cookie, String parameter, boolean force) {
        return new Found.Sessions(
                new StickyConfig(Optional.of(cookie), Optional.of(parameter), StickyConfig.Separator.DOT, true), force);
    }
}
