package tandem.app;

import tandem.core.port.Ownership;
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
        housekeeping.soon(() -> events.note("member", sentence));
    }

    @Override
    public void memberRecovered(String memberId, String sentence) {
        housekeeping.soon(() -> events.note("member", sentence));
    }

    @Override
    public void memberUnresolved(String memberId, String sentence) {
        housekeeping.soon(() -> events.note("member", sentence));
    }

    @Override
    public void roleChanged(String group, Role before, Role now, String reason) {
        housekeeping.soon(() -> events.note("ownership", node + " is " + now.word() + ": " + reason));
    }

    @Override
    public void noted(String sentence) {
        housekeeping.soon(() -> events.note("cluster", sentence));
    }

    @Override
    public void tookOver(Ownership.Takeover takeover) {
        housekeeping.soon(() -> reports.tookOver(takeover));
    }
}
