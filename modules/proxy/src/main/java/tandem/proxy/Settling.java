package tandem.proxy;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.balance.Outliers;
import tandem.core.config.OutlierConfig;
import tandem.core.config.StatusCode;
import tandem.core.count.Count;

/** Settles a request's attempts, and tells the schedule of its balancer what each says of its member. One I/O thread. */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final String WELL = "";

    private final Plane plane;
    private final IoLoop loop;
    private final Destination destination;

    Settling(Plane plane, IoLoop loop, Destination destination) {
        this.plane = plane;
        this.loop = loop;
        this.destination = destination;
    }

    /** The client has all of the member's answer. */
    void answered(Attempt attempt, int status) {
        attempt.settle(Attempt.Outcome.ANSWERED);
        MemberReports.answered(destination.balancer(), attempt.member(), status, loop.nanos(), plane.events());
        judge(attempt.member(), failure(status));
    }

    /** The member answered, but the client gets something else. */
    void replaced(Attempt attempt, int status) {
        attempt.settle(Attempt.Outcome.ANSWERED);
        judge(attempt.member(), failure(status));
    }

    /** The member could not be reached. */
    void unreachable(Attempt attempt, String reason) {
        attempt.failed("unreachable");
        Member member = attempt.member();
        MemberReports.unreachable(destination.balancer(), member, reason, loop.nanos(), plane.events());
        judge(member, reason);
    }

    /**
     * The member failed before its response began.
     *
     * @param status what the client gets
     * @param late because it did not answer in time
     */
    void failed(Attempt attempt, int status, boolean late) {
        attempt.failed(late ? "timeout" : "no-answer");
        Balancer balancer = destination.balancer();
        if (late && balancer.config().failOnTimeout()) {
            MemberReports.late(balancer, attempt.member(), loop.nanos(), plane.events());
        } else {
            MemberReports.answered(balancer, attempt.member(), status, loop.nanos(), plane.events());
        }
        judge(attempt.member(), late ? "it did not answer in time" : "it broke off before it answered");
    }

    /** The member's response broke off, by its fault or the client's. */
    void brokeOff(Attempt attempt, Attempt.Outcome outcome) {
        if (outcome != Attempt.Outcome.FAILED) {
            attempt.settle(outcome);
        } else {
            attempt.failed("broke-off");
            judge(attempt.member(), "its response broke off");
        }
    }

    private String failure(int status) {
        OutlierConfig rule = destination.balancer().config().outliers().orElse(null);
        boolean bad = rule != null && rule.statuses().contains(new StatusCode(status));
        return bad ? "it answered " + status : WELL;
    }

    private void judge(Member member, String failure) {
        Balancer balancer = destination.balancer();
        List<Outliers.Change> changes = balancer.schedule().outliers().ended(balancer, member, failure, loop.nanos());
        for (int i = 0; i < changes.size(); i++) {
            tell(changes.get(i));
        }
    }

    private void tell(Outliers.Change change) {
        Member member = change.member();
        switch (change.kind()) {
            case LEFT_OUT -> {
                loop.members().of(member).row().add(Count.EJECTIONS, 1);
                LOG.warn(change.sentence());
                plane.events().memberFailed(member.id(), change.sentence());
            }
            case SPARED -> LOG.warn(change.sentence());
            case BACK -> {
                LOG.info(change.sentence());
                plane.events().memberRecovered(member.id(), change.sentence());
            }
        }
    }
}
