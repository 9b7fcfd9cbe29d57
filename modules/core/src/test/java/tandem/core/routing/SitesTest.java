package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.config;
import static tandem.core.Samples.member;
import static tandem.core.Samples.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.setting.Settings;

final class SitesTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.7");

    @ParameterizedTest
    @CsvSource({
        "web, a.example.com, /, a",
        "web, x.b.example.com, /, b",
        "web, unknown.example.com, /, a",
        "web, '', /, a",
        "web, x.b.example.com, /all/x, all",
        "other, a.example.com, /, none",
        "other, a.example.com, /all, all",
        "web, a.example.com, /%2Fx, 404",
        "web, x.b.example.com, /%2Fx, b",
    })
    void a_name_beats_a_site_for_every_host_and_routes_outside_of_sites_come_first(
            String listener, String host, String path, String expected) throws Exception {
        RoutingTable table = table();

        Routed routed = table.route(listener, host, RequestPath.parse(path), CLIENT);

        String found = switch (routed) {
            case Routed.Forward forward -> forward.balancer().name();
            case Routed.Answer answer -> answer.reason().contains("encoded slash") ? "404" : "none";
            case Routed.Manager manager -> "manager";
        };
        assertThat(found).isEqualTo(expected);
    }

    private static RoutingTable table() {
        SiteConfig a = site("a", List.of("a.example.com", "*"), SiteConfig.EncodedSlashes.REFUSE);
        SiteConfig b = site("b", List.of("*.b.example.com"), SiteConfig.EncodedSlashes.KEEP);
        TandemConfig config = config(
                        Map.of("a", balancer(member("m")), "b", balancer(member("m")), "all", balancer(member("m"))),
                        List.of(route("/all", "all")))
                .edit()
                .sites(List.of(a, b))
                .done();
        return RoutingTable.of(config, Settings.NONE, Map.of(), null);
    }

    private static SiteConfig site(String name, List<String> hosts, SiteConfig.EncodedSlashes slashes) {
        RouteConfig route = route("*", "/", Optional.of(name), Optional.empty());
        return new SiteConfig(
                name,
                List.of("web"),
                hosts,
                Optional.empty(),
                slashes,
                SiteConfig.Trace.OFF,
                List.of(),
                List.of(),
                List.of(),
                List.of(route),
                List.of(),
                List.of());
    }
}
