package tandem.app;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tandem.core.count.Counters;
import tandem.core.health.CheckReport;
import tandem.core.port.NodeClock;
import tandem.core.port.SharedState;
import tandem.core.registration.Registration;
import tandem.core.routing.LiveTable;
import tandem.core.setting.Setting;
import tandem.core.share.NodeReport;
import tandem.core.status.Event;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;

/** What this node tells its peers of itself, and what it does when they tell it settings. Any thread. */
final class NodeVoice implements SharedState.Source {
    private final String node;
    private final long incarnation;
    private final LiveTable table;
    private final Counters counters;
    private final OperatorCommands commands;
    private final EventLog events;
    private final NodeClock clock;
    private final ConfigHash hash;
    private final AtomicLong sequence = new AtomicLong();
    private volatile Supplier<Role> role;
    private volatile Supplier<List<ReadinessCheck>> readiness = List::of;

    private volatile Supplier<Map<String, CheckReport>> checks = Map::of;
    private volatile LongSupplier revision = () -> 0;
    private volatile Supplier<List<Registration>> registrations = List::of;

    NodeVoice(Foundation base, Role first, OperatorCommands commands) {
        this.node = base.node();
        this.role = () -> first;
        this.clock = base.clock();
        this.table = base.table();
        this.counters = base.counters();
        this.events = base.events();
        this.incarnation = events.incarnation();
        this.hash = base.hash();
        this.commands = commands;
    }

    Role role() {
        return role.get();
    }

    /** Reports tell of it from now on. */
    void readiness(Supplier<List<ReadinessCheck>> checks) {
        readiness = checks;
    }

    /** Reports tell of what these say of members from now on. */
    void checks(Supplier<Map<String, CheckReport>> reports) {
        checks = reports;
    }

    /** Reports tell of these members from now on. */
    void registrations(Supplier<List<Registration>> told) {
        registrations = told;
    }

    /** Reports tell of the configuration's revision from now on. */
    void revision(LongSupplier inForce) {
        revision = inForce;
    }

    @Override
    public NodeReport report() {
        return report(readiness.get(), checks.get(), registrations.get());
    }

    /** What whoever takes over from this node needs to go on as it would; looks at nothing that takes long. */
    NodeReport lastWord() {
        return report(List.of(), Map.of(), List.of());
    }

    private NodeReport report(
            List<ReadinessCheck> ready, Map<String, CheckReport> checked, List<Registration> registered) {
        Map<String, Map<String, Integer>> schedules = new LinkedHashMap<>();
        table.current()
                .balancers()
                .forEach((name, balancer) ->
                        schedules.put(name, balancer.schedule().snapshot()));
        return new NodeReport(
                node,
                incarnation,
                sequence.incrementAndGet(),
                clock.epochMillis(),
                BuildVersion.text(),
                role.get(),
                hash.of(table.current().config()),
                counters.totals(),
                schedules,
                ready,
                checked,
                revision.getAsLong(),
                table.current().rateLimits().told(clock.nanos()),
                registered);
    }

    @Override
    public Collection<Setting> settings() {
        return table.current().settings().records();
    }

    @Override
    public void arrived(Collection<Setting> settings) {
        commands.arrived(settings);
    }

    @Override
    public List<Event> history() {
        return events.own();
    }

    @Override
    public void learned(Collection<Event> news) {
        events.learned(news);
    }

    /** Reports tell of it from now on. */
    void role(Supplier<Role> role) {
        this.role = role;
    }

    @Override
    public void noted(String sentence) {
        events.note("sharing", sentence);
    }
}
