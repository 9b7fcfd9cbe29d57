package tandem.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.Shift;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.MemberCommand.Presence;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.MemberValues;
import tandem.core.setting.SettingKey;

/** Why a command about a member cannot be carried out. Pure. */
final class MemberObjections {
    private MemberObjections() {}

    /** A sentence that says what is wrong and what to do; empty if nothing is. The balancer exists. */
    static Optional<String> to(RoutingTable table, SettingKey key, MemberCommand command) {
        Balancer balancer = table.balancers().get(key.balancer());
        if (balancer == null) {
            return Optional.of("there is no balancer " + key.balancer());
        }
        for (Map.Entry<String, String> value : command.values().entrySet()) {
            try {
                MemberValues.check(value.getKey(), value.getValue());
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        Optional<String> shift = toShifting(balancer, key, command);
        if (shift.isPresent()) {
            return shift;
        }
        Optional<Member> member = balancer.member(key.member());
        if (command.presence() == Presence.ADD) {
            return toAdding(balancer, key, command, member);
        }
        boolean inFile =
                balancer.config().members().stream().anyMatch(m -> m.name().equals(key.member()));
        if (member.isEmpty() && !(inFile && command.equals(MemberCommand.CLEAR))) {
            List<String> names =
                    balancer.members().stream().map(m -> m.config().name()).toList();
            return Optional.of("balancer " + key.balancer() + " has no member " + key.member() + "; it has "
                    + String.join(", ", names));
        }
        if (!inFile && command.equals(MemberCommand.CLEAR)) {
            return Optional.of(key + " was added at run time, the file has no values to return to; remove it instead");
        }
        return Optional.empty();
    }

    private static Optional<String> toShifting(Balancer balancer, SettingKey key, MemberCommand command) {
        String text = command.values().getOrDefault(MemberValues.SHIFT, "off");
        if (text.equals("off")) {
            return Optional.empty();
        }
        String to = Shift.parse(text).to();
        List<String> others = balancer.members().stream()
                .map(m -> m.config().name())
                .filter(name -> !name.equals(key.member()))
                .toList();
        return others.contains(to)
                ? Optional.empty()
                : Optional.of("shift: balancer " + key.balancer() + " has no other member " + to + "; it has "
                        + String.join(", ", others));
    }

    private static Optional<String> toAdding(
            Balancer balancer, SettingKey key, MemberCommand command, Optional<Member> member) {
        String url = command.values().getOrDefault(MemberValues.URL, "");
        if (member.isPresent()) {
            return Optional.of(
                    key + " exists: " + member.get().config().url() + "; to change it use set, or another name");
        }
        if (!key.member().matches("[^\\s/]{1,63}")) {
            return Optional.of("'" + key.member() + "' is no name: at most 63 characters without blanks and slashes");
        }
        if (url.isEmpty()) {
            return Optional.of("a member needs a url, such as url=http://192.0.2.23:8080");
        }
        return balancer.members().stream()
                .filter(m -> m.config().url().toString().equals(url))
                .findFirst()
                .map(same -> same.id() + " has this url already: " + url);
    }
}
