package tandem.failover.votes;

/** Another voter, as the link sees it. */
record Voter(String name, Session session, VoterOutbox outbox) {}
