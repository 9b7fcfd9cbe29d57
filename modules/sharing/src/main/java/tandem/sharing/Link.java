package tandem.sharing;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.MapEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.RunsOn;
import tandem.sharing.Inbox.EntryId;

/**
 * One running Hazelcast instance and its maps, in our words. Reading is local; {@link #put} may block for as long as a
 * peer is frozen. What Hazelcast calls a member is a node here.
 */
final class Link {
    /** Operator settings: BALANCER/MEMBER to a sealed setting. */
    static final String SETTINGS = "tandem.settings";

    /** Node reports: node name to a sealed report. */
    static final String REPORTS = "tandem.reports";

    /** Event history: node name to the sealed newest events of that node. */
    static final String HISTORY = "tandem.history";

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final List<String> MAPS = List.of(SETTINGS, REPORTS, HISTORY);
    private static final int MOST_ENTRIES = 10_000;

    private final HazelcastInstance hazelcast;

    private Link(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    /**
     * Starts Hazelcast and joins the peers that can be reached; takes seconds.
     *
     * @param inbox hears of every change
     * @param regrouped called on a Hazelcast thread after a node came or went, or a split was merged
     * @throws RuntimeException Hazelcast's own, if it cannot start
     */
    static Link open(SharingSettings settings, Inbox inbox, Runnable regrouped) {
        HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(HazelcastConfig.of(settings));
        Link link = new Link(hazelcast);
        try {
            link.listen(inbox, regrouped);
            return link;
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private void listen(Inbox inbox, Runnable regrouped) {
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                regrouped.run();
                inbox.readAgain();
            }
        });
        hazelcast.getCluster().addMembershipListener(new Regrouped(inbox, regrouped));
        for (String name : MAPS) {
            map(name).addEntryListener(new Changes(name, inbox));
        }
        inbox.readAgain();
    }

    private ReplicatedMap<Object, Object> map(String name) {
        return hazelcast.getReplicatedMap(name);
    }

    boolean running() {
        return hazelcast.getLifecycleService().isRunning();
    }

    /** Addresses of the other nodes that are joined. */
    List<String> peers() {
        List<String> addresses = new ArrayList<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            if (!member.localMember()) {
                addresses.add(member.getAddress().getHost() + ":"
                        + member.getAddress().getPort());
            }
        }
        return addresses;
    }

    /** The bytes under a key; null if there are none. */
    byte @Nullable [] get(EntryId id) {
        return map(id.map()).get(id.key()) instanceof byte[] sealed ? sealed : null;
    }

    /** Puts bytes; may block while a peer is frozen. */
    void put(EntryId id, byte[] sealed) {
        map(id.map()).put(id.key(), sealed);
    }

    /** Everything that is in the maps; entries that are not even of our kind are left out and counted. */
    Contents contents() {
        List<Inbox.Entry> entries = new ArrayList<>();
        int foreign = 0;
        for (String name : MAPS) {
            Iterator<Object> keys = map(name).keySet().iterator();
            for (int i = 0; i < MOST_ENTRIES && keys.hasNext(); i++) {
                try {
                    if (keys.next() instanceof String key && map(name).get(key) instanceof byte[] sealed) {
                        entries.add(new Inbox.Entry(new EntryId(name, key), sealed));
                    } else {
                        foreign++;
                    }
                } catch (RuntimeException e) {
                    LOG.debug("an entry of {} cannot be read", name, e);
                    foreign++;
                }
            }
        }
        return new Contents(entries, foreign);
    }

    /**
     * What is in the maps.
     *
     * @param foreign how many entries Tandem cannot have put there
     */
    record Contents(List<Inbox.Entry> entries, int foreign) {}

    /**
     * Leaves at once; peers notice the closed connection within some 50 ms. Deliberate: not the graceful way, which waits for
     * partitions to move although every node has all of every map.
     */
    void close() {
        hazelcast.getLifecycleService().terminate();
    }

    /** Translates changes of one map. */
    @RunsOn(RunsOn.Lane.HAZELCAST)
    private static final class Changes extends EntryAdapter<Object, Object> {
        private final String map;
        private final Inbox inbox;

        Changes(String map, Inbox inbox) {
            this.map = map;
            this.inbox = inbox;
        }

        @Override
        public void onEntryEvent(EntryEvent<Object, Object> event) {
            if (event.getKey() instanceof String key && event.getValue() instanceof byte[] sealed) {
                inbox.changed(new EntryId(map, key), sealed);
            } else {
                inbox.readAgain();
            }
        }

        @Override
        public void onMapEvent(MapEvent event) {
            inbox.readAgain();
        }
    }

    /** A node that came or went is a reason to read and to offer everything again. */
    @RunsOn(RunsOn.Lane.HAZELCAST)
    private record Regrouped(Inbox inbox, Runnable regrouped) implements MembershipListener {
        @Override
        public void memberAdded(MembershipEvent event) {
            regrouped.run();
            inbox.readAgain();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            regrouped.run();
            inbox.readAgain();
        }
    }
}
