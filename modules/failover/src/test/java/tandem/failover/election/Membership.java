package tandem.failover.election;

import java.util.ArrayList;
import java.util.List;
import tandem.core.config.Profile;

/** What JGroups tells the nodes: each sees for itself, so that views may contradict each other; parts merge after a while. */
final class Membership {
    private static final long EVERY = World.nanos(20);

    private final Installation installation;
    private final World world;
    private final long detect;

    Membership(Installation installation) {
        this.installation = installation;
        this.world = installation.world;
        this.detect = World.nanos(installation.plan.profile() == Profile.CALM ? 2250 : 650);
    }

    void watch() {
        installation.nodes.stream().filter(SimulatedProcess::runs).forEach(this::look);
        installation.checkStandbys();
        world.after(EVERY, this::watch);
    }

    private void look(SimulatedNode node) {
        List<String> kept = new ArrayList<>();
        for (SimulatedNode peer : installation.nodes) {
            if (peer == node || keeps(node, peer)) {
                kept.add(peer.name);
            }
        }
        if (kept.size() < node.view.size()) {
            node.install(List.copyOf(kept), false);
        }
    }

    private boolean keeps(SimulatedNode node, SimulatedNode peer) {
        boolean touch = peer.runs() && installation.network.carries(peer.index, node.index);
        if (touch || world.now - node.resumedAt < World.nanos(150)) {
            node.contact.put(peer.name, world.now);
        }
        boolean known = node.view.contains(peer.name);
        boolean mutual = known && peer.view.contains(node.name);
        if (touch && installation.network.linked(node.index, peer.index) && !mutual) {
            long at = node.mergeAt.computeIfAbsent(peer.name, _ -> world.now + world.between(100, 2000));
            if (world.now >= at) {
                node.mergeAt.remove(peer.name);
                merge(node, peer);
            }
        } else {
            node.mergeAt.remove(peer.name);
        }
        long heard = node.contact.getOrDefault(peer.name, world.now - detect);
        boolean closed = !peer.up && world.now - heard > World.nanos(20);
        return node.view.contains(peer.name) && world.now - heard < detect && !closed && peer.upSince <= heard;
    }

    private void merge(SimulatedNode node, SimulatedNode peer) {
        List<String> union = new ArrayList<>();
        for (SimulatedNode member : installation.nodes) {
            boolean known = node.view.contains(member.name) || peer.view.contains(member.name);
            if (known && member.runs() && reaches(node, member) && reaches(peer, member)) {
                union.add(member.name);
            }
        }
        for (SimulatedNode member : installation.nodes) {
            if (union.contains(member.name) && !member.view.equals(union)) {
                union.forEach(name -> member.contact.put(name, world.now));
                member.install(List.copyOf(union), true);
            }
        }
    }

    private boolean reaches(SimulatedNode node, SimulatedNode member) {
        return node == member || installation.network.linked(node.index, member.index);
    }
}
