package tandem.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.balance.Outliers;
import tandem.core.balance.Schedule;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.StickyConfig;
import tandem.core.count.Count;
import tandem.core.health.CheckReport;
import tandem.core.health.HealthTracker;
import tandem.core.routing.Found;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.share.NodeReport;
import tandem.core.status.BalancerStatus;
import tandem.core.status.CheckStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.OperatorLayer;
import tandem.core.status.Verdict;

/**
 * Puts the balancers' part of the status together from one routing table, the schedules and the counts of all nodes. Pure but
 * for the schedules' short locks.
 */
final class StatusAssembly {
    private final RoutingTable table;
    private final Map<String, long[]> counts;
    private final Map<String, long[]> own;
    private final List<NodeReport> peers;
    private final Checks checks;
    private final long nowNanos;

    /**
     * What this node's health checks say.
     *
     * @param node this node
     * @param of by member id; empty for a member that is not probed
     */
    record Checks(String node, Function<String, Optional<HealthTracker>> of) {}

    private StatusAssembly(
            RoutingTable table,
            Map<String, long[]> counts,
            Map<String, long[]> own,
            List<NodeReport> peers,
            Checks checks,
            long nowNanos) {
        this.peers = peers;
        this.checks = checks;
        this.table = table;
        this.counts = counts;
        this.own = own;
        this.nowNanos = nowNanos;
    }

    /**
     * The balancers in configuration order.
     *
     * @param own this node's counts by member id
     * @param peers the newest report of every other node
     * @param reachable names of the nodes that run; nothing is in flight on the others
     */
    static List<BalancerStatus> balancers(
            RoutingTable table,
            Map<String, long[]> own,
            List<NodeReport> peers,
            Set<String> reachable,
            Checks checks,
            long nowNanos) {
        Map<String, long[]> sums = new LinkedHashMap<>();
        own.forEach((id, row) -> addTo(sums, id, row));
        for (NodeReport report : peers) {
            boolean runs = reachable.contains(report.node());
            report.counters().forEach((id, row) -> addTo(sums, id, runs ? row : settled(row)));
        }
        StatusAssembly assembly = new StatusAssembly(table, sums, own, peers, checks, nowNanos);
        return table.balancers().values().stream().map(assembly::balancer).toList();
    }

    private static void addTo(Map<String, long[]> sums, String memberId, long[] row) {
        long[] sum = sums.computeIfAbsent(memberId, id -> new long[Count.ALL.size()]);
        for (int i = 0; i < Math.min(sum.length, row.length); i++) {
            sum[i] += row[i];
        }
    }

    private static long[] settled(long[] row) {
        long[] copy = row.clone();
        if (copy.length > Count.SETTLED.ordinal()) {
            copy[Count.SETTLED.ordinal()] = copy[Count.REQUESTS.ordinal()];
        }
        return copy;
    }

    private BalancerStatus balancer(Balancer balancer) {
        List<MemberStatus> members = new ArrayList<>();
        for (Member member : balancer.members()) {
            members.add(member(balancer, member));
        }
        Optional<Setting> own = table.settings().setting(SettingKey.ofBalancer(balancer.name()));
        List<String> keys = own.map(
                        setting -> List.copyOf(setting.value().values().keySet()))
                .orElse(List.of());
        return new BalancerStatus(
                balancer.name(),
                balancer.config().policy().word(),
                balancer.config().sticky().map(StatusAssembly::words).orElse(""),
                balancer.config().nofailover(),
                own.map(SettingWords::of).orElse(""),
                own.map(SettingWords::source).orElse("file"),
                own.map(setting -> layer(setting, keys)),
                members,
                balancer.closure() == null
                        ? ""
                        : SettingWords.closed(table.settings().setting(SettingKey.ofClosing(balancer.name()))));
    }

    private static String words(StickyConfig sticky) {
        List<String> words = new ArrayList<>();
        sticky.cookie().ifPresent(name -> words.add("cookie " + name));
        sticky.parameter().ifPresent(name -> words.add("parameter " + name));
        return String.join(", ", words);
    }

    private MemberStatus member(Balancer balancer, Member member) {
        long[] row = counts.getOrDefault(member.id(), new long[Count.ALL.size()]);
        Optional<Setting> setting = table.settings()
                .setting(new SettingKey(balancer.name(), member.config().name()));
        Optional<Schedule.InError> error = balancer.schedule().error(member, nowNanos);
        Optional<HealthTracker> tracker = checks.of().apply(member.id());
        Optional<Outliers.Finding> finding = balancer.schedule().outliers().finding(balancer, member, nowNanos);
        boolean leftOut = finding.filter(Outliers.Finding::out).isPresent();
        boolean out = error.isPresent() || leftOut;
        return new MemberStatus(
                member.id(),
                member.config().name(),
                member.config().url().toString(),
                member.config().route(),
                member.weight().toString(),
                settingWords(member),
                setting.map(SettingWords::source).orElseGet(() -> source(balancer.name(), member)),
                setting.map(known -> layer(known, keys(known.value()))),
                verdict(member, out, tracker, row),
                reason(member, error, finding, tracker),
                leftOut,
                named(row),
                named(own.getOrDefault(member.id(), new long[Count.ALL.size()])),
                checks(member, tracker));
    }

    /** Where a member without an operator's setting comes from. */
    private String source(String balancer, Member member) {
        Found found = table.found().get(balancer);
        BalancerConfig written = table.config().balancers().get(balancer);
        return found != null && written != null && found.has(member.config().name(), written)
                ? "found by " + found.source()
                : "file";
    }

    private static String settingWords(Member member) {
        return member.flags().isEmpty()
                ? "enabled"
                : member.flags().stream().sorted().map(MemberFlag::word).collect(Collectors.joining(", "));
    }

    private static OperatorLayer layer(Setting setting, List<String> keys) {
        return new OperatorLayer(
                setting.revision(),
                setting.author(),
                setting.node(),
                setting.atEpochMillis(),
                setting.comment(),
                setting.expiresEpochMillis(),
                keys);
    }

    private static List<String> keys(SettingValue value) {
        List<String> keys = new ArrayList<>();
        value.flags().ifPresent(_ -> keys.add("setting"));
        value.weight().ifPresent(_ -> keys.add("weight"));
        keys.addAll(value.values().keySet());
        return keys;
    }

    /** This node's first, then what the others tell. */
    private List<CheckStatus> checks(Member member, Optional<HealthTracker> own) {
        List<CheckStatus> all = new ArrayList<>();
        own.ifPresent(t -> all.add(new CheckStatus(
                checks.node(),
                t.verdict(),
                t.from().isEmpty() ? t.reason() : t.reason() + " (as " + t.from() + " found)",
                t.sinceEpochMillis(),
                t.checkedEpochMillis())));
        for (NodeReport peer : peers) {
            CheckReport report = peer.checks().get(member.id());
            if (own.isPresent() && report != null) {
                all.add(new CheckStatus(
                        peer.node(),
                        report.verdict(),
                        report.reason(),
                        report.sinceEpochMillis(),
                        report.checkedEpochMillis()));
            }
        }
        return all;
    }

    private static Verdict verdict(Member member, boolean out, Optional<HealthTracker> tracker, long[] row) {
        if (member.address().isEmpty() || out || member.checkedDown()) {
            return Verdict.DOWN;
        }
        if (tracker.isPresent() && tracker.get().verdict() != Verdict.UNKNOWN) {
            return tracker.get().verdict();
        }
        return row[Count.SETTLED.ordinal()] > row[Count.FAILURES.ordinal()] ? Verdict.UP : Verdict.UNKNOWN;
    }

    private static String reason(
            Member member,
            Optional<Schedule.InError> error,
            Optional<Outliers.Finding> finding,
            Optional<HealthTracker> tracker) {
        if (member.address().isEmpty()) {
            return "the name " + member.config().url().host() + " does not resolve";
        }
        if (member.checkedDown()) {
            return "health check: " + tracker.map(HealthTracker::reason).orElse("it failed");
        }
        return error.map(e -> e.reason() + "; tried again in "
                        + Math.ceilDiv(e.retryIn().toMillis(), 1000) + " s")
                .or(() -> finding.map(Outliers.Finding::reason))
                .orElse("");
    }

    private static Map<String, Long> named(long[] row) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (Count count : Count.ALL) {
            named.put(count.name().toLowerCase(Locale.ROOT), row[count.ordinal()]);
        }
        return named;
    }
}
