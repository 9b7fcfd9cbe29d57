package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.balance.Member;

class MemberResolverTest {
    private final Map<String, String> names = new ConcurrentHashMap<>();

    private InetAddress lookup(String host) throws UnknownHostException {
        String address = names.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return InetAddress.ofLiteral(address);
    }

    private static Bench bench() {
        return Bench.with()
                .member("a", "http://node1.example:8080", m -> m)
                .member("b", "http://192.0.2.9", m -> m)
                .unresolved("a")
                .unresolved("b")
                .start();
    }

    private static Member member(Bench bench, String name) {
        return bench.table.current().balancers().get("app").member(name).orElseThrow();
    }

    @Test
    void literal_addresses_count_at_once_and_names_when_they_resolve() {
        names.put("node1.example", "192.0.2.21");
        try (Bench bench = bench();
                MemberResolver resolver = new MemberResolver(bench.table, ProxyEvents.NONE, this::lookup)) {
            resolver.start();

            assertThat(member(bench, "a").address().orElseThrow().toString()).contains("192.0.2.21:8080");
            assertThat(member(bench, "b").address().orElseThrow().toString()).contains("192.0.2.9:80");
        }
    }

    @Test
    void name_that_leads_nowhere_is_a_named_warning_once_and_comes_up_later() {
        try (Bench bench = bench();
                MemberResolver resolver = new MemberResolver(bench.table, recording(bench), this::lookup)) {
            resolver.start();
            resolver.configChanged();
            Awaitility.await().until(() -> member(bench, "b").address().isPresent());
            assertThat(member(bench, "a").address()).isEmpty();

            names.put("node1.example", "192.0.2.21");
            resolver.configChanged();
            Awaitility.await().until(() -> member(bench, "a").address().isPresent());
            Awaitility.await().until(() -> bench.events.size() == 2);

            assertThat(bench.events.get(0))
                    .isEqualTo("member app/a is down: its name node1.example does not resolve; it is asked again every"
                            + " 30 s");
            assertThat(bench.events.get(1)).isEqualTo("member app/a is back: its name node1.example resolves now");
        }
    }

    @Test
    void name_is_asked_for_as_often_as_its_member_says() {
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        try (Bench bench = Bench.with()
                        .member(
                                "a",
                                "http://often.example",
                                m -> m.edit()
                                        .resolveEvery(Duration.ofSeconds(5))
                                        .done())
                        .member("b", "http://seldom.example", m -> m)
                        .unresolved("a")
                        .unresolved("b")
                        .start();
                MemberResolver resolver = new MemberResolver(bench.table, ProxyEvents.NONE, host -> {
                    asked.merge(host, 1, Integer::sum);
                    return lookup(host);
                })) {
            names.put("often.example", "192.0.2.21");
            for (int second = 1; second < 10; second++) {
                resolver.second();
            }
            assertThat(member(bench, "a").address().orElseThrow().toString()).contains("192.0.2.21");

            names.put("often.example", "192.0.2.22");
            for (int second = 10; second <= 30; second++) {
                resolver.second();
            }

            assertThat(member(bench, "a").address().orElseThrow().toString()).contains("192.0.2.22");
            assertThat(asked).isEqualTo(Map.of("often.example", 6, "seldom.example", 1));
        }
    }

    private static ProxyEvents recording(Bench bench) {
        return new ProxyEvents() {
            @Override
            public void memberFailed(String memberId, String sentence) {
                bench.events.add(sentence);
            }

            @Override
            public void memberRecovered(String memberId, String sentence) {
                bench.events.add(sentence);
            }

            @Override
            public void memberUnresolved(String memberId, String sentence) {
                bench.events.add(sentence);
            }
        };
    }

    @Test
    void last_known_address_is_kept_while_the_name_service_fails() {
        names.put("node1.example", "192.0.2.21");
        try (Bench bench = bench();
                MemberResolver resolver = new MemberResolver(bench.table, recording(bench), this::lookup)) {
            resolver.start();
            names.clear();
            resolver.start();

            assertThat(member(bench, "a").address()).isPresent();
            assertThat(bench.events).isEmpty();
        }
    }
}
