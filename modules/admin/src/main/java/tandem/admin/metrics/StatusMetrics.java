package tandem.admin.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.admin.json.CountNames;
import tandem.core.config.MemberFlag;
import tandem.core.count.Count;
import tandem.core.port.NodeClock;
import tandem.core.status.BalancerStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;
import tandem.core.status.Verdict;
import tandem.core.status.VipStatus;
import tandem.core.status.VoterStatus;

/**
 * The status as metrics, made anew at each scrape: what left the status has left the scrape. A status is used for up to a
 * second, so that many scrapers cost no more than one. Any thread.
 */
public final class StatusMetrics implements MultiCollector {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MILLIS_PER_SECOND = 1000.0;
    /** With more members a scrape would be mostly their buckets. */
    private static final int ANSWERS_OF_MEMBERS = 200;

    private static final String JAVA = Runtime.version().toString();
    private static final String ENABLED = "enabled";

    private final Supplier<PairStatus> source;
    private final NodeClock clock;
    private @Nullable PairStatus cached;
    private long cachedAtNanos;

    public StatusMetrics(Supplier<PairStatus> source, NodeClock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        return snapshots(status());
    }

    private synchronized PairStatus status() {
        PairStatus known = cached;
        long now = clock.nanos();
        if (known == null || now - cachedAtNanos >= FRESH_NANOS) {
            known = source.get();
            cached = known;
            cachedAtNanos = now;
        }
        return known;
    }

    static MetricSnapshots snapshots(PairStatus status) {
        Families families = new Families();
        families.add(MetricCatalogue.BUILD_INFO, 1, status.version(), JAVA);
        families.add(MetricCatalogue.WARNINGS, status.warnings().size());
        status.nodes().forEach(node -> node(families, node));
        for (VipStatus vip : status.vips()) {
            families.add(
                    MetricCatalogue.VIP_HELD, fact(vip.holder().equals(status.node())), vip.group(), vip.address());
            families.add(MetricCatalogue.VIP_WIRE_MISMATCH, fact(!vip.wire().isEmpty()), vip.address());
            for (NodeStatus node : status.nodes()) {
                families.add(
                        MetricCatalogue.VIP_HOLDER,
                        fact(vip.holder().equals(node.name())),
                        vip.group(),
                        vip.address(),
                        node.name());
            }
        }
        status.guarantee().voters().forEach(voter -> voter(families, voter));
        for (BalancerStatus balancer : status.balancers()) {
            families.add(
                    MetricCatalogue.BALANCER_CLOSED, fact(!balancer.closed().isEmpty()), balancer.name());
            balancer.members().forEach(member -> member(families, balancer.name(), member));
        }
        if (status.balancers().stream()
                        .mapToInt(balancer -> balancer.members().size())
                        .sum()
                <= ANSWERS_OF_MEMBERS) {
            for (BalancerStatus balancer : status.balancers()) {
                balancer.members().forEach(member -> answers(families, balancer.name(), member));
            }
        }
        return families.snapshots();
    }

    private static void node(Families families, NodeStatus node) {
        if (node.self()) {
            families.add(MetricCatalogue.CONFIG_INFO, 1, node.configHash());
        }
        for (Role role : Role.values()) {
            families.add(MetricCatalogue.NODE_ROLE, fact(node.role() == role), node.name(), role.word());
        }
        if (node.sinceEpochMillis() > 0) {
            families.add(MetricCatalogue.NODE_ROLE_SINCE, node.sinceEpochMillis() / MILLIS_PER_SECOND, node.name());
        }
        families.add(MetricCatalogue.NODE_REACHABLE, fact(node.reachable()), node.name());
        families.add(MetricCatalogue.NODE_FIT, fact(node.unfit().isEmpty()), node.name());
        families.add(MetricCatalogue.NODE_CONFIG_REVISION, node.configRevision(), node.name());
        families.add(MetricCatalogue.NODE_TERM, node.term(), node.name());
    }

    private static void voter(Families families, VoterStatus voter) {
        families.add(MetricCatalogue.VOTER_REACHABLE, fact(voter.reachable()), voter.name(), voter.kind());
        for (int path = 0; path < voter.pathAgesMillis().size(); path++) {
            long age = voter.pathAgesMillis().get(path);
            if (age >= 0) {
                families.add(
                        MetricCatalogue.VOTER_AGE, age / MILLIS_PER_SECOND, voter.name(), String.valueOf(path + 1));
            }
        }
    }

    private static void answers(Families families, String balancer, MemberStatus member) {
        List<Long> answered = Count.ANSWER_TIMES.stream()
                .map(count -> CountNames.value(member.ownCounts(), count))
                .toList();
        if (answered.stream().anyMatch(count -> count > 0)) {
            families.add(MetricCatalogue.MEMBER_ANSWERS, answered, balancer, member.id());
        }
    }

    private static void member(Families families, String balancer, MemberStatus member) {
        String id = member.id();
        families.add(MetricCatalogue.MEMBER_UP, fact(member.verdict() != Verdict.DOWN), balancer, id);
        for (Verdict verdict : Verdict.values()) {
            families.add(
                    MetricCatalogue.MEMBER_VERDICT, fact(member.verdict() == verdict), balancer, id, verdict.word());
        }
        families.add(MetricCatalogue.MEMBER_DISPUTED, fact(member.disputed()), balancer, id);
        Set<String> words = Set.copyOf(Arrays.asList(member.setting().split("[^a-z-]+")));
        families.add(MetricCatalogue.MEMBER_SETTING, fact(words.contains(ENABLED)), balancer, id, ENABLED);
        for (MemberFlag flag : MemberFlag.values()) {
            families.add(MetricCatalogue.MEMBER_SETTING, fact(words.contains(flag.word())), balancer, id, flag.word());
        }
        families.add(MetricCatalogue.MEMBER_WEIGHT, Double.parseDouble(member.weight()), balancer, id);
        families.add(MetricCatalogue.MEMBER_LEFT_OUT, fact(member.leftOut()), balancer, id);
        counts(families, balancer, id, member.ownCounts());
    }

    private static void counts(Families families, String balancer, String id, Map<String, Long> counts) {
        families.add(MetricCatalogue.MEMBER_IN_FLIGHT, CountNames.inFlight(counts), balancer, id);
        families.add(MetricCatalogue.MEMBER_REQUESTS, CountNames.value(counts, Count.REQUESTS), balancer, id);
        families.add(MetricCatalogue.MEMBER_FAILURES, CountNames.value(counts, Count.FAILURES), balancer, id);
        families.add(MetricCatalogue.MEMBER_EJECTIONS, CountNames.value(counts, Count.EJECTIONS), balancer, id);
        for (int hundreds = 1; hundreds <= 5; hundreds++) {
            long responses = CountNames.value(counts, Count.response(hundreds * 100));
            families.add(MetricCatalogue.MEMBER_RESPONSES, responses, balancer, id, hundreds + "xx");
        }
        families.add(MetricCatalogue.MEMBER_SENT, CountNames.value(counts, Count.BYTES_TO), balancer, id);
        families.add(MetricCatalogue.MEMBER_RECEIVED, CountNames.value(counts, Count.BYTES_FROM), balancer, id);
    }

    private static double fact(boolean holds) {
        return holds ? 1 : 0;
    }
}
