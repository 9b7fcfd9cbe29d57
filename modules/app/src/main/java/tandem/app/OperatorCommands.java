package tandem.app;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.Shift;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.MemberCommand.Presence;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.Outcome;
import tandem.core.port.SharedState;
import tandem.core.routing.LiveTable;
import tandem.core.setting.BalancerValues;
import tandem.core.setting.ClosingValues;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;

/**
 * Puts operators' changes of members into force: in the routing table, on disk, at the peers. Any thread; changes wait for each
 * other, so that the file on disk is never older than the table.
 */
final class OperatorCommands {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorCommands.class);

    private final String node;
    private final LiveTable table;
    private final SettingsStore store;
    private final EventLog events;
    private final NodeClock clock;
    private volatile Runnable membersChanged = () -> {};
    private final Lock oneAtATime = new ReentrantLock();

    OperatorCommands(Foundation base, SettingsStore store) {
        this.node = base.node();
        this.table = base.table();
        this.events = base.events();
        this.clock = base.clock();
        this.store = store;
    }

    /** See {@link tandem.core.port.NodeControl#member}. */
    Outcome change(SettingKey key, MemberCommand command, Order by, SharedState shared) {
        Balancer balancer = table.current().balancers().get(key.balancer());
        if (balancer == null) {
            return noBalancer(key.balancer());
        }
        oneAtATime.lock();
        try {
            Optional<String> objection = outdated(key, by).or(() -> MemberObjections.to(table.current(), key, command));
            if (objection.isPresent()) {
                return new Outcome.Refused(objection.get());
            }
            boolean ignoring = balancer.member(key.member())
                    .map(member -> member.config().setting().contains(MemberFlag.IGNORE_ERRORS))
                    .orElse(false);
            Setting setting = table.settingChanged(key, before -> after(before, command, ignoring), change(by));
            if (setting.value().flags().map(Set::isEmpty).orElse(false)) {
                @Nullable Balancer now = table.current().balancers().get(key.balancer());
                if (now != null) {
                    now.member(key.member()).ifPresent(now.schedule()::forgive);
                    now.member(key.member()).ifPresent(now.schedule().outliers()::pardon);
                }
            }
            String added = command.presence() == Presence.ADD ? "added, " : "";
            String sentence = announced(setting, setting.key() + ": " + added + SettingWords.ofNew(setting), shared);
            membersChanged.run();
            return new Outcome.Done(sentence);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** See {@link tandem.core.port.NodeControl#balancer}. */
    Outcome changeBalancer(String name, Map<String, String> values, Order by, SharedState shared) {
        BalancerConfig inFile = table.current().config().balancers().get(name);
        if (inFile == null) {
            return noBalancer(name);
        }
        SettingKey key = ClosingValues.key(name, values);
        try {
            if (key.closing()) {
                ClosingValues.check(values);
            } else {
                values.forEach((value, text) -> BalancerValues.check(inFile, value, text));
                shifts(name, values);
            }
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
        oneAtATime.lock();
        try {
            Optional<String> outdated = outdated(key, by);
            if (outdated.isPresent()) {
                return new Outcome.Refused(outdated.get());
            }
            if (values.isEmpty()) {
                reopen(name, by, shared);
            }
            Setting setting = table.settingChanged(key, before -> after(before, key, values, inFile), change(by));
            return new Outcome.Done(announced(setting, setting.key() + ": " + SettingWords.ofNew(setting), shared));
        } finally {
            oneAtATime.unlock();
        }
    }

    private void shifts(String balancer, Map<String, String> values) {
        String text = values.getOrDefault(BalancerValues.SHIFT, "off");
        String to = text.equals("off") ? "" : Shift.parse(text).to();
        Set<String> others = new TreeSet<>(table.current().balancers().keySet());
        others.remove(balancer);
        if (!to.isEmpty() && !others.contains(to)) {
            throw new IllegalArgumentException("shift: there is no other balancer " + to
                    + (others.isEmpty() ? "" : "; there are " + String.join(", ", others)));
        }
    }

    private static SettingValue after(
            SettingValue before, SettingKey key, Map<String, String> values, BalancerConfig inFile) {
        if (!key.closing()) {
            return values.isEmpty() ? SettingValue.CLEARED : before.withValues(values);
        }
        boolean asInFile = !inFile.closed().enabled() && "false".equals(values.get(ClosingValues.CLOSED));
        return asInFile ? SettingValue.CLEARED : SettingValue.CLEARED.withValues(values);
    }

    /** What returns to the file's values is as open as those say. */
    private void reopen(String name, Order by, SharedState shared) {
        SettingKey key = SettingKey.ofClosing(name);
        if (table.current().settings().setting(key).isPresent()) {
            Setting opened = table.settingChanged(key, before -> SettingValue.CLEARED, change(by));
            announced(opened, opened.key() + ": " + SettingWords.ofNew(opened), shared);
        }
    }

    private Settings.Change change(Order by) {
        long now = clock.epochMillis();
        return new Settings.Change(
                node,
                by.author(),
                now,
                by.comment(),
                by.lasts().isZero() ? 0 : now + by.lasts().toMillis());
    }

    /** Why the order came too late, where it was meant for one revision alone. */
    private Optional<String> outdated(SettingKey key, Order by) {
        long now = table.current().settings().revision(key);
        return by.revision().isEmpty() || by.revision().getAsLong() == now
                ? Optional.empty()
                : Optional.of(key + " has revision " + now
                        + " by now: somebody changed it meanwhile; look at it and ask again");
    }

    private Outcome noBalancer(String name) {
        return new Outcome.Refused("there is no balancer " + name + "; there are "
                + String.join(", ", table.current().balancers().keySet()));
    }

    /** Stores, shares and notes a setting that is in force; returns the sentence about it. */
    private String announced(Setting setting, String what, SharedState shared) {
        String comment = setting.comment().isEmpty() ? "" : " (" + setting.comment() + ")";
        String sentence = what + " by " + setting.author() + comment + stored();
        shared.publish(List.of(setting));
        events.note("setting", sentence, SettingWords.facts(setting));
        return sentence;
    }

    /** What is to be done when members may lead elsewhere, such as resolving names; must not block. */
    void whenMembersChange(Runnable work) {
        membersChanged = work;
    }

    /** Records came from a peer. */
    void arrived(Collection<Setting> incoming) {
        oneAtATime.lock();
        try {
            Settings before = table.current().settings();
            List<Setting> news = table.settingsArrived(incoming);
            if (news.isEmpty()) {
                return;
            }
            String stored = stored();
            for (Setting setting : news) {
                before.record(setting.key())
                        .filter(setting::concurrentWith)
                        .ifPresent(replaced -> tellReplaced(setting, replaced));
                // Deliberate: for the log alone; the node where it was set tells of it in the history.
                LOG.info(
                        "{}: {} by {} on {}{}",
                        setting.key(),
                        SettingWords.of(setting),
                        setting.author(),
                        setting.node(),
                        stored);
            }
            membersChanged.run();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** The one of two that were made apart stands, and nobody has to wonder where the other went. */
    private void tellReplaced(Setting winner, Setting replaced) {
        Map<String, String> facts = SettingWords.facts(winner);
        facts.put("replaced", SettingWords.of(replaced));
        facts.put("replacedAuthor", replaced.author());
        events.warn(
                "setting",
                winner.key() + ": " + SettingWords.of(winner) + " by " + winner.author() + " on " + winner.node()
                        + " stands, revision " + winner.revision() + " and the newer one; "
                        + SettingWords.of(replaced) + " by " + replaced.author() + " on " + replaced.node()
                        + " was set while the nodes did not hear each other, and is replaced",
                facts);
    }

    /**
     * Lets the file's values return where a setting's time is over.
     *
     * @param tell whether this node is the one that tells of it in the history
     */
    void expire(SharedState shared, boolean tell) {
        if (table.current().settings().expired(clock.epochMillis()).isEmpty()) {
            return;
        }
        oneAtATime.lock();
        try {
            List<Setting> over = table.current().settings().expired(clock.epochMillis());
            List<Setting> news =
                    table.settingsArrived(over.stream().map(Setting::ended).toList());
            String stored = stored();
            shared.publish(news);
            for (Setting setting : over) {
                String sentence = setting.key() + ": back to the file's values; the time is over that "
                        + setting.author() + " gave to " + SettingWords.of(setting) + stored;
                if (tell) {
                    events.info("setting", sentence, SettingWords.facts(setting.ended()));
                } else {
                    LOG.info("{}", sentence);
                }
            }
            membersChanged.run();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Empty, or what is to be said because the disk refused. */
    private String stored() {
        return switch (store.save(table.current().settings().records())) {
            case Outcome.Done done -> "";
            case Outcome.Refused refused -> "; it will not survive a restart of this node: " + refused.sentence();
        };
    }

    private static SettingValue after(SettingValue before, MemberCommand command, boolean ignoring) {
        if (command.equals(MemberCommand.CLEAR)) {
            return SettingValue.CLEARED;
        }
        if (command.presence() == Presence.REMOVE) {
            return SettingValue.REMOVED;
        }
        SettingValue next = command.presence() == Presence.ADD ? SettingValue.CLEARED : before;
        if (command.flags().isPresent()) {
            next = next.withFlags(kept(command.flags().get(), ignoring && !command.exact()));
        }
        if (command.weight().isPresent()) {
            next = next.withWeight(command.weight().get());
        }
        return command.values().isEmpty() ? next : next.withValues(command.values());
    }

    /** Whether a member's failures count is the file's business; draining it does not change that. */
    private static Set<MemberFlag> kept(Set<MemberFlag> wanted, boolean ignoring) {
        Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
        flags.addAll(wanted);
        if (ignoring) {
            flags.add(MemberFlag.IGNORE_ERRORS);
        }
        return flags;
    }
}
