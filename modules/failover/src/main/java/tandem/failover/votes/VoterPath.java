package tandem.failover.votes;

import java.net.InetAddress;

/**
 * One of the paths to a voter.
 *
 * @param own this voter's address on the path
 * @param peer the other voter's
 * @param lastHeardNanos when something new came in by it; the link's opening if nothing has yet
 * @param everHeard whether anything has come in by it
 */
public record VoterPath(InetAddress own, InetAddress peer, long lastHeardNanos, boolean everHeard) {}
