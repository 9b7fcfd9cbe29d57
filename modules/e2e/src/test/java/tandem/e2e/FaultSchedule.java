package tandem.e2e;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A few seconds of faults by chance, the same for the same seed. Faults of different nodes overlap; one node has one at a time.
 *
 * @param disturbances sorted by their beginning
 */
record FaultSchedule(long seed, List<Disturbance> disturbances) {
    private static final int FROM_MILLIS = 300;
    private static final int TO_MILLIS = 6500;
    private static final List<String> VOTERS = List.of("lb1", "lb2", Stage.WITNESS);

    /** What a disturbance does. */
    enum Kind {
        /** SIGKILL of the JVM, started again at the end. */
        KILL,
        /** Port off and everything killed, as after a power failure; booted at the end. */
        POWER_OFF,
        /** SIGSTOP of everything, SIGCONT at the end. */
        FREEZE,
        /** SIGSTOP of the JVM alone: what reaches it meanwhile waits, and is heard late. */
        STALL,
        /** Its port off the bridge. */
        CUT,
        /** Nothing passes from it to the other. */
        ONE_WAY,
        /** Some of what passes between all voters is lost. */
        LOSS,
        /** Nothing passes between it and the other voters; clients still reach it. */
        BLACK_HOLE
    }

    /**
     * One of them.
     *
     * @param target who it befalls
     * @param other the other end, for {@code ONE_WAY}
     * @param percent lost frames, for {@code LOSS}
     */
    record Disturbance(Kind kind, String target, String other, int percent, int fromMillis, int toMillis) {
        @Override
        public String toString() {
            String what = switch (kind) {
                case ONE_WAY -> "ONE_WAY " + target + ">" + other;
                case LOSS -> "LOSS " + percent + "%";
                case KILL, POWER_OFF, FREEZE, STALL, CUT, BLACK_HOLE -> kind + " " + target;
            };
            return what + " " + fromMillis + ".." + toMillis;
        }
    }

    static FaultSchedule of(long seed) {
        Random chance = new Random(seed);
        int count = 2 + chance.nextInt(5);
        List<Disturbance> chosen = new ArrayList<>();
        for (int tries = 0; chosen.size() < count && tries < 100; tries++) {
            Disturbance next = draw(chance);
            if (chosen.stream().noneMatch(other -> clash(other, next))) {
                chosen.add(next);
            }
        }
        chosen.sort(Comparator.comparingInt(Disturbance::fromMillis));
        return new FaultSchedule(seed, List.copyOf(chosen));
    }

    private static Disturbance draw(Random chance) {
        Kind kind = Kind.values()[chance.nextInt(Kind.values().length)];
        // Nodes are hit more often than the witness.
        String target = VOTERS.get(Math.min(chance.nextInt(5) / 2, 2));
        String other =
                VOTERS.stream().filter(name -> !name.equals(target)).toList().get(chance.nextInt(2));
        int longest = kind == Kind.STALL ? 900 : 3000;
        int from = FROM_MILLIS + chance.nextInt(TO_MILLIS - FROM_MILLIS);
        return new Disturbance(kind, target, other, 10 + chance.nextInt(31), from, from + 50 + chance.nextInt(longest));
    }

    /** Two that overlap at one node, counting two seconds in which a killed one starts. */
    private static boolean clash(Disturbance one, Disturbance other) {
        boolean apart = one.toMillis + 2000 < other.fromMillis || other.toMillis + 2000 < one.fromMillis;
        boolean same = one.target.equals(other.target) || one.kind == Kind.LOSS && other.kind == Kind.LOSS;
        return same && !apart;
    }

    /** Nodes and witness that are started again. */
    Set<String> restarted() {
        return disturbances.stream()
                .filter(each -> each.kind == Kind.KILL || each.kind == Kind.POWER_OFF)
                .map(Disturbance::target)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public String toString() {
        return disturbances.stream().map(Disturbance::toString).collect(Collectors.joining(", "));
    }
}
