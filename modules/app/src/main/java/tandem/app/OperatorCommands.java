package tandem.app;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.MemberFlag;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.Outcome;
import tandem.core.port.SharedState;
import tandem.core.routing.LiveTable;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;

/**
 * Puts operators' changes of members into force: in the routing table, on disk, at the peers. Any thread; changes wait for each
 * other, so that the file on disk is never older than the table.
 */
final class OperatorCommands {
    private final String node;
    private final LiveTable table;
    private final SettingsStore store;
    private final EventLog events;
    private final NodeClock clock;
    private final Lock oneAtATime = new ReentrantLock();

    OperatorCommands(Foundation base, SettingsStore store) {
        this.node = base.node();
        this.table = base.table();
        this.events = base.events();
        this.clock = base.clock();
        this.store = store;
    }

    /** See {@link tandem.core.port.NodeControl#member}. */
    Outcome change(SettingKey key, MemberCommand command, String author, String comment, SharedState shared) {
        Balancer balancer = table.current().balancers().get(key.balancer());
        if (balancer == null) {
            return new Outcome.Refused("there is no balancer " + key.balancer() + "; there are "
                    + String.join(", ", table.current().balancers().keySet()));
        }
        Optional<Member> found = balancer.member(key.member());
        if (found.isEmpty()) {
            List<String> names =
                    balancer.members().stream().map(m -> m.config().name()).toList();
            return new Outcome.Refused("balancer " + key.balancer() + " has no member " + key.member() + "; it has "
                    + String.join(", ", names));
        }
        Member member = found.get();
        oneAtATime.lock();
        try {
            Settings.Change by = new Settings.Change(node, author, clock.epochMillis(), comment);
            Setting setting = table.settingChanged(key, before -> after(before, command, member), by);
            if (setting.value().flags().map(Set::isEmpty).orElse(false)) {
                balancer.schedule().forgive(member);
            }
            String sentence = sentence(setting, member) + stored();
            shared.publish(List.of(setting));
            events.note("setting", sentence);
            return new Outcome.Done(sentence);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Records came from a peer. */
    void arrived(Collection<Setting> incoming) {
        oneAtATime.lock();
        try {
            List<Setting> news = table.settingsArrived(incoming);
            if (news.isEmpty()) {
                return;
            }
            String stored = stored();
            for (Setting setting : news) {
                events.info(
                        "setting",
                        setting.key() + ": " + words(setting) + " by " + setting.author() + " on " + setting.node()
                                + stored);
            }
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

    private static SettingValue after(SettingValue before, MemberCommand command, Member member) {
        if (command.equals(MemberCommand.CLEAR)) {
            return SettingValue.CLEARED;
        }
        SettingValue next = before;
        if (command.flags().isPresent()) {
            next = next.withFlags(kept(command.flags().get(), member));
        }
        if (command.weight().isPresent()) {
            next = next.withWeight(command.weight().get());
        }
        return next;
    }

    /** Whether a member's failures count is the file's business; draining it does not change that. */
    private static Set<MemberFlag> kept(Set<MemberFlag> wanted, Member member) {
        Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
        flags.addAll(wanted);
        if (member.config().setting().contains(MemberFlag.IGNORE_ERRORS)) {
            flags.add(MemberFlag.IGNORE_ERRORS);
        }
        return flags;
    }

    private static String sentence(Setting setting, Member member) {
        String comment = setting.comment().isEmpty() ? "" : " (" + setting.comment() + ")";
        return member.id() + ": " + words(setting) + " by " + setting.author() + comment;
    }

    private static String words(Setting setting) {
        SettingValue value = setting.value();
        if (value.cleared()) {
            return "back to the file's values";
        }
        String flags = value.flags()
                .map(set -> set.isEmpty()
                        ? "enabled"
                        : String.join(
                                ", ",
                                set.stream().sorted().map(MemberFlag::word).toList()))
                .orElse("");
        String weight = value.weight().map(w -> "weight " + w).orElse("");
        return flags.isEmpty() || weight.isEmpty() ? flags + weight : flags + ", " + weight;
    }
}
