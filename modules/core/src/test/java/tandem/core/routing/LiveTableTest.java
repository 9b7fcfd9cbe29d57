package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.Samples.addresses;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.config;
import static tandem.core.Samples.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;

final class LiveTableTest {
    private static final BalancerConfig TWO = balancer(member("a"), member("b"));
    private static final BalancerConfig THREE = balancer(member("a"), member("b"), member("c"));

    @Test
    void no_change_of_an_operator_is_lost_when_several_come_at_once() throws Exception {
        LiveTable live = table();
        SettingKey key = new SettingKey("app", "a");
        List<Runnable> operators = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Settings.Change by = new Settings.Change("lb" + i, "anna", 1, "");
            operators.add(() -> {
                for (int n = 0; n < 100; n++) {
                    live.settingChanged(key, before -> before.withFlags(Set.of(MemberFlag.DISABLED)), by);
                }
            });
        }

        atOnce(operators);

        assertThat(live.current().settings().setting(key).map(Setting::revision))
                .contains(400L);
    }

    @Test
    void schedule_knows_every_member_when_file_names_and_settings_change_at_once() throws Exception {
        for (int round = 0; round < 500; round++) {
            LiveTable live = table();
            Settings.Change by = new Settings.Change("lb1", "anna", 1, "");

            atOnce(List.of(
                    () -> live.configChanged(config(Map.of("app", THREE), List.of())),
                    () -> live.addressesResolved(addresses("app", THREE)),
                    () -> live.addressesResolved(addresses("app", THREE)),
                    () -> live.settingChanged(new SettingKey("app", "b"), before -> before, by)));

            assertThat(live.current().balancers().get("app").schedule().snapshot())
                    .as("round %d", round)
                    .containsOnlyKeys("a", "b", "c");
            assertThat(live.current().addresses()).containsKey("app/c");
            assertThat(live.current().settings().records()).hasSize(1);
        }
    }

    @Test
    void addresses_that_did_not_change_leave_the_table_as_it_is() {
        LiveTable live = table();
        RoutingTable before = live.current();

        live.addressesResolved(addresses("app", TWO));

        assertThat(live.current()).isSameAs(before);
    }

    private static LiveTable table() {
        return new LiveTable(
                RoutingTable.of(config(Map.of("app", TWO), List.of()), Settings.NONE, addresses("app", TWO), null));
    }

    private static void atOnce(List<Runnable> actions) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(actions.size());
        List<Thread> threads = new ArrayList<>();
        for (Runnable action : actions) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                action.run();
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
