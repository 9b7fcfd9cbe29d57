package tandem.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import tandem.admin.manager.BalancerManager;
import tandem.admin.manager.Nonces;
import tandem.core.apply.ApplyStatus;
import tandem.core.config.TandemConfig;
import tandem.core.history.History;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.Switchover;
import tandem.core.routing.Explanation;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;
import tandem.core.status.ConfigComparison;
import tandem.core.status.Event;
import tandem.core.status.PairStatus;
import tandem.core.status.TakeoverReport;

/** A node that shows whatever status it is given and keeps what it was asked to do. */
public final class FakeNodeControl implements NodeControl {
    /** The commands that came, as text, oldest first. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    public final AtomicInteger statusCalls = new AtomicInteger();
    public volatile PairStatus status = Statuses.healthy();
    public volatile Outcome outcome = new Outcome.Done("done as asked");
    public volatile RoutingTable table = RoutingTable.of(TandemConfig.empty(), Settings.NONE, Map.of(), null);
    public volatile History history =
            History.NONE.merge(Statuses.healthy().events()).history();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    public volatile ConfigComparison configuration = new ConfigComparison("{}\n", "{}\n", "", List.of());
    public volatile ApplyStatus applied = ApplyStatus.NONE;
    public volatile boolean ready = true;
    public volatile boolean active = true;
    public volatile Optional<RuntimeException> bug = Optional.empty();
    public volatile CompletableFuture<Outcome> switchover = new CompletableFuture<>();

    /** What the clock of the balancer-manager says; the first hour of all unless it is moved. */
    public volatile long managerMillis;

    /** A balancer-manager over this node. */
    public BalancerManager manager() {
        SecretKey key = new SecretKeySpec(new byte[32], "HmacSHA256");
        return new BalancerManager(
                this, new Nonces(() -> List.of(key), () -> managerMillis), NodeClock.SYSTEM, "0.1.0");
    }

    @Override
    public PairStatus status() {
        statusCalls.incrementAndGet();
        bug.ifPresent(thrown -> {
            throw thrown;
        });
        return status;
    }

    @Override
    public Outcome member(SettingKey key, MemberCommand command, Order by) {
        commands.add(key + " flags="
                + command.flags().map(flags -> flags.stream().sorted().toList()) + " weight=" + command.weight()
                + (member(command) ? " " + command.presence() + " " + new TreeMap<>(command.values()) : "")
                + " by '" + by.author() + "' because '" + by.comment() + "'"
                + (by.lasts().isZero() ? "" : " for " + by.lasts())
                + (by.revision().isEmpty() ? "" : " if " + by.revision().getAsLong()));
        return outcome;
    }

    private static boolean member(MemberCommand command) {
        return command.presence() != MemberCommand.Presence.AS_IS
                || !command.values().isEmpty();
    }

    @Override
    public Outcome balancer(String name, Map<String, String> values, Order by) {
        commands.add("balancer " + name + " " + new TreeMap<>(values) + " by '" + by.author() + "' because '"
                + by.comment() + "'" + (by.lasts().isZero() ? "" : " for " + by.lasts()));
        return outcome;
    }

    /** Something happens at this node. */
    public void happens(Event event) {
        history = history.merge(List.of(event)).history();
        listeners.forEach(Runnable::run);
    }

    @Override
    public History.Page events(String after) {
        return history.after(after);
    }

    @Override
    public void whenSomethingHappens(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public RoutingTable table() {
        return table;
    }

    @Override
    public Explanation explain(Explanation.Question question) {
        return table.explain(question, 0);
    }

    @Override
    public CompletionStage<Outcome> switchover(Switchover asked) {
        commands.add("switchover " + asked.to()
                + asked.group().map(group -> " of " + group).orElse(""));
        return switchover;
    }

    @Override
    public Outcome preflight(Switchover asked) {
        commands.add("preflight " + asked.to());
        return outcome;
    }

    @Override
    public CompletionStage<Outcome> maintenance(boolean on, String author, String comment) {
        commands.add("maintenance " + (on ? "on" : "off") + " by '" + author + "' because '" + comment + "'");
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public ConfigComparison configuration() {
        return configuration;
    }

    @Override
    public CompletionStage<Outcome> switchover(Switchover asked, String author) {
        return switchover(asked);
    }

    @Override
    public Outcome reload(String author) {
        commands.add("reload");
        return outcome;
    }

    @Override
    public Outcome apply(Apply asked) {
        commands.add((asked.check() ? "check " : "apply ") + asked.proposal().target() + " '"
                + asked.proposal().text() + "' by '" + asked.author() + "' because '" + asked.comment() + "' for "
                + asked.trial() + (asked.byHand() ? " by hand" : "") + (asked.force() ? " by force" : "")
                + asked.hash().map(hash -> " if " + hash).orElse(""));
        return outcome;
    }

    @Override
    public Outcome endTrial(boolean keep, String author) {
        commands.add((keep ? "confirm" : "roll back") + " by " + author);
        return outcome;
    }

    @Override
    public Outcome clearApplied(String author) {
        commands.add("clear by " + author);
        return outcome;
    }

    @Override
    public ApplyStatus applied() {
        return applied;
    }

    @Override
    public List<TakeoverReport> reports() {
        return List.of(Statuses.report());
    }

    @Override
    public Outcome drill(Drill drill, String author) {
        commands.add("drill " + drill.fault().word() + " for " + drill.seconds() + " s by " + author);
        return outcome;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public boolean active() {
        return active;
    }

    @Override
    public boolean active(String group) {
        return active && group.equals("main");
    }
}
