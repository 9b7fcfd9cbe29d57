package tandem.failover.vip;

import java.util.List;
import java.util.Optional;
import tandem.failover.election.Station;

/** Hands nothing over, for a reason. */
record NoFlows(String sentence) implements Flows {
    @Override
    public Look look() {
        return new Look.Unable(sentence);
    }

    @Override
    public Optional<String> forward(List<Station> old, long nanos) {
        return Optional.of(sentence);
    }

    @Override
    public Optional<String> keep(List<Station> fresh, long nanos) {
        return Optional.of(sentence);
    }

    @Override
    public void divert() {
        // Deliberate: nothing was put up, nothing is to be changed.
    }

    @Override
    public void clear() {
        // Deliberate: nothing was put up, nothing is to be taken down.
    }
}
