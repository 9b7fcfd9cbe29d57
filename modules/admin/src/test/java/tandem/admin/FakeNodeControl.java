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
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.Switchover;
import tandem.core.routing.Explanation;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;
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
    public volatile boolean ready = true;
    public volatile boolean active = true;
    public volatile Optional<RuntimeException> bug = Optional.empty();
    public volatile CompletableFuture<Outcome> switchover = new CompletableFuture<>();

    /** A balancer-manager over this node, in the first hour of all clocks. */
    public BalancerManager manager() {
        SecretKey key = new SecretKeySpec(new byte[32], "HmacSHA256");
        return new BalancerManager(this, new Nonces(() -> List.of(key), () -> 0), NodeClock.SYSTEM, "0.1.0");
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
    public Outcome member(SettingKey key, MemberCommand command, String author, String comment) {
        commands.add(key + " flags="
                + command.flags().map(flags -> flags.stream().sorted().toList()) + " weight=" + command.weight()
                + (member(command) ? " " + command.presence() + " " + new TreeMap<>(command.values()) : "")
                + " by '" + author + "' because '" + comment + "'");
        return outcome;
    }

    private static boolean member(MemberCommand command) {
        return command.presence() != MemberCommand.Presence.AS_IS
                || !command.values().isEmpty();
    }

    @Override
    public Outcome balancer(String name, Map<String, String> values, String author, String comment) {
        commands.add(
                "balancer " + name + " " + new TreeMap<>(values) + " by '" + author + "' because '" + comment + "'");
        return outcome;
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
    public CompletionStage<Outcome> maintenance(boolean on, String author, String comment) {
        commands.add("maintenance " + (on ? "on" : "off") + " by '" + author + "' because '" + comment + "'");
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public Outcome reload() {
        commands.add("reload");
        return outcome;
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
