package tandem.failover.election;

import java.util.Map;
import java.util.Optional;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.Phase.Holding;

/** What the other nodes claim, and who gives way to whom. */
final class Rivals {
    private final Turn turn;

    Rivals(Turn turn) {
        this.turn = turn;
    }

    void hello(String from, Hello hello) {
        Hello last = turn.peers.get(from);
        if (from.equals(turn.rules.self()) || last != null && !hello.newerThan(last)) {
            return;
        }
        turn.heardFrom(from, hello.incarnation());
        if (turn.view.has(from)) {
            turn.peers.put(from, hello);
        }
        if (hello.claim() != Claim.TAKING) {
            turn.term = Math.max(turn.term, hello.term());
        }
        if (hello.claim() == Claim.HOLDING && turn.view.has(from)) {
            turn.fitness = turn.fitness.accepted();
        }
        new FlowHandover(turn).hello(from, hello);
        if (turn.phase instanceof Holding holding) {
            compare(holding, from, hello);
        }
    }

    /** Two holders: the better claim stays, and announces itself again once the other has given way. */
    private void compare(Holding holding, String from, Hello hello) {
        if (hello.claim() != Claim.HOLDING) {
            if (turn.rival.equals(from)) {
                turn.rival = "";
                turn.act(new Action.AnnounceVips(Reason.of(from + " gave way")));
            }
        } else if (turn.beats(from, hello.term(), turn.rules.self(), holding.term())) {
            turn.hideAndStandBy(Reason.of(
                    "gave way to " + from + ", which holds " + turn.rules.vips() + " under term " + hello.term()));
        } else {
            if (!turn.rival.equals(from)) {
                turn.note(Reason.of(from + " also holds " + turn.rules.vips() + ", under term " + hello.term() + "; "
                        + turn.rules.self() + " keeps it under term " + holding.term()));
            }
            turn.rival = from;
            turn.act(new Action.Send(from, turn.hello()));
            turn.sayHello();
        }
    }

    /** Somebody else answers for the addresses while this node holds the lease: whoever believed it is told again. */
    void foreignClaim(Event.ForeignClaim claim) {
        if (turn.phase instanceof Holding) {
            String sentence = claim.mac() + " also claims " + claim.address() + ", which " + turn.rules.self()
                    + " holds under its lease; announced again";
            turn.act(new Action.Warn(Reason.of(sentence)));
            turn.act(new Action.AnnounceVips(Reason.of(claim.mac() + " claimed " + claim.address())));
        }
    }

    /** Somebody else holds the addresses, or takes them with a better claim; the releaser's own older claim does not count. */
    void yieldToBetter(long term, Cause cause) {
        Optional<String> better = turn.peers.entrySet().stream()
                .filter(peer -> !turn.gone(peer.getKey()))
                .filter(peer -> switch (peer.getValue().claim()) {
                    case NONE -> false;
                    case TAKING -> turn.beats(peer.getKey(), peer.getValue().term(), turn.rules.self(), term);
                    case HOLDING, HANDING ->
                        !peer.getKey().equals(cause.from()) || peer.getValue().term() >= term;
                })
                .map(Map.Entry::getKey)
                .findFirst();
        if (better.isPresent()) {
            turn.hideAndStandBy(Reason.of("leaves " + turn.rules.vips() + " to " + better.get()));
        } else if (turn.cutOff()) {
            turn.hideAndStandBy(Reason.of("sees neither " + Sentences.missing(turn) + " nor the gateway"));
        }
    }
}
