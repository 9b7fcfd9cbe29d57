package tandem.core.balance;

import java.util.ArrayList;
import java.util.List;
import tandem.core.config.MemberFlag;
import tandem.core.config.PolicyName;

/** Apache's arithmetic as it is written there, all members at every request: what {@link Standings} must come to as well. */
final class PlainWalk {
    /** What Apache keeps of a worker. */
    static final class Worker {
        final Member member;
        int lbstatus;
        boolean inError;
        long errorAtNanos;
        int busy;
        long bytesTo;
        long bytesFrom;

        Worker(Member member) {
            this.member = member;
        }

        boolean is(MemberFlag flag) {
            return member.flags().contains(flag);
        }

        boolean admitted() {
            return member.address().isPresent() && !is(MemberFlag.DISABLED) && !is(MemberFlag.STOPPED);
        }

        boolean usable(List<Worker> tried, long nowNanos) {
            if (tried.contains(this) || !admitted()) {
                return false;
            }
            long retry = member.config().retry().toNanos();
            inError = inError && nowNanos - errorAtNanos <= retry && !is(MemberFlag.IGNORE_ERRORS);
            return !inError;
        }
    }

    private final PolicyName policy;
    final List<Worker> workers = new ArrayList<>();

    PlainWalk(Balancer balancer) {
        policy = balancer.config().policy();
        balancer.members().forEach(member -> workers.add(new Worker(member)));
    }

    /** The chosen one; null for none. */
    Worker choose(String route, List<Worker> tried, long nowNanos) {
        forceRecovery(nowNanos);
        for (Worker worker : workers) {
            if (worker.member.config().route().equals(route)
                    && !worker.is(MemberFlag.STANDBY)
                    && worker.usable(tried, nowNanos)) {
                return hit(worker);
            }
        }
        for (Worker worker : workers) {
            if (worker.member.config().route().equals(route) && worker.usable(tried, nowNanos)) {
                return hit(worker);
            }
        }
        for (int set = 0; set < 3; set++) {
            List<Worker> competitors = competitors(set, tried, nowNanos);
            if (!competitors.isEmpty()) {
                Worker best = contest(competitors);
                best.busy++;
                return best;
            }
        }
        return null;
    }

    private Worker hit(Worker chosen) {
        for (Worker worker : workers) {
            if (worker.admitted() && !worker.inError) {
                worker.lbstatus += worker.member.weight().hundredths();
                chosen.lbstatus -= worker.member.weight().hundredths();
            }
        }
        chosen.busy++;
        return chosen;
    }

    private List<Worker> competitors(int set, List<Worker> tried, long nowNanos) {
        List<Worker> found = new ArrayList<>();
        int missing = 0;
        for (Worker worker : workers) {
            if (worker.member.config().lbset() == set
                    && !worker.is(MemberFlag.SPARE)
                    && !worker.is(MemberFlag.STANDBY)) {
                boolean enters = !worker.is(MemberFlag.DRAINING) && worker.usable(tried, nowNanos);
                missing += enters ? 0 : 1;
                found.addAll(enters ? List.of(worker) : List.of());
            }
        }
        for (Worker worker : workers) {
            boolean spare = worker.member.config().lbset() == set && worker.is(MemberFlag.SPARE);
            if (spare && missing > 0 && !worker.is(MemberFlag.DRAINING) && worker.usable(tried, nowNanos)) {
                missing--;
                found.add(worker);
            }
        }
        if (found.isEmpty()) {
            for (Worker worker : workers) {
                boolean standby = worker.is(MemberFlag.STANDBY) && !worker.is(MemberFlag.SPARE);
                if (standby && worker.member.config().lbset() == set && !worker.is(MemberFlag.DRAINING)) {
                    found.addAll(worker.usable(tried, nowNanos) ? List.of(worker) : List.of());
                }
            }
        }
        return found;
    }

    private Worker contest(List<Worker> competitors) {
        int total = 0;
        Worker best = competitors.getFirst();
        for (Worker worker : competitors) {
            if (policy != PolicyName.BYTRAFFIC) {
                worker.lbstatus += worker.member.weight().hundredths();
                total += worker.member.weight().hundredths();
            }
            best = beats(worker, best) ? worker : best;
        }
        best.lbstatus -= total;
        return best;
    }

    private boolean beats(Worker worker, Worker best) {
        return switch (policy) {
            case BYREQUESTS -> worker.lbstatus > best.lbstatus;
            case BYTRAFFIC -> traffic(worker) < traffic(best);
            case BYBUSYNESS -> worker.busy < best.busy || worker.busy == best.busy && worker.lbstatus > best.lbstatus;
            case HEARTBEAT -> throw new IllegalStateException("chance decides, not a walk");
            case RANDOM, LEAST_TIME, HASH, FIRST -> throw new IllegalStateException("Apache has no " + policy);
        };
    }

    private static long traffic(Worker worker) {
        int weight = worker.member.weight().hundredths();
        return worker.bytesTo / weight + worker.bytesFrom / weight;
    }

    private void forceRecovery(long nowNanos) {
        for (Worker worker : workers) {
            if (worker.admitted() && !worker.is(MemberFlag.DRAINING) && worker.usable(List.of(), nowNanos)) {
                return;
            }
        }
        workers.forEach(worker -> worker.inError = false);
    }
}
