package tandem.proxy;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.StatusCode;

/** Tells the schedule, the log and whoever listens what connecting to a member showed. Only changes are told. */
final class MemberReports {
    private static final Logger LOG = LoggerFactory.getLogger(MemberReports.class);

    private MemberReports() {}

    /** A connection to the member was made. */
    static void reached(Balancer balancer, Member member, ProxyEvents events) {
        if (balancer.schedule().succeeded(member)) {
            String sentence = "member " + member.id() + " accepts connections again";
            LOG.info(sentence);
            events.memberRecovered(member.id(), sentence);
        }
    }

    /** The member could not be connected to. */
    static void unreachable(Balancer balancer, Member member, String reason, long nowNanos, ProxyEvents events) {
        if (balancer.schedule().failed(member, reason, nowNanos)) {
            String sentence = "member " + member.id() + " (" + member.config().url() + ") cannot be reached: " + reason
                    + "; it is left alone for " + member.config().retry().toSeconds() + " s";
            LOG.warn(sentence);
            events.memberFailed(member.id(), sentence);
        }
    }

    /** The member answered; some statuses put it in error. */
    static void answered(Balancer balancer, Member member, int status, long nowNanos, ProxyEvents events) {
        Set<StatusCode> bad = balancer.config().failOnStatus();
        if (!bad.isEmpty() && bad.contains(new StatusCode(status))) {
            judged(balancer, member, "it was answered " + status + ", which fail-on-status names", nowNanos, events);
        }
    }

    /** The member did not answer in time, and that puts it in error. */
    static void late(Balancer balancer, Member member, long nowNanos, ProxyEvents events) {
        judged(balancer, member, "it did not answer in time, and fail-on-timeout is on", nowNanos, events);
    }

    private static void judged(Balancer balancer, Member member, String why, long nowNanos, ProxyEvents events) {
        if (balancer.schedule().failed(member, why, nowNanos)) {
            String sentence = "member " + member.id() + " (" + member.config().url() + ") is in error: " + why
                    + "; it is left alone for " + member.config().retry().toSeconds() + " s";
            LOG.warn(sentence);
            events.memberFailed(member.id(), sentence);
        }
    }

    /** In how many seconds the first member in error is tried again; empty if none is in error. */
    static String retryAfter(Balancer balancer, long nowNanos) {
        long soonest = -1;
        for (Member member : balancer.members()) {
            long millis = balancer.schedule()
                    .error(member, nowNanos)
                    .map(error -> error.retryIn().toMillis())
                    .orElse(-1L);
            if (millis >= 0 && (soonest < 0 || millis < soonest)) {
                soonest = millis;
            }
        }
        return soonest < 0 ? "" : String.valueOf(soonest / 1000 + 1);
    }
}
