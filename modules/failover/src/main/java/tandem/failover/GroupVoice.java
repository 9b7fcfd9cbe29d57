package tandem.failover;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Ownership;
import tandem.core.port.RunsOn;
import tandem.core.status.HandoverStatus;
import tandem.core.status.Role;
import tandem.failover.election.Action;
import tandem.failover.election.FlowState;
import tandem.failover.election.State;

/** Says in log and events what becomes of one group of addresses; names it where there are several. */
@RunsOn(RunsOn.Lane.ELECTION)
final class GroupVoice {
    // Deliberate: operators look for ownership's lines under one name, whichever class writes them.
    private static final Logger LOG = LoggerFactory.getLogger(FailoverNode.class);

    private final String group;
    private final String label;
    private final Ownership.Listener listener;

    /** @param several whether there are other groups on this node */
    GroupVoice(String group, boolean several, Ownership.Listener listener) {
        this.group = group;
        this.label = several ? "group " + group + ": " : "";
        this.listener = listener;
    }

    void note(String sentence) {
        LOG.info("{}{}", label, sentence);
        listener.noted(label + sentence);
    }

    void warn(String sentence) {
        LOG.warn("{}{}", label, sentence);
        listener.noted(label + sentence);
    }

    void changeRole(Action.ChangeRole change, State before, State now) {
        String sentence = label + change.reason().sentence();
        if (before.holding() && now.role() == Role.STANDBY) {
            LOG.warn("{} -> {}: {}", change.before().word(), change.now().word(), sentence);
        } else {
            LOG.info("{} -> {}: {}", change.before().word(), change.now().word(), sentence);
        }
        listener.roleChanged(group, change.before(), change.now(), sentence);
    }

    void handedOver(FlowState.Result result) {
        listener.handedOver(
                group, HandoverStatus.ended(result.to(), result.total(), result.broken(), result.sentence()));
    }

    void tookOver(Ownership.Takeover takeover) {
        listener.tookOver(takeover);
    }
}
