package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.Samples.addresses;
import static tandem.core.Samples.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.PolicyName;
import tandem.core.config.Weight;
import tandem.core.setting.Settings;

/** Histories of choices, failures and operators' changes, compared with {@link PlainWalk} step by step. */
final class StandingsTest {
    private static final int HISTORIES = 300;
    private static final int STEPS = 200;

    @ParameterizedTest
    @EnumSource(names = {"BYREQUESTS", "BYTRAFFIC", "BYBUSYNESS"})
    void every_choice_is_that_of_a_walk_over_all_members(PolicyName policy) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("replay with -Dseed=" + seed);

        for (int i = 0; i < HISTORIES; i++) {
            new History(policy, new Random(seed + i)).run("seed " + seed + ", history " + i);
        }
    }

    @Test
    void requests_that_end_on_other_threads_are_missed_by_no_choice() throws InterruptedException {
        BalancerConfig config = bybusyness(20);
        Schedule schedule = new Schedule();
        Balancer balancer = Balancer.of("app", config, Settings.NONE, addresses("app", config), Set.of(), schedule);

        for (int round = 0; round < 200; round++) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofPlatform().start(() -> chooseAndEnd(balancer)));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            List<Member> chosen = new ArrayList<>();
            balancer.members().forEach(_ -> chosen.add(chosen(balancer)));
            assertThat(chosen).as("all are idle in round %d", round).doesNotHaveDuplicates();
            chosen.forEach(Member::ended);
        }
    }

    private static void chooseAndEnd(Balancer balancer) {
        List<Member> running = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            running.add(chosen(balancer));
            if (i % 7 == 6) {
                running.forEach(Member::ended);
                running.clear();
            }
        }
        running.forEach(Member::ended);
    }

    private static Member chosen(Balancer balancer) {
        return ((Choice.Chosen) balancer.choose(null, 0, List.of(), 0)).member();
    }

    private static BalancerConfig bybusyness(int count) {
        List<MemberConfig> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(member("m" + i, new Weight(100 * (1 + i % 3)), 0, Duration.ZERO, ""));
        }
        return new BalancerConfig(PolicyName.BYBUSYNESS, Optional.empty(), false, OptionalInt.empty(), true, members);
    }

    /** One balancer's life, twice. */
    private static final class History {
        private final Random random;
        private final BalancerConfig config;
        private final Schedule schedule = new Schedule();
        private Balancer balancer;
        private PlainWalk plain;
        private long nowNanos;

        History(PolicyName policy, Random random) {
            this.random = random;
            List<MemberConfig> members = new ArrayList<>();
            int count = 1 + random.nextInt(9);
            for (int i = 0; i < count; i++) {
                Weight weight = new Weight(random.nextInt(3) == 0 ? 100 + random.nextInt(300) : 100);
                int lbset = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
                Duration retry = Duration.ofNanos(random.nextInt(30));
                members.add(member("m" + i, weight, lbset, retry, "", flags()));
            }
            config = new BalancerConfig(policy, Optional.empty(), false, OptionalInt.empty(), true, members);
            balancer = balancer();
            plain = new PlainWalk(balancer);
        }

        private MemberFlag[] flags() {
            Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
            for (MemberFlag flag : MemberFlag.values()) {
                if (random.nextInt(12) == 0) {
                    flags.add(flag);
                }
            }
            return flags.toArray(MemberFlag[]::new);
        }

        private Balancer balancer() {
            return Balancer.of("app", config, Settings.NONE, addresses("app", config), Set.of(), schedule);
        }

        void run(String name) {
            for (int step = 0; step < STEPS; step++) {
                String now = name + ", step " + step;
                switch (random.nextInt(20)) {
                    case 0, 1 -> fail();
                    case 2 -> succeed();
                    case 3, 4 -> nowNanos += random.nextInt(20);
                    case 5, 6, 7 -> load();
                    case 8 -> rebuild();
                    case 9 -> adopt();
                    default -> choose(now);
                }
            }
            assertThat(schedule.snapshot().values()).as(name).containsExactlyElementsOf(statuses());
        }

        private PlainWalk.Worker any() {
            return plain.workers.get(random.nextInt(plain.workers.size()));
        }

        private void fail() {
            PlainWalk.Worker worker = any();
            schedule.failed(worker.member, "connection refused", nowNanos);
            if (!worker.is(MemberFlag.IGNORE_ERRORS)) {
                worker.inError = true;
                worker.errorAtNanos = nowNanos;
            }
        }

        private void succeed() {
            PlainWalk.Worker worker = any();
            schedule.succeeded(worker.member);
            worker.inError = false;
        }

        private void load() {
            PlainWalk.Worker worker = any();
            long bytes = random.nextInt(5000);
            worker.member.moved(bytes, 3 * bytes);
            worker.bytesTo += bytes;
            worker.bytesFrom += 3 * bytes;
            for (int ends = random.nextInt(4); ends > 0 && worker.busy > 0; ends--) {
                worker.member.ended();
                worker.busy--;
            }
            if (random.nextInt(4) == 0) {
                worker.member.began();
                worker.busy++;
            }
        }

        /** A new table in which nothing has changed. */
        private void rebuild() {
            Balancer next = balancer();
            PlainWalk nextPlain = new PlainWalk(next);
            for (int i = 0; i < plain.workers.size(); i++) {
                PlainWalk.Worker before = plain.workers.get(i);
                PlainWalk.Worker after = nextPlain.workers.get(i);
                after.lbstatus = before.lbstatus;
                after.inError = before.inError;
                after.errorAtNanos = before.errorAtNanos;
                after.busy = before.busy;
                after.bytesTo = before.bytesTo;
                after.bytesFrom = before.bytesFrom;
            }
            balancer = next;
            plain = nextPlain;
        }

        private void adopt() {
            PlainWalk.Worker worker = any();
            String name = worker.member.config().name();
            int lbstatus = random.nextInt(2000) - 1000;
            if (random.nextBoolean()) {
                schedule.adopt(Map.of(name, lbstatus));
                worker.lbstatus = lbstatus;
            } else {
                schedule.advance(Map.of(name, 300), Map.of(name, 300 + lbstatus));
                worker.lbstatus += lbstatus;
            }
        }

        private void choose(String now) {
            String route = random.nextInt(3) == 0 ? "m" + random.nextInt(10) : null;
            List<PlainWalk.Worker> tried = random.nextInt(5) == 0 ? List.of(any()) : List.of();

            Choice choice = balancer.choose(
                    route, 0, tried.stream().map(worker -> worker.member).toList(), nowNanos);

            PlainWalk.Worker expected = plain.choose(route, tried, nowNanos);
            Member chosen = choice instanceof Choice.Chosen found ? found.member() : null;
            assertThat(chosen).as(now).isEqualTo(expected == null ? null : expected.member);
        }

        private List<Integer> statuses() {
            return plain.workers.stream().map(worker -> worker.lbstatus).toList();
        }
    }
}
