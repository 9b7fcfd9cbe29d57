package tandem.failover.election;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tandem.core.config.Profile;

/**
 * Nodes on a simulated network under seeded faults: loss and delay always; crashes, halts, cut cluster links, isolated nodes,
 * gateway failures until the heal. Millisecond time in steps of {@value #STEP}.
 */
final class Simulation {
    static final long STEP = 10;
    static final long HEAL = 40_000;
    static final long SETTLED = HEAL + 8_000;
    static final long END = SETTLED + 6_000;

    final List<SimulatedNode> nodes = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    int takes;
    long longestOverlap;

    private final Random chance;
    private final long detect;
    private final boolean cuts;
    private final boolean[][] cut;
    private final boolean[] isolated;
    private final boolean[] split;
    private final long[][] joinedSince;
    private final Map<String, Long> overlapSince = new TreeMap<>();
    private final long[] isolatedSince;
    private long now;

    /** @param cuts whether links are cut; else nodes only crash and halt */
    Simulation(long seed, int size, boolean cuts, Profile profile) {
        this.chance = new Random(seed);
        this.detect = profile == Profile.CALM ? 2250 : 650;
        this.cuts = cuts;
        this.cut = new boolean[size][size];
        this.isolated = new boolean[size];
        this.split = new boolean[size];
        this.isolatedSince = new long[size];
        this.joinedSince = new long[size][size];
        List<String> order =
                IntStream.rangeClosed(1, size).mapToObj(i -> "lb" + i).toList();
        order.forEach(name -> nodes.add(new SimulatedNode(name, order, profile)));
    }

    void run() {
        for (SimulatedNode node : nodes) {
            node.boot(chance.nextInt(3) * 200L);
        }
        for (now = 0; now < END; now += STEP) {
            if (now < HEAL) {
                breakSomething();
            } else if (now == HEAL) {
                heal();
            }
            views();
            nodes.forEach(this::runNode);
            check();
        }
        checkEnd();
    }

    private void breakSomething() {
        if (chance.nextInt(150) != 0) {
            return;
        }
        int a = chance.nextInt(nodes.size());
        int b = (a + 1 + chance.nextInt(nodes.size() - 1)) % nodes.size();
        SimulatedNode node = nodes.get(a);
        switch (chance.nextInt(cuts ? 8 : 3)) {
            case 0 -> {
                if (node.up) {
                    say(node, "crashes");
                    node.crash();
                } else {
                    say(node, "starts");
                    node.boot(now);
                }
            }
            case 1, 2 -> {
                node.stalledUntil = now + 100 + chance.nextInt(3000);
                say(node, "halts until " + node.stalledUntil);
            }
            case 3 -> {
                cut[a][b] = !cut[a][b];
                say(node, (cut[a][b] ? "cut" : "mended") + " one way to " + nodes.get(b).name);
            }
            case 4 -> {
                cut[a][b] = !cut[a][b];
                cut[b][a] = cut[a][b];
                say(node, (cut[a][b] ? "cut" : "mended") + " both ways to " + nodes.get(b).name);
            }
            case 5 -> {
                isolated[a] = !isolated[a];
                say(node, isolated[a] ? "isolated" : "joined again");
            }
            case 6 -> {
                split[a] = !split[a];
                say(node, split[a] ? "split from the others, each part with a gateway" : "split mended");
            }
            default -> {
                node.gateway = !node.gateway;
                say(node, node.gateway ? "gateway back" : "gateway lost");
            }
        }
    }

    private void heal() {
        for (int i = 0; i < nodes.size(); i++) {
            Arrays.fill(cut[i], false);
            isolated[i] = false;
            split[i] = false;
            nodes.get(i).gateway = true;
            nodes.get(i).stalledUntil = Math.min(nodes.get(i).stalledUntil, now);
            if (!nodes.get(i).up) {
                nodes.get(i).boot(now);
            }
        }
        log.add(now + " healed");
    }

    private boolean carries(int from, int to) {
        return !cut[from][to] && segment(from, to);
    }

    private boolean linked(int a, int b) {
        return carries(a, b) && carries(b, a);
    }

    private boolean segment(int a, int b) {
        return !isolated[a] && !isolated[b] && split[a] == split[b];
    }

    private void views() {
        for (int i = 0; i < nodes.size(); i++) {
            SimulatedNode node = nodes.get(i);
            if (!node.runs(now)) {
                continue;
            }
            List<String> kept = new ArrayList<>();
            for (int j = 0; j < nodes.size(); j++) {
                SimulatedNode peer = nodes.get(j);
                if (i == j) {
                    kept.add(peer.name);
                    continue;
                }
                boolean touch = peer.runs(now) && carries(j, i) && peer.upSince < now;
                if (touch || now - node.resumedAt < 150) {
                    node.contact.put(peer.name, now);
                }
                boolean fresh = now - node.contact.getOrDefault(peer.name, -detect) < detect;
                if (node.view.contains(peer.name) && fresh && peer.upSince <= node.contact.get(peer.name)) {
                    kept.add(peer.name);
                }
                if (touch && linked(i, j) && !(node.view.contains(peer.name) && peer.view.contains(node.name))) {
                    merge(i, j);
                } else {
                    node.mergeAt.remove(peer.name);
                }
            }
            if (kept.size() < node.view.size() && kept.size() < nodes.size()) {
                node.install(List.copyOf(kept), false, now);
            }
        }
    }

    /** After a while both get one view of all that both sides see and that can talk to both. */
    private void merge(int i, int j) {
        SimulatedNode node = nodes.get(i);
        SimulatedNode peer = nodes.get(j);
        long at = node.mergeAt.computeIfAbsent(peer.name, _ -> now + 100 + chance.nextInt(2500));
        if (now < at) {
            return;
        }
        node.mergeAt.remove(peer.name);
        List<String> union = new ArrayList<>();
        for (int k = 0; k < nodes.size(); k++) {
            String name = nodes.get(k).name;
            boolean known = node.view.contains(name) || peer.view.contains(name);
            if (known && nodes.get(k).runs(now) && (k == i || linked(i, k)) && (k == j || linked(j, k))) {
                union.add(name);
            }
        }
        for (SimulatedNode member : nodes) {
            if (union.contains(member.name) && !member.view.equals(union)) {
                member.install(List.copyOf(union), member.view.size() > 1 || !member.view.isEmpty(), now);
                union.forEach(name -> member.contact.put(name, now));
            }
        }
    }

    private void runNode(SimulatedNode node) {
        if (!node.up || now < node.upSince) {
            return;
        }
        if (now < node.stalledUntil) {
            node.resumedAt = now;
            return;
        }
        if (now >= node.pollAt) {
            node.pollAt = now + 350;
            boolean reached = node.gateway && !isolated[nodes.indexOf(node)];
            node.failedPolls = reached ? 0 : node.failedPolls + 1;
            if (reached || node.failedPolls >= 2) {
                step(node, new Event.GatewayChecked(reached));
            }
        }
        if (now >= node.tickAt) {
            node.tickAt = now + 10;
            step(node, new Event.Tick());
        }
        while (!node.inbox.isEmpty() && node.inbox.peek().at() <= now) {
            step(node, node.inbox.poll().event());
        }
        while (!node.orders.isEmpty() && node.orders.peek().at() <= now) {
            carryOut(node, node.orders.poll());
        }
    }

    /** The kernel lets the address answer on only while it still does. */
    private void renew(SimulatedNode node, Action.RenewVips renew) {
        if (!node.held) {
            return;
        }
        if (!node.shows(now) || SimulatedNode.nanos(now) - renew.latest() > 0) {
            node.held = false;
            node.shownUntil = Math.min(node.shownUntil, now);
            node.arrive(now, new Event.VipsLost("renewed too late"));
        } else {
            node.shownUntil = now + node.fence;
        }
    }

    private void carryOut(SimulatedNode node, SimulatedNode.Order order) {
        if (order.action() instanceof Action.TakeVips take) {
            if (take.probe() && answered(node) || SimulatedNode.nanos(now) - take.latest() > 0) {
                node.arrive(now, new Event.TakeRefused(take.term(), "still answers"));
            } else {
                taken(node, nodes.indexOf(node), take.term());
                node.arrive(now, new Event.Taken(take.term()));
            }
        } else if (order.action() instanceof Action.RenewVips renew) {
            renew(node, renew);
        } else {
            node.held = false;
            node.shownUntil = Math.min(node.shownUntil, now);
            node.arrive(now, new Event.Hidden());
        }
    }

    private boolean answered(SimulatedNode node) {
        int self = nodes.indexOf(node);
        return IntStream.range(0, nodes.size())
                .anyMatch(j -> j != self && segment(self, j) && nodes.get(j).shows(now));
    }

    private void taken(SimulatedNode node, int self, long term) {
        node.held = true;
        node.shownUntil = now + node.fence;
        takes++;
        say(node, "takes under term " + term);
        for (int j = 0; j < nodes.size(); j++) {
            SimulatedNode peer = nodes.get(j);
            boolean together = j != self && peer.runs(now) && now - joinedSince[self][j] > 4000;
            if (together && node.view.contains(peer.name) && peer.state.term() >= term && now - peer.upSince > 4000) {
                violations.add(now + ": " + node.name + " took under term " + term + " although " + peer.name + " knew "
                        + peer.state.term());
            }
        }
        if (now > SETTLED) {
            violations.add(now + ": " + node.name + " took although all was healed and settled");
        }
    }

    private void step(SimulatedNode node, Event event) {
        Step step = node.election.step(node.state, event, SimulatedNode.nanos(now));
        if (step.next().role() != node.state.role()) {
            say(node, step.next().role() + ": " + step.reason().sentence());
        }
        node.state = step.next();
        step.actions().forEach(action -> carryOut(node, action));
    }

    private void carryOut(SimulatedNode node, Action action) {
        switch (action) {
            case Action.TakeVips _ -> order(node, action, chance.nextInt(60));
            case Action.HideVips _ -> order(node, action, chance.nextInt(5));
            case Action.Send send -> send(node, send.to(), send.message());
            case Action.Broadcast broadcast ->
                node.view.stream()
                        .filter(name -> !name.equals(node.name))
                        .forEach(name -> send(node, name, broadcast.message()));
            case Action.Arm arm -> node.arrive(now, new Event.Armed(arm.term()));
            case Action.RenewVips _ -> order(node, action, chance.nextInt(3));
            case Action.AskVoters ask ->
                ask.voters().stream()
                        .sorted()
                        .forEach(voter -> deliver(node, voter, new Event.VoteHeard(node.name, ask.vote())));
            case Action.AnswerVote answer -> answer(node, answer);
            case Action.GiveBack back -> {
                String nonce = node.election.nonce(back.term());
                node.view.forEach(
                        voter -> deliver(node, voter, new Event.ReleaseHeard(node.name, back.term(), nonce, false)));
            }
            case Action.AnnounceVips _,
                    Action.ConfirmDead _,
                    Action.Answer _,
                    Action.ChangeRole _,
                    Action.Note _,
                    Action.Warn _,
                    Action.CountTake _ -> {}
        }
    }

    private void order(SimulatedNode node, Action action, long delay) {
        long at = Math.max(
                now + delay, node.orders.isEmpty() ? 0 : node.orders.peekLast().at());
        node.orders.add(new SimulatedNode.Order(at, now, action));
    }

    private void answer(SimulatedNode node, Action.AnswerVote answer) {
        answer.remember().ifPresent(memory -> node.memory = memory);
        Event heard = new Event.AnswerHeard(node.name, answer.answer());
        if (answer.to().equals(node.name)) {
            node.arrive(now + chance.nextInt(10), heard);
        } else {
            deliver(node, answer.to(), heard);
        }
    }

    private void send(SimulatedNode from, String to, Message message) {
        deliver(from, to, new Event.Heard(from.name, message));
    }

    private void deliver(SimulatedNode from, String to, Event event) {
        int a = nodes.indexOf(from);
        for (int b = 0; b < nodes.size(); b++) {
            SimulatedNode peer = nodes.get(b);
            if (peer.name.equals(to) && carries(a, b) && peer.up && chance.nextInt(100) >= 3) {
                peer.arrive(now + STEP + chance.nextInt(30), event);
            }
        }
    }

    private void check() {
        for (int i = 0; i < nodes.size(); i++) {
            SimulatedNode node = nodes.get(i);
            boolean cutOff = isolated[i] && node.runs(now) && now - node.resumedAt > 2000;
            isolatedSince[i] = cutOff ? isolatedSince[i] : now;
            if (now - isolatedSince[i] > 2000 && node.shows(now)) {
                violations.add(
                        now + ": " + node.name + " shows the address although it is cut off since " + isolatedSince[i]);
            }
            for (int j = 0; j < i; j++) {
                checkPair(i, j);
            }
        }
    }

    private void checkPair(int i, int j) {
        SimulatedNode a = nodes.get(i);
        SimulatedNode b = nodes.get(j);
        boolean together = linked(i, j) && a.runs(now) && b.runs(now);
        joinedSince[i][j] = together ? joinedSince[i][j] : now;
        joinedSince[j][i] = joinedSince[i][j];
        boolean both = a.shows(now) && b.shows(now);
        if (both && now - joinedSince[i][j] > 4500) {
            violations.add(now + ": " + a.name + " and " + b.name + " both show, linked since " + joinedSince[i][j]);
        }
        String pair = a.name + b.name;
        boolean awake = a.runs(now) && b.runs(now) && now - a.resumedAt > 100 && now - b.resumedAt > 100;
        if (!cuts && both && awake) {
            long since = overlapSince.computeIfAbsent(pair, _ -> now);
            longestOverlap = Math.max(longestOverlap, now - since);
        } else {
            overlapSince.remove(pair);
        }
    }

    private void checkEnd() {
        List<String> showing =
                nodes.stream().filter(n -> n.shows(now)).map(n -> n.name).toList();
        List<String> holding =
                nodes.stream().filter(n -> n.state.holding()).map(n -> n.name).toList();
        nodes.stream()
                .filter(n ->
                        !n.election.unfit(n.state, SimulatedNode.nanos(now)).isEmpty())
                .forEach(n -> violations.add(
                        "at the end " + n.name + " is unfit: " + n.election.unfit(n.state, SimulatedNode.nanos(now))));
        if (showing.size() != 1 || !showing.equals(holding)) {
            violations.add("at the end " + showing + " show the address, " + holding + " believe to hold it");
        }
    }

    private void say(SimulatedNode node, String what) {
        log.add(now + " " + node.name + " " + what);
    }
}
