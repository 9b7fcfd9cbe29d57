package tandem.proxy;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The clients of one I/O thread that came by a virtual address, by group. That thread only, but for the figures. */
final class VipClients {
    private final FlowGroups groups;
    private final Map<VipFlows, Tally> tallies = new ConcurrentHashMap<>();

    private static final class Tally {
        final Set<IoLoop.Client> clients = new HashSet<>();
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger seen = new AtomicInteger();
    }

    VipClients(FlowGroups groups) {
        this.groups = groups;
    }

    void joined(IoLoop.Client client) {
        VipFlows group = groups.of(client.client().localAddress());
        if (group != null) {
            Tally tally = tallies.computeIfAbsent(group, _ -> new Tally());
            tally.clients.add(client);
            tally.open.setRelease(tally.clients.size());
            tally.seen.setRelease(tally.seen.getPlain() + 1);
        }
    }

    void left(IoLoop.Client client) {
        for (Tally tally : tallies.values()) {
            if (tally.clients.remove(client)) {
                tally.open.setRelease(tally.clients.size());
            }
        }
    }

    /** Whether this one is to end with its response. */
    boolean parting(ClientConnection client) {
        VipFlows group = groups.of(client.localAddress());
        return group != null && group.parting();
    }

    /** Those of a group hear that they should come by other connections. */
    void tell(VipFlows group) {
        Tally tally = tallies.get(group);
        if (tally != null) {
            tally.clients.forEach(IoLoop.Client::tell);
        }
    }

    /** Closes those of a group; how many carried something. */
    int cut(VipFlows group) {
        Tally tally = tallies.get(group);
        int broken = 0;
        if (tally != null) {
            for (IoLoop.Client client : Set.copyOf(tally.clients)) {
                broken += client.busy() ? 1 : 0;
                client.close();
            }
        }
        return broken;
    }

    /** How many of a group are connected; any thread. */
    int open(VipFlows group) {
        Tally tally = tallies.get(group);
        return tally == null ? 0 : tally.open.get();
    }

    /** How many of a group have connected since the start; any thread. */
    int seen(VipFlows group) {
        Tally tally = tallies.get(group);
        return tally == null ? 0 : tally.seen.get();
    }
}
