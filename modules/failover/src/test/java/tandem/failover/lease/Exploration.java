package tandem.failover.lease;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Visits every moment that the small world can come to, nearest first, until two nodes own the address at once. */
final class Exploration {
    private final Packing packing;
    private final Moves moves;
    private final int limit;
    private long[] moments = new long[1 << 16];
    private int[] before = new int[1 << 16];
    private int[] table = new int[1 << 18];
    private int size;
    private int violated = -1;
    private boolean owned;

    /**
     * @param complete whether there is nothing beyond
     * @param owned whether some node ever owned the address, so that something was checked
     * @param trace the shortest way to two owners, a line a move; empty if there is none
     */
    record Found(int moments, boolean complete, boolean owned, List<String> trace) {}

    /** @param limit after how many moments to give up */
    Exploration(Instance instance, int limit) {
        this.packing = new Packing(instance);
        this.moves = new Moves(instance, packing);
        this.limit = limit;
        Arrays.fill(table, -1);
    }

    Found run() {
        add(packing.canonical(new Moment()), -1);
        int at = 0;
        while (at < size && violated < 0 && size < limit) {
            Moment moment = packing.moment(moments[at]);
            int from = at;
            moves.from(moment, (_, _, _, next) -> visit(next.settled(), from));
            at++;
        }
        return new Found(size, at == size, owned, violated < 0 ? List.of() : trace());
    }

    private void visit(Moment next, int from) {
        if (add(packing.canonical(next), from)) {
            owned |= next.alive(0) > 0;
            if (violated < 0 && next.twoOwners()) {
                violated = size - 1;
            }
        }
    }

    private boolean add(long moment, int from) {
        int slot = slot(moment, table.length - 1);
        while (table[slot] >= 0) {
            if (moments[table[slot]] == moment) {
                return false;
            }
            slot = slot + 1 & table.length - 1;
        }
        if (size == moments.length) {
            moments = Arrays.copyOf(moments, size + (size >> 1));
            before = Arrays.copyOf(before, moments.length);
        }
        moments[size] = moment;
        before[size] = from;
        table[slot] = size++;
        if (size > table.length / 3 * 2) {
            grow();
        }
        return true;
    }

    private void grow() {
        int[] larger = new int[table.length * 2];
        Arrays.fill(larger, -1);
        for (int i = 0; i < size; i++) {
            int slot = slot(moments[i], larger.length - 1);
            while (larger[slot] >= 0) {
                slot = slot + 1 & larger.length - 1;
            }
            larger[slot] = i;
        }
        table = larger;
    }

    private static int slot(long moment, int mask) {
        long mixed = (moment ^ moment >>> 31) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    /** Goes the way again under the nodes' own names. */
    private List<String> trace() {
        List<Long> way = new ArrayList<>();
        for (int at = violated; at >= 0; at = before[at]) {
            way.add(moments[at]);
        }
        Collections.reverse(way);
        List<String> lines = new ArrayList<>();
        Moment[] moment = {new Moment()};
        int[] tick = {0};
        for (long next : way.subList(1, way.size())) {
            boolean[] found = {false};
            Moment here = moment[0];
            moves.from(here, (format, node, voter, to) -> {
                if (!found[0] && packing.canonical(to.settled()) == next) {
                    found[0] = true;
                    moment[0] = to;
                    tick[0] += format.equals("a tick") ? 1 : 0;
                    String move = String.format(format, Instance.VOTERS.get(node), Instance.VOTERS.get(voter));
                    lines.add("tick " + tick[0] + ": " + move);
                }
            });
        }
        return lines;
    }
}
