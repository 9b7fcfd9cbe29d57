package tandem.proxy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The clients of one I/O thread that came by a virtual address. That thread only, but for the figures. */
final class VipClients {
    private final VipFlows flows;
    private final Set<IoLoop.Client> clients = new HashSet<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger seen = new AtomicInteger();

    VipClients(VipFlows flows) {
        this.flows = flows;
    }

    void joined(IoLoop.Client client) {
        if (flows.concerns(client.client().localAddress())) {
            clients.add(client);
            open.setRelease(clients.size());
            seen.setRelease(seen.getPlain() + 1);
        }
    }

    void left(IoLoop.Client client) {
        if (clients.remove(client)) {
            open.setRelease(clients.size());
        }
    }

    /** Whether this one is to end with its response. */
    boolean parting(ClientConnection client) {
        return flows.parting() && flows.concerns(client.localAddress());
    }

    /** Closes them; how many carried something. */
    int cut() {
        int broken = 0;
        for (IoLoop.Client client : Set.copyOf(clients)) {
            broken += client.busy() ? 1 : 0;
            client.close();
        }
        return broken;
    }

    /** How many are connected; any thread. */
    int open() {
        return open.get();
    }

    /** How many have connected since the start; any thread. */
    int seen() {
        return seen.get();
    }
}
