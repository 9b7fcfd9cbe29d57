package tandem.app;

import java.util.Map;
import tandem.core.port.Ownership;
import tandem.core.status.HandoverStatus;
import tandem.core.status.Role;
import tandem.proxy.ProxyEvents;

/** Carries what fast threads report over to housekeeping, which writes it down. */
final class QuietVoice implements ProxyEvents, Ownership.Listener {
    private final String node;
    private final EventLog events;
    private final Housekeeping housekeeping;
    private final TakeoverReports reports;

    QuietVoice(Foundation base, Housekeeping housekeeping, TakeoverReports reports) {
        this.reports = reports;
        this.node = base.node();
        this.events = base.events();
        this.housekeeping = housekeeping;
    }

    @Override
    public void memberFailed(String memberId, String sentence) {
        member(memberId, "down", sentence);
    }

    @Override
    public void memberRecovered(String memberId, String sentence) {
        member(memberId, "up", sentence);
    }

    @Override
    public void memberUnresolved(String memberId, String sentence) {
        member(memberId, "down", sentence);
    }

    private void member(String memberId, String verdict, String sentence) {
        housekeeping.soon(() -> events.note("member", sentence, Map.of("member", memberId, "verdict", verdict)));
    }

    @Override
    public void roleChanged(String group, Role before, Role now, String reason) {
        Map<String, String> facts =
                Map.of("group", group, "before", before.word(), "role", now.word(), "reason", reason);
        housekeeping.soon(() -> events.note("ownership", node + " is " + now.word() + ": " + reason, facts));
    }

    @Override
    public void noted(String sentence) {
        housekeeping.soon(() -> events.note("cluster", sentence));
    }

    @Override
    public void handedOver(String group, HandoverStatus result) {
        Map<String, String> facts = Map.of(
                "from", node,
                "to", result.to(),
                "group", group,
                "connections", String.valueOf(result.total()),
                "broken", String.valueOf(result.broken()));
        String sentence = node + " handed group " + group + " over to " + result.to() + " with " + result.total()
                + " connections, of which " + result.broken() + " were broken";
        housekeeping.soon(() -> events.note("switchover", sentence, facts));
    }

    @Override
    public void tookOver(Ownership.Takeover takeover) {
        housekeeping.soon(() -> reports.tookOver(takeover));
    }
}
