package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberFlag;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;
import tandem.proxy.RawClient.Response;

/** Requests that wait for some member to become usable (a balancer's timeout). */
class WaitForMemberTest {
    private static final Settings.Change ANNA = new Settings.Change("lb1", "anna", 0, "");

    @Test
    void fov_20_request_waits_until_an_operator_enables_a_member() throws Exception {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .flag("a", MemberFlag.DISABLED)
                        .rules(r ->
                                r.edit().waitForMember(Duration.ofSeconds(20)).done())
                        .start();
                RawClient one = bench.client();
                RawClient other = bench.client()) {
            CompletableFuture<Response> first = asked(one, RawClient.get("/"));
            CompletableFuture<Response> second = asked(other, RawClient.post("/", "body"));
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> !first.isDone() && !second.isDone());

            bench.table.settingChanged(
                    new SettingKey("app", "a"), value -> SettingValue.CLEARED.withFlags(Set.of()), ANNA);

            assertThat(first.get(5, TimeUnit.SECONDS).body()).isEqualTo("a");
            assertThat(second.get(5, TimeUnit.SECONDS).body()).isEqualTo("a");
            assertThat(a.requests).anySatisfy(request -> assertThat(request).endsWith("body"));
        }
    }

    @Test
    void fov_21_wait_ends_with_503_for_each_request_by_its_own_time() throws Exception {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .flag("a", MemberFlag.DISABLED)
                        .rules(r ->
                                r.edit().waitForMember(Duration.ofSeconds(1)).done())
                        .clock(clock)
                        .start();
                RawClient one = bench.client();
                RawClient other = bench.client()) {
            CompletableFuture<Response> first = asked(one, RawClient.get("/"));
            Awaitility.await().during(Duration.ofMillis(250)).until(() -> !first.isDone());
            clock.advance(Duration.ofMillis(700));
            CompletableFuture<Response> second = asked(other, RawClient.get("/"));
            Awaitility.await().during(Duration.ofMillis(250)).until(() -> !first.isDone() && !second.isDone());

            clock.advance(Duration.ofMillis(400));

            assertThat(first.get(5, TimeUnit.SECONDS).status()).isEqualTo(503);
            assertThat(second.isDone()).isFalse();
            clock.advance(Duration.ofMillis(700));
            assertThat(second.get(5, TimeUnit.SECONDS).status()).isEqualTo(503);
        }
    }

    private static CompletableFuture<Response> asked(RawClient client, String request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.ask(request);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                Thread::startVirtualThread);
    }
}
