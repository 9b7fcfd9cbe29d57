package tandem.failover;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.core.config.Profile;
import tandem.core.config.Quorum;
import tandem.core.text.IpAddress;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Electorate;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.votes.VoteLink;
import tandem.failover.votes.VoteLinkSettings;

/** What every voter, node or witness, derives from the configuration in the same way. */
final class VoterSetup {
    private VoterSetup() {}

    static Electorate electorate(Voters voters) {
        return new Electorate(List.copyOf(voters.all().keySet()));
    }

    static LeaseTimers timers(Profile profile, Consent consent) {
        return consent.quorum() == Quorum.NONE && consent.heartbeat().isPresent()
                ? LeaseTimers.ofHeartbeat(consent.heartbeat().get().toNanos())
                : LeaseTimers.of(profile);
    }

    /** A voter whose memory is lost waits, where its promises are all that counts, for the longest that it may have given. */
    static Ballot ballot(TermFile terms, Quorum quorum, LeaseTimers timers, long now) {
        Optional<Ballot.Memory> memory = terms.load();
        boolean lost = memory.isEmpty() && quorum == Quorum.MAJORITY;
        long promise = lost ? timers.withLifetimeFence().promise() : timers.promise();
        return Ballot.started(memory.orElseGet(() -> new Ballot.Memory(terms.floor(), 0)), now, promise);
    }

    static VoteLinkSettings link(String cluster, String self, Voters voters, int port, LeaseTimers timers) {
        Map<String, List<InetAddress>> addresses = new LinkedHashMap<>();
        voters.all()
                .forEach((voter, listed) -> addresses.put(
                        voter, listed.stream().map(IpAddress::parse).toList()));
        return new VoteLinkSettings(cluster, self, addresses, port, timers.renew());
    }

    /** When another voter was last heard, by any path and by each. */
    static GuaranteeBoard.Heard heard(VoteLink votes, String voter, long now) {
        List<Long> ages = votes.paths(voter).stream()
                .map(path -> path.everHeard() ? TimeUnit.NANOSECONDS.toMillis(now - path.lastHeardNanos()) : -1L)
                .toList();
        long newest = ages.stream()
                .mapToLong(Long::longValue)
                .filter(age -> age >= 0)
                .min()
                .orElse(-1);
        return new GuaranteeBoard.Heard(newest, ages);
    }
}
