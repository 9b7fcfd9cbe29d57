package tandem.failover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;
import tandem.core.port.Ownership.Takeover.Moment;
import tandem.core.port.RunsOn;
import tandem.core.status.Role;
import tandem.failover.election.Action;
import tandem.failover.election.Cause;
import tandem.failover.election.Event;
import tandem.failover.election.Message;
import tandem.failover.election.Takeover;

/**
 * Remembers what led to this node's taking the addresses, from the last word of whoever held them on. Bounded; begins anew whenever
 * a holder is heard of.
 */
@RunsOn(RunsOn.Lane.ELECTION)
final class TakeoverDiary {
    private static final int MOST_MOMENTS = 24;
    private static final int MOST_EVIDENCE = 8;

    private final String group;
    private final NodeClock clock;
    private final List<Moment> moments = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();
    private String holder = "";

    TakeoverDiary(String group, NodeClock clock) {
        this.group = group;
        this.clock = clock;
    }

    /** A fact arrived. */
    void heard(Event event) {
        switch (event) {
            case Event.Heard heard
            when heard.message() instanceof Message.Hello hello && hello.role() == Role.ACTIVE -> {
                holder = heard.from();
                moments.clear();
                evidence.clear();
                note("last heard of " + holder + " as the holder");
            }
            case Event.ViewInstalled view
            when !holder.isEmpty() && !view.nodes().contains(holder) -> note(holder + " left the view");
            case Event.ReleaseHeard release ->
                note(release.node() + (release.byGuard() ? "'s guard" : "") + " released term " + release.term());
            case Event.ConfirmedDead dead -> note("the fence command confirmed that " + dead.node() + " is dead");
            case Event.TakeRefused refused -> note("not taken: " + refused.sentence());
            case Event.GatewayChecked checked when !checked.reachable() -> tell("the gateway does not answer");
            default -> {}
        }
    }

    /** Something was decided. */
    void decided(Action action) {
        switch (action) {
            case Action.Note note -> tell(note.reason().sentence());
            case Action.Warn warn -> tell(warn.reason().sentence());
            default -> {}
        }
    }

    private void note(String what) {
        if (moments.size() < MOST_MOMENTS) {
            moments.add(new Moment(clock.nanos(), what));
        }
    }

    private void tell(String sentence) {
        if (evidence.size() < MOST_EVIDENCE && !evidence.contains(sentence)) {
            evidence.add(sentence);
        }
    }

    /** How this node came to hold the addresses, just now; the diary begins anew. */
    Ownership.Takeover close(Takeover takeover) {
        Cause cause = takeover.cause();
        boolean start = cause.kind() == Cause.Kind.START;
        if (!start) {
            moments.add(new Moment(cause.sinceNanos(), "nobody holds the addresses: " + cause.sentence()));
        }
        moments.add(new Moment(takeover.candidateAt(), "asked the voters for term " + takeover.term()));
        moments.add(new Moment(takeover.wonAt(), "the voters granted it"));
        moments.add(new Moment(takeover.shownAt(), "addresses shown and announced"));
        List<Moment> timeline = moments.stream()
                .sorted(Comparator.comparingLong(moment -> moment.atNanos() - takeover.shownAt()))
                .collect(Collectors.toList());
        Ownership.Takeover told = new Ownership.Takeover(
                group,
                takeover.term(),
                cause.kind().word(),
                cause.sentence(),
                cause.from().isEmpty() && !start ? holder : cause.from(),
                evidence,
                timeline);
        moments.clear();
        evidence.clear();
        holder = "";
        return told;
    }
}
