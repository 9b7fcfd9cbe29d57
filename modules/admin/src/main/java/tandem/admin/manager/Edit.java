package tandem.admin.manager;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;
import tandem.core.config.Weight;
import tandem.core.port.NodeControl;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.MemberCommand.Presence;
import tandem.core.port.Outcome;
import tandem.core.setting.MemberValues;
import tandem.core.setting.SettingKey;

/**
 * Carries out what the parameters of a request ask of one balancer. As in Apache, what is out of range is passed over, and only a
 * member that cannot be added is an error. What is as asked already is left alone, so that a form sent unchanged changes nothing. One
 * use.
 */
final class Edit {
    private static final int LONGEST_ROUTE = 63;
    private static final int LONGEST_WAIT_SECONDS = 7200;
    private static final Map<String, MemberFlag> FLAGS = Map.of(
            "w_status_I", MemberFlag.IGNORE_ERRORS,
            "w_status_N", MemberFlag.DRAINING,
            "w_status_D", MemberFlag.DISABLED,
            "w_status_H", MemberFlag.STANDBY,
            "w_status_R", MemberFlag.SPARE,
            "w_status_S", MemberFlag.STOPPED);

    private final NodeControl control;
    private final BalancerView balancer;
    private final Parameters parameters;
    private final String author;
    private final List<String> sentences = new ArrayList<>();
    private boolean failed;

    /** @param author for the record */
    Edit(NodeControl control, BalancerView balancer, Parameters parameters, String author) {
        this.control = control;
        this.balancer = balancer;
        this.parameters = parameters;
        this.author = author;
    }

    /**
     * What came of it.
     *
     * @param sentence for people; empty if nothing was to be done
     * @param failed whether a member could not be added
     */
    record Result(String sentence, boolean failed) {}

    Result carryOut() {
        parameters.text("w").flatMap(balancer::member).ifPresent(this::member);
        balancer();
        parameters
                .text("b_nwrkr")
                .filter(url -> !url.isEmpty() && parameters.flag("b_wyes").orElse(false))
                .ifPresent(this::add);
        return new Result(String.join("; ", sentences), failed);
    }

    private boolean tell(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(String sentence) -> sentences.add(sentence);
            case Outcome.Refused(String sentence, var _) -> {
                sentences.add("not done: " + sentence);
                yield false;
            }
        };
    }

    // ---- a member ----

    private void member(MemberView view) {
        SettingKey key = key(view.member().config().name());
        if (parameters.flag("w_remove").orElse(false)
                && parameters.flag("w_yes").orElse(false)) {
            tell(control.member(key, MemberCommand.REMOVAL, author, ""));
            return;
        }
        Set<MemberFlag> flags = flags(view);
        Optional<Weight> weight = weight(view);
        Map<String, String> values = values(view);
        boolean same = flags.equals(view.member().flags());
        if (!same || weight.isPresent() || !values.isEmpty()) {
            Optional<Set<MemberFlag>> wanted = same ? Optional.empty() : Optional.of(flags);
            tell(control.member(key, new MemberCommand(wanted, weight, Presence.AS_IS, values, true), author, ""));
        }
    }

    private SettingKey key(String member) {
        return new SettingKey(balancer.name(), member);
    }

    private Set<MemberFlag> flags(MemberView view) {
        Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
        flags.addAll(view.member().flags());
        FLAGS.forEach((name, flag) -> parameters.flag(name).ifPresent(on -> {
            if (on) {
                flags.add(flag);
            } else {
                flags.remove(flag);
            }
        }));
        return flags;
    }

    private Optional<Weight> weight(MemberView view) {
        try {
            return parameters
                    .text("w_lf")
                    .filter(text -> text.length() <= 16)
                    .map(Weight::parse)
                    .filter(weight -> !weight.equals(view.member().weight()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Map<String, String> values(MemberView view) {
        Map<String, String> values = new HashMap<>();
        parameters
                .number("w_ls", 0, 99)
                .ifPresent(set -> differing(
                        values,
                        "lbset",
                        String.valueOf(set),
                        String.valueOf(view.member().config().lbset())));
        parameters
                .text("w_wr")
                .ifPresent(route -> differing(
                        values, "route", cut(route), view.member().config().route()));
        parameters
                .text("w_rr")
                .ifPresent(route -> differing(
                        values, "redirect", cut(route), view.member().config().redirect()));
        parameters
                .text("w_url")
                .filter(url -> !url.isEmpty())
                .ifPresent(url -> differing(values, MemberValues.URL, url, view.url()));
        return values;
    }

    private static void differing(Map<String, String> values, String key, String wanted, String now) {
        if (!wanted.equals(now)) {
            values.put(key, wanted);
        }
    }

    /** What is too long clears a route, as in Apache. */
    private static String cut(String route) {
        return route.length() > LONGEST_ROUTE ? "" : route;
    }

    // ---- the balancer ----

    private void balancer() {
        Map<String, String> values = new HashMap<>();
        parameters
                .text("b_lbm")
                .filter(ManagerForms.POLICIES::contains)
                .ifPresent(policy -> differing(values, "policy", policy, balancer.policy()));
        parameters
                .number("b_tmo", 0, LONGEST_WAIT_SECONDS)
                .ifPresent(seconds -> differing(
                        values,
                        "wait",
                        seconds + "s",
                        balancer.balancer().config().waitForMember().toSeconds() + "s"));
        parameters
                .number("b_max", 0, 99)
                .ifPresent(further -> differing(
                        values,
                        "max-attempts",
                        String.valueOf(further),
                        String.valueOf(balancer.balancer().furtherAttempts())));
        parameters
                .flag("b_sforce")
                .ifPresent(stay -> differing(
                        values,
                        "nofailover",
                        String.valueOf(stay),
                        String.valueOf(balancer.balancer().config().nofailover())));
        parameters
                .text("b_ss")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> {
                    String sticky = text.replaceAll("\\s*\\|\\s*", "|");
                    boolean off = sticky.equals("-");
                    differing(
                            values,
                            "sticky",
                            off ? "off" : sticky,
                            balancer.sticky().isEmpty() ? "off" : balancer.sticky());
                });
        if (!values.isEmpty()) {
            tell(control.balancer(balancer.name(), values, author, ""));
        }
    }

    private void add(String url) {
        MemberUrl parsed;
        try {
            parsed = MemberUrl.parse(url);
        } catch (IllegalArgumentException e) {
            failed = true;
            sentences.add("not added: " + e.getMessage());
            return;
        }
        Optional<MemberView> same = balancer.member(parsed.toString());
        if (same.isPresent()) {
            failed = true;
            sentences.add("not added: " + same.get().member().id() + " is "
                    + same.get().url() + " already");
        } else if (!balancer.mayGrow()) {
            failed = true;
            sentences.add("not added: balancer " + balancer.name() + " has no place left for the balancer-manager;"
                    + " raise its growth, or use tandem member " + balancer.name() + "/NAME add --url " + parsed);
        } else {
            MemberCommand command = MemberCommand.added(
                    Optional.of(Set.of(MemberFlag.DISABLED)),
                    Optional.empty(),
                    Map.of(MemberValues.URL, parsed.toString()));
            failed = !tell(control.member(key(free(parsed.authority())), command, author, ""));
        }
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; balancer.balancer().member(name).isPresent(); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }
}
