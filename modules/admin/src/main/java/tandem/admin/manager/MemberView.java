package tandem.admin.manager;

import java.util.Locale;
import java.util.Optional;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.balance.Schedule;
import tandem.core.config.HealthConfig;
import tandem.core.config.MemberFlag;
import tandem.core.count.Count;
import tandem.core.status.MemberStatus;
import tandem.core.status.Verdict;
import tandem.core.text.IpAddress;

/**
 * A member as Apache's pages show one.
 *
 * @param status absent if the status was put together before it came to be
 * @param standing its place in the schedule of this node
 */
record MemberView(
        Member member, Optional<MemberStatus> status, Schedule.Standing standing, Optional<HealthConfig> health) {

    static MemberView of(Balancer balancer, Member member, Optional<MemberStatus> status) {
        return new MemberView(
                member,
                status,
                balancer.schedule().standing(member),
                balancer.config().healthOf(member.config()));
    }

    String url() {
        return member.config().url().toString();
    }

    /** The weight with two decimals. */
    String factor() {
        int hundredths = member.weight().hundredths();
        return String.format(Locale.ROOT, "%d.%02d", hundredths / 100, hundredths % 100);
    }

    /** Sums over all nodes. */
    long elected() {
        return count(Count.REQUESTS);
    }

    long busy() {
        return Math.max(0, count(Count.REQUESTS) - count(Count.SETTLED));
    }

    long bytesTo() {
        return count(Count.BYTES_TO);
    }

    long bytesFrom() {
        return count(Count.BYTES_FROM);
    }

    private long count(Count which) {
        return status.map(s -> s.counts().getOrDefault(which.name().toLowerCase(Locale.ROOT), 0L))
                .orElse(0L);
    }

    /** Whether this node's traffic marked it in error, or its name leads nowhere. */
    boolean inError() {
        return !member.checkedDown()
                && !fresh()
                && status.map(s -> s.verdict() == Verdict.DOWN).orElse(false);
    }

    /** Whether it came to be a moment ago, so that nobody has looked yet where it is. */
    private boolean fresh() {
        return member.address().isEmpty()
                && IpAddress.valid(member.config().url().host());
    }

    /** Apache's words in Apache's order, each with a blank behind it. */
    String words() {
        StringBuilder words = new StringBuilder("Init ");
        word(words, has(MemberFlag.IGNORE_ERRORS), "Ign ");
        word(words, has(MemberFlag.DRAINING), "Drn ");
        word(words, has(MemberFlag.DISABLED), "Dis ");
        word(words, has(MemberFlag.STOPPED), "Stop ");
        word(words, inError(), "Err ");
        word(words, has(MemberFlag.STANDBY), "Stby ");
        word(words, has(MemberFlag.SPARE), "Spar ");
        word(words, member.checkedDown(), "HcFl ");
        boolean usable = !has(MemberFlag.DISABLED) && !has(MemberFlag.STOPPED) && !inError() && !member.checkedDown();
        word(words, usable, "Ok ");
        return words.toString();
    }

    private static void word(StringBuilder words, boolean holds, String word) {
        if (holds) {
            words.append(word);
        }
    }

    boolean has(MemberFlag flag) {
        return member.flags().contains(flag);
    }
}
