package tandem.failover.vip;

import java.util.List;
import java.util.Optional;
import tandem.failover.election.Station;

/**
 * The kernel's part in handing connections over: the new owner sends packets of connections that it does not know to the old
 * one, the old one goes on with those that it has. At most one of both is in force; all of it ends by itself after a time.
 *
 * <p>Every method starts a program and blocks for tens of milliseconds. One thread at a time.
 */
public interface Flows extends AutoCloseable {
    /** What this node can contribute. */
    sealed interface Look {
        /** @param stations one for each virtual address, in configuration order */
        record Able(List<Station> stations) implements Look {
            public Able {
                stations = List.copyOf(stations);
            }
        }

        record Unable(String sentence) implements Look {}
    }

    /** How this node is reached, or why connections cannot be handed over here. */
    Look look();

    /**
     * Sends packets of unknown connections to these stations from now on.
     *
     * @return why that is not so; empty if it is
     */
    Optional<String> forward(List<Station> old, long nanos);

    /**
     * Prepares for the addresses being kept for the connections that there are: new ones are taken still until {@link #divert},
     * for some seconds at the most, packets of unknown ones go to these stations.
     *
     * @return why that is not so; empty if it is
     */
    Optional<String> keep(List<Station> fresh, long nanos);

    /** Sends new connections to the stations of {@link #keep}, which have the addresses now. */
    void divert();

    /** Ends both, and what an earlier life of this node left. */
    void clear();

    @Override
    default void close() {
        clear();
    }

    /** Hands nothing over. */
    static Flows none(String sentence) {
        return new NoFlows(sentence);
    }
}
