package tandem.failover.lease;

import java.util.Arrays;

/** Moments as one number each, the same for two that differ in the nodes' names alone. */
final class Packing {
    /** Bits of which the lowest two are exchanged. */
    private static final int[] SWAPPED = {0, 2, 1, 3, 4, 6, 5, 7, 8};

    private final int ages;
    private final int goods;
    private final int longest;
    private final int[] radix;
    private final int[] leaseCode;
    private final int[] leaseOf;

    Packing(Instance instance) {
        LeaseTimers timers = instance.timers();
        int round = Instance.ticks(timers.round());
        int fence = Instance.ticks(timers.fence());
        this.ages = Math.max(round + 1, Instance.ticks(timers.renew())) + 1;
        this.goods = round + fence + 2;
        this.leaseCode = new int[5 * ages * goods * 9];
        this.leaseOf = new int[leaseCode.length];
        int leases = enumerate();
        int waits = Claims.renewBegins(instance) + 2;
        this.longest = Instance.ticks(timers.promise());
        int promises = 1 + (1 + 2 * Moment.KINDS) * longest;
        int alive = fence + 2;
        int armed = Instance.ticks(timers.armed()) + 2;
        this.radix = new int[] {
            leases, alive, armed, 3, waits, waits, leases, alive, armed, 3, waits, waits, promises, 4, promises, 4,
            promises, 4, 3
        };
        double states = Arrays.stream(radix).asDoubleStream().reduce(1, (a, b) -> a * b);
        if (states > Math.scalb(1.0, 64)) {
            throw new IllegalArgumentException("this instance does not fit into 64 bits: " + instance.timers());
        }
    }

    int longestAge() {
        return ages - 1;
    }

    int longestGood() {
        return goods - 1;
    }

    /** One number for the moment or its mirror image, whichever is smaller. */
    long canonical(Moment moment) {
        long code = code(moment, false);
        long mirrored = code(moment, true);
        return Long.compareUnsigned(code, mirrored) <= 0 ? code : mirrored;
    }

    /** @param mirrored whether the nodes' names are exchanged */
    private long code(Moment moment, boolean mirrored) {
        long code = 0;
        int at = 0;
        for (int place = 0; place < Instance.NODES; place++) {
            int node = mirrored ? 1 - place : place;
            code = code * radix[at++] + leaseCode[lease(moment, node, mirrored)];
            code = code * radix[at++] + moment.alive(node);
            code = code * radix[at++] + moment.armed(node);
            code = code * radix[at++] + moment.inHand(node);
            code = code * radix[at++] + moment.waiting(node, 0);
            code = code * radix[at++] + moment.waiting(node, 1);
        }
        for (int place = 0; place < Instance.VOTERS.size(); place++) {
            int voter = mirrored && place < Instance.NODES ? 1 - place : place;
            code = code * radix[at++] + promise(moment, voter, mirrored);
            code = code * radix[at++] + (mirrored ? SWAPPED[moment.seen(voter)] : moment.seen(voter));
        }
        return code * radix[at] + (mirrored ? (3 - moment.order()) % 3 : moment.order());
    }

    Moment moment(long packed) {
        Moment moment = new Moment();
        int[] digit = new int[radix.length];
        long rest = packed;
        for (int at = radix.length - 1; at >= 0; at--) {
            digit[at] = (int) Long.remainderUnsigned(rest, radix[at]);
            rest = Long.divideUnsigned(rest, radix[at]);
        }
        for (int node = 0; node < Instance.NODES; node++) {
            int at = node * 6;
            int lease = leaseOf[digit[at]];
            moment.stage(node, lease / (ages * goods * 9));
            moment.round(node, lease / (goods * 9) % ages, lease / 9 % goods, lease % 9);
            moment.alive(node, digit[at + 1]);
            moment.armed(node, digit[at + 2]);
            moment.inHand(node, digit[at + 3]);
            moment.waiting(node, digit[at + 4], digit[at + 5]);
        }
        for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
            int promise = digit[12 + 2 * voter];
            if (promise > longest) {
                int given = promise - longest - 1;
                moment.promise(voter, Moment.PROMISED + given / longest, given % longest + 1);
            } else {
                moment.promise(voter, Moment.QUARANTINE, promise);
            }
            moment.seen(voter, digit[13 + 2 * voter]);
        }
        moment.order(digit[18]);
        return moment;
    }

    private int promise(Moment moment, int voter, boolean mirrored) {
        int promise = moment.promise(voter);
        int remaining = moment.remaining(voter);
        if (promise < Moment.PROMISED) {
            return remaining;
        }
        int given = promise - Moment.PROMISED;
        int named = !mirrored ? given : given < Moment.KINDS ? given + Moment.KINDS : given - Moment.KINDS;
        return longest + named * longest + remaining;
    }

    private int lease(Moment moment, int node, boolean mirrored) {
        int grants = mirrored ? SWAPPED[moment.grants(node)] : moment.grants(node);
        return ((moment.stage(node) * ages + moment.age(node)) * goods + moment.good(node)) * 9 + grants;
    }

    /** Gives the combinations that can occur a dense number. */
    private int enumerate() {
        int next = 0;
        for (int lease = 0; lease < leaseCode.length; lease++) {
            int stage = lease / (ages * goods * 9);
            int good = lease / 9 % goods;
            boolean occurs = switch (stage) {
                case Moment.HELD -> true;
                case Moment.ASKING -> good == 0;
                default -> lease % (ages * goods * 9) == 0;
            };
            leaseCode[lease] = -1;
            if (occurs) {
                leaseOf[next] = lease;
                leaseCode[lease] = next++;
            }
        }
        return next;
    }
}
