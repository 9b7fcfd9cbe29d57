package tandem.core.registration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tandem.core.balance.ContextState;
import tandem.core.config.MemberConfig;
import tandem.core.routing.Found;

/**
 * What members told this node and its peers, the newest word of each. A member of which nothing is heard is forgotten after a while, and
 * no old word brings it back. Nodes that heard the same in any order know the same. Any thread.
 */
public final class Registrations {
    /** Where such members come from, as status says it. */
    public static final String SOURCE = "registration (MCMP)";

    private static final int MOST_FORGOTTEN = 4_096;

    private final String node;
    private final Map<String, Heard> byRoute = new TreeMap<>();
    private final Map<String, Registration.Mark> forgotten = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Registration.Mark> eldest) {
            return size() > MOST_FORGOTTEN;
        }
    };

    private record Heard(Registration registration, long atNanos) {}

    /** @param node this node's name */
    public Registrations(String node) {
        this.node = node;
    }

    /** What a member that is not gone told last. */
    public synchronized Optional<Registration> of(String route) {
        return Optional.ofNullable(byRoute.get(route)).map(Heard::registration).filter(known -> !known.removed());
    }

    /** Those that are not gone, by route. */
    public synchronized List<Registration> all() {
        return told().stream().filter(known -> !known.removed()).toList();
    }

    /** All that peers are to know, those that are gone included. */
    public synchronized List<Registration> told() {
        return byRoute.values().stream().map(Heard::registration).toList();
    }

    /**
     * A member told something here.
     *
     * @param change what of it, of what was known before, or of {@code fresh} where nothing was
     * @return what holds now
     */
    synchronized Registration heard(
            Registration fresh, UnaryOperator<Registration> change, long epochMillis, long nowNanos) {
        Heard known = byRoute.get(fresh.route());
        Registration.Mark before = known == null
                ? forgotten.getOrDefault(fresh.route(), Registration.Mark.NEVER)
                : known.registration().mark();
        Registration base = known == null || known.registration().removed() ? fresh : known.registration();
        long version = Math.max(epochMillis, before.version() + 1);
        Registration now = change.apply(base).with(new Registration.Mark(version, node));
        forgotten.remove(fresh.route());
        byRoute.put(fresh.route(), new Heard(now, nowNanos));
        return now;
    }

    /**
     * Peers told what they heard.
     *
     * @return those that were news here
     */
    public synchronized List<Registration> learn(Collection<Registration> told, long nowNanos) {
        List<Registration> news = new ArrayList<>();
        for (Registration one : told) {
            Heard known = byRoute.get(one.route());
            Registration.Mark before = known == null
                    ? forgotten.getOrDefault(one.route(), Registration.Mark.NEVER)
                    : known.registration().mark();
            if (one.mark().newerThan(before)) {
                forgotten.remove(one.route());
                byRoute.put(one.route(), new Heard(one, nowNanos));
                news.add(one);
            }
        }
        return news;
    }

    /**
     * Forgets those of which nothing was heard for so long.
     *
     * @return those that had not said that they go
     */
    public synchronized List<Registration> expire(long afterNanos, long nowNanos) {
        List<Registration> over = byRoute.values().stream()
                .filter(heard -> nowNanos - heard.atNanos() > afterNanos)
                .map(Heard::registration)
                .toList();
        over.forEach(one -> {
            byRoute.remove(one.route());
            forgotten.put(one.route(), one.mark());
        });
        return over.stream().filter(one -> !one.removed()).toList();
    }

    /** The members, by balancer. */
    public Map<String, Found> found() {
        Map<String, List<Registration>> byBalancer = all().stream()
                .collect(Collectors.groupingBy(Registration::balancer, TreeMap::new, Collectors.toList()));
        Map<String, Found> found = new LinkedHashMap<>();
        byBalancer.forEach((balancer, registered) -> found.put(balancer, found(registered)));
        return found;
    }

    private static Found found(List<Registration> registered) {
        List<MemberConfig> members =
                registered.stream().map(Registration::member).toList();
        Map<String, Map<String, ContextState>> contexts =
                registered.stream().collect(Collectors.toMap(Registration::route, Registration::states));
        Registration newest = registered.stream()
                .reduce((a, b) -> b.mark().newerThan(a.mark()) ? b : a)
                .orElseThrow();
        return new Found(SOURCE, members, contexts, newest.sessions());
    }
}
