package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.Samples;
import tandem.core.balance.RouteSeals;
import tandem.core.config.AccessConfig;
import tandem.core.config.Requirement;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.routing.RequestPath.BadPath;
import tandem.core.rule.StubFacts;

/** Who may use a route, by network, header and path. */
final class AccessTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "header X-Partner | /            | blue  | true",
                "header X-Partner | /            |       | false",
                "header X-Partner blue green | / | green | true",
                "header X-Partner blue green | / | Green | false",
                "header X-Partner blue* | /      | blue1 | true",
                "header X-Partner blue* | /      | ablue | false",
                "path /admin /pay | /pay/now     |       | true",
                "path /admin /pay | /payer       |       | false",
                "not path /admin  | /x           |       | false",
                "all(all granted; not path /admin) | /x       | | true",
                "all(all granted; not path /admin) | /admin/x | | false",
                "all(all granted; not path /admin) | /%61dmin | | false",
                "all(all granted; not path /admin) | //admin  | | false",
                "all(ip 198.51.100.0/24; header X-Partner) | / | blue | true",
                "all(ip 192.0.2.0/24; header X-Partner) | /    | blue | false",
            })
    void route_is_for_those_that_meet_what_it_requires(String require, String target, String partner, boolean may)
            throws BadPath {
        StubFacts facts = new StubFacts().target(target);
        if (partner != null) {
            facts.with("X-Partner", partner);
        }

        Routed routed = table(require).route("web", "www.example.com", RequestPath.parse(target), facts);

        if (may) {
            assertThat(routed).isInstanceOf(Routed.Forward.class);
        } else {
            assertThat(routed)
                    .isInstanceOfSatisfying(
                            Routed.Answer.class,
                            answer -> assertThat(answer.status()).isEqualTo(403));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "header X-Partner",
                "header X-Partner blue green*",
                "path /admin /pay",
                "all(ip 192.0.2.0/24; not path /admin)"
            })
    void requirement_is_written_as_it_is_read(String text) {
        assertThat(Requirement.parse(text)).hasToString(text);
    }

    @Test
    void httpd_conf_has_none_of_them() {
        assertThatThrownBy(() -> Requirement.plain(List.of("header", "X-Partner")))
                .hasMessageContaining("'header' is not carried out");
    }

    private static RoutingTable table(String require) {
        RouteConfig all = Samples.route("/", "app");
        AccessConfig access = AccessConfig.EVERYBODY.with(Requirement.parse(require));
        RouteConfig guarded = new RouteConfig(
                all.listener(),
                all.host(),
                all.path(),
                all.balancer(),
                all.to(),
                true,
                true,
                all.via(),
                access,
                all.reverse());
        TandemConfig config = Samples.config(Map.of("app", Samples.balancer(Samples.member("a"))), List.of(guarded));
        return RoutingTable.first(config, RouteSeals.NONE);
    }
}
