package tandem.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.count.Count;
import tandem.core.status.BalancerStatus;
import tandem.core.status.Event;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.LeaseStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.OperatorLayer;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.status.TakeoverReport;
import tandem.core.status.Verdict;
import tandem.core.status.VipStatus;
import tandem.core.status.VoterStatus;

/** Statuses to show in tests; every time in them is near {@link #NOW}. */
public final class Statuses {
    /** 2026-03-01T12:00:00Z. */
    public static final long NOW = 1_772_366_400_000L;

    private static final long MINUTE = 60_000L;

    private Statuses() {}

    /** A pair where all is well but for one drained member and one that is down. */
    public static PairStatus healthy() {
        return at(NOW);
    }

    /** The same, as if it were put together then. */
    public static PairStatus at(long now) {
        return new PairStatus(
                "lb1",
                "0.1.0",
                "shop",
                now,
                List.of(
                        node(
                                "lb1",
                                true,
                                Role.ACTIVE,
                                "active since view 7: lb2 left; 198.51.100.100 taken over in 41 ms",
                                now),
                        node("lb2", false, Role.STANDBY, "standby: lb1 holds the addresses", now)),
                List.of(new VipStatus(
                        "198.51.100.100",
                        "netlink",
                        "eth0",
                        "lb1",
                        "main",
                        "protected by its kernel lifetime of 1 s; taken over in 41 ms")),
                guarantee(),
                List.of(group()),
                List.of(
                        new BalancerStatus(
                                "mycluster",
                                "byrequests",
                                "cookie BALANCEID",
                                false,
                                List.of(
                                        member("mycluster/node1", "enabled", "file", Verdict.UP, "", 184_220),
                                        member(
                                                "mycluster/node2",
                                                "draining",
                                                "anna at 11:42 (patch day)",
                                                Verdict.UP,
                                                "",
                                                92_114),
                                        member(
                                                "mycluster/node3",
                                                "enabled",
                                                "file",
                                                Verdict.DOWN,
                                                "connection refused by 192.0.2.23:80; tried again in 42 s",
                                                61_003))),
                        new BalancerStatus(
                                "reports",
                                "bybusyness",
                                "",
                                true,
                                List.of(
                                        member("reports/r1", "enabled", "file", Verdict.UP, "", 1_204),
                                        member(
                                                "reports/r2",
                                                "standby",
                                                "file",
                                                Verdict.UNKNOWN,
                                                "nothing was tried yet",
                                                0)))),
                new SharingStatus("joined", "lb2 is joined; last row 180 ms ago", 180, Map.of("lb2", 180L)),
                events(now),
                List.of("mycluster/node3 is down: connection refused by 192.0.2.23:80"));
    }

    private static GuaranteeStatus guarantee() {
        return new GuaranteeStatus(
                "majority",
                "never two owners, whatever is cut: 2 of 3 voters answer, 2 are needed; silent: w1",
                "the kernel takes the addresses away 200 ms after the last renewal (nft)",
                new LeaseStatus(7, "lb1", 412, 57_000),
                List.of(
                        new VoterStatus("lb1", "node", "198.51.100.11", true, 0, List.of(0L, 0L)),
                        new VoterStatus("lb2", "node", "198.51.100.12", true, 34, List.of(34L, 120L)),
                        new VoterStatus("w1", "witness", "198.51.100.13", false, -1, List.of(-1L))));
    }

    private static GroupStatus group() {
        return new GroupStatus(
                "main",
                "",
                "lb1",
                guarantee().lease(),
                guarantee().sentence(),
                guarantee().fence(),
                List.of(
                        new Standing("lb1", Role.ACTIVE, "active since view 7", NOW - MINUTE, 7, ""),
                        new Standing("lb2", Role.STANDBY, "standby: lb1 holds the addresses", NOW - MINUTE, 7, "")),
                HandoverStatus.ended("lb2", 214, 0, "handed over to lb2: 0 of 214 connections broken"));
    }

    /** A report of a takeover in 412 ms. */
    public static TakeoverReport report() {
        return new TakeoverReport(
                3,
                NOW,
                "lb2",
                "main",
                8,
                "peer_lost",
                "lb1 does not answer",
                List.of("w1 granted", "nobody answered for 198.51.100.100"),
                List.of(
                        new TakeoverReport.Moment(0, "last heard of lb1"),
                        new TakeoverReport.Moment(355_250, "asked the voters"),
                        new TakeoverReport.Moment(412_000, "198.51.100.100 shown")),
                "lb1 had 12 requests in progress when it last reported",
                List.of("look at lb1's log from 11:59:59 on"));
    }

    private static List<Event> events(long now) {
        return List.of(
                event(1, now - 200 * MINUTE, "config", "configuration 3f1c09ab loaded: 2 balancers, 5 members"),
                event(2, now - 190 * MINUTE, "sharing", "joined lb2"),
                new Event(
                        "lb1",
                        1_760_000_000_000L,
                        3,
                        now - 95 * MINUTE,
                        "takeover",
                        "active since view 7: lb2 left; 198.51.100.100 taken over in 41 ms",
                        Map.of("from", "lb2")),
                event(4, now - 18 * MINUTE, "setting", "mycluster/node2 draining by anna: patch day"),
                event(5, now - 2 * MINUTE, "member", "mycluster/node3 down: connection refused by 192.0.2.23:80"));
    }

    private static Event event(long sequence, long at, String kind, String text) {
        return new Event("lb1", 1_760_000_000_000L, sequence, at, kind, text, Map.of());
    }

    private static NodeStatus node(String name, boolean self, Role role, String reason, long now) {
        return new NodeStatus(
                name,
                self,
                true,
                role,
                reason,
                now - 95 * MINUTE,
                7,
                "",
                "0.1.0",
                "3f1c09ab",
                List.of(
                        new ReadinessCheck("warm", true, "3000 requests in 2100 ms"),
                        new ReadinessCheck(
                                "members", self, self ? "5 of 5 answer" : "4 of 5 answer; not mycluster/node3")));
    }

    /** A member with counts that follow from its requests. */
    public static MemberStatus member(
            String id, String setting, String source, Verdict verdict, String reason, long requests) {
        String name = id.substring(id.indexOf('/') + 1);
        Optional<OperatorLayer> operator = source.startsWith("anna")
                ? Optional.of(new OperatorLayer(
                        7, "anna", "lb1", 1_764_157_320_000L, "patch day", 1_764_159_120_000L, List.of("setting")))
                : Optional.empty();
        return new MemberStatus(
                id,
                name,
                "http://192.0.2.2" + name.charAt(name.length() - 1),
                name,
                "1",
                setting,
                source,
                operator,
                verdict,
                reason,
                reason.startsWith("left out"),
                counts(requests),
                counts(requests / 2),
                List.of());
    }

    private static Map<String, Long> counts(long requests) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Count count : Count.ALL) {
            long value = switch (count) {
                case REQUESTS -> requests;
                case FAILURES -> requests / 9_000;
                case RESPONSES_2XX -> requests - requests / 9_000 - requests / 100;
                case RESPONSES_3XX, RESPONSES_1XX -> 0;
                case RESPONSES_4XX -> requests / 100 - requests / 5_000;
                case RESPONSES_5XX -> requests / 5_000;
                case BYTES_TO -> requests * 412;
                case BYTES_FROM -> requests * 8_204;
                case SETTLED -> requests - requests / 20_000;
                case ANSWERED_2MS -> requests / 2;
                case ANSWERED_5MS -> requests - requests / 2 - requests / 10;
                case ANSWERED_20MS -> requests / 10;
                case ANSWERED_1MS,
                        ANSWERED_10MS,
                        ANSWERED_50MS,
                        ANSWERED_100MS,
                        ANSWERED_200MS,
                        ANSWERED_500MS,
                        ANSWERED_1S,
                        ANSWERED_2S,
                        ANSWERED_5S,
                        ANSWERED_LATER,
                        EJECTIONS -> 0;
            };
            counts.put(count.name().toLowerCase(java.util.Locale.ROOT), value);
        }
        return counts;
    }

    /** A status of one node with one balancer of these members, and nothing else to say. */
    public static PairStatus with(List<MemberStatus> members) {
        return with(new BalancerStatus("app", "byrequests", "", false, members));
    }

    /** The same with this balancer. */
    public static PairStatus with(BalancerStatus balancer) {
        return new PairStatus(
                "lb1",
                "0.1.0",
                "",
                NOW,
                List.of(new NodeStatus("lb1", true, true, Role.SINGLE, "runs alone", 0, 0, "", "0.1.0", "3f1c09ab")),
                List.of(),
                List.of(balancer),
                SharingStatus.OFF,
                List.of(),
                List.of());
    }
}
