package tandem.failover.election;

import tandem.failover.lease.Ballot;
import tandem.failover.lease.Electorate;

/** A voter that holds nothing. */
final class SimulatedWitness extends SimulatedProcess {
    private final Installation installation;
    private final Electorate electorate;
    private Ballot ballot;

    SimulatedWitness(Installation installation, String name, int index) {
        super(installation.world, name, index);
        this.installation = installation;
        this.electorate = new Electorate(installation.plan.voters());
        this.ballot = Ballot.started(memory, local(), installation.plan.timers().promise());
    }

    @Override
    void started() {
        ballot = Ballot.started(memory, local(), installation.plan.timers().promise());
    }

    @Override
    void hear(Event event) {
        act(0, () -> {
            switch (event) {
                case Event.VoteHeard vote -> vote(vote);
                case Event.ReleaseHeard release -> {
                    Ballot before = ballot;
                    if (ballot.promise()
                            .filter(p -> p.holder().equals(release.node()))
                            .isPresent()) {
                        ballot = ballot.released(release.term(), release.nonce());
                    }
                    installation.checkRelease(this, release, before, ballot, local());
                }
                default -> throw new IllegalStateException("nothing for a witness: " + event);
            }
        });
    }

    private void vote(Event.VoteHeard heard) {
        Ballot.Voted voted = ballot.vote(heard.from(), heard.vote(), electorate, local());
        ballot = voted.next();
        Event answer = new Event.AnswerHeard(name, voted.answer());
        act(voted.remember() ? world.between(0, 20) : 0, () -> {
            memory = voted.remember() ? voted.next().memory() : memory;
            installation.send(this, heard.from(), answer);
        });
    }

    @Override
    boolean promisedTo(String node, long term) {
        return Simulation.promised(ballot, node, term, local());
    }
}
