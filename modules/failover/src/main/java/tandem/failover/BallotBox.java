package tandem.failover;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Electorate;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.votes.Received;

/**
 * A voter's ballots on groups of addresses that it never holds itself: all of them on a witness, on a node those that its
 * configuration does not have. One ballot a group, made at the first vote, in quarantine from this box's making on, since an
 * earlier life of this voter may have promised the group. Any thread.
 */
final class BallotBox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BallotBox.class);

    /** Above what an installation may configure. Only who has the cluster's secret can name any. */
    private static final int MOST_GROUPS = 64;

    private final Voters voters;
    private final Consent consent;
    private final Electorate electorate;
    private final LeaseTimers timers;
    private final NodeClock clock;
    private final long openedAt;
    private final Path stateDirectory;
    private final Mail mail;
    private final Map<String, Seat> seats = new LinkedHashMap<>();

    /** Carries answers to those who asked; never blocks. */
    interface Mail {
        void send(String to, String group, LeaseMessage.Answer answer);
    }

    /** A group's ballot, and where it is remembered. */
    private static final class Seat {
        private final TermFile terms;
        private Ballot ballot;

        Seat(TermFile terms, Ballot ballot) {
            this.terms = terms;
            this.ballot = ballot;
        }
    }

    /** @param stateDirectory where the voter's memory is kept */
    BallotBox(Voters voters, Consent consent, LeaseTimers timers, NodeClock clock, Path stateDirectory, Mail mail) {
        this.voters = voters;
        this.consent = consent;
        this.electorate = VoterSetup.electorate(voters);
        this.timers = timers;
        this.clock = clock;
        this.openedAt = clock.nanos();
        this.stateDirectory = stateDirectory;
        this.mail = mail;
    }

    /** Answers a vote, ends a promise. */
    synchronized void received(Received received) {
        Optional<Seat> seat = seat(received.group());
        if (seat.isEmpty()) {
            LOG.warn("votes on more than {} groups; the one on {} was not answered", MOST_GROUPS, received.group());
            return;
        }
        switch (received) {
            case Received.Heard heard -> {
                switch (heard.message()) {
                    case LeaseMessage.Vote vote -> vote(seat.get(), heard, vote);
                    case LeaseMessage.LeaseRelease release ->
                        released(seat.get(), heard.from(), release.term(), release.nonce());
                    case LeaseMessage.Answer _ -> LOG.debug("{} answered a question that nobody asked", heard.from());
                }
            }
            case Received.Release release -> released(seat.get(), release.node(), release.term(), release.nonce());
        }
    }

    /** Of all groups; 0 before the first vote. */
    synchronized long highestTerm() {
        return seats.values().stream()
                .mapToLong(seat -> seat.ballot.memory().highestTerm())
                .max()
                .orElse(0);
    }

    @Override
    public synchronized void close() {
        seats.values().forEach(seat -> seat.terms.close());
    }

    private Optional<Seat> seat(String group) {
        Seat known = seats.get(group);
        if (known != null || seats.size() >= MOST_GROUPS) {
            return Optional.ofNullable(known);
        }
        TermFile terms = new TermFile(stateDirectory, group);
        Seat fresh = new Seat(terms, VoterSetup.ballot(terms, consent.quorum(), timers, openedAt));
        seats.put(group, fresh);
        return Optional.of(fresh);
    }

    private void vote(Seat seat, Received.Heard heard, LeaseMessage.Vote vote) {
        String from = heard.from();
        if (!voters.nodes().containsKey(from)) {
            LOG.warn("{} is no node and asked for the addresses; not answered", from);
            return;
        }
        Ballot.Voted voted = seat.ballot.vote(from, vote, electorate, clock.nanos());
        seat.ballot = voted.next();
        LeaseMessage.Answer answer = voted.answer();
        if (answer.granted() && !vote.renewal()) {
            LOG.info("granted term {} of {} to {}", vote.term(), heard.group(), from);
        } else if (!answer.granted()) {
            LOG.debug("refused term {} of {} to {}: {}", vote.term(), heard.group(), from, answer.why());
        }
        Runnable deliver = () -> mail.send(from, heard.group(), answer);
        if (voted.remember()) {
            seat.terms.save(voted.next().memory(), deliver);
        } else {
            deliver.run();
        }
    }

    private static void released(Seat seat, String node, long term, String nonce) {
        boolean held =
                seat.ballot.promise().filter(p -> p.holder().equals(node)).isPresent();
        Ballot next = held ? seat.ballot.released(term, nonce) : seat.ballot;
        if (next != seat.ballot) {
            LOG.info("{} released term {}", node, term);
        }
        seat.ballot = next;
    }
}
