package tandem.config;

import java.util.Map;
import java.util.stream.Stream;
import tandem.core.config.DiscoveryConfig;
import tandem.core.config.TandemConfig;
import tandem.core.setting.MemberValues;
import tandem.core.text.IpAddress;
import tandem.core.text.NearestName;

/** Where members are found: of a balancer that is there, in one place, with values that can be read. */
final class DiscoveryChecks {
    private final TandemConfig config;
    private final Places places;
    private final Report report;

    DiscoveryChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.discovery().forEach((name, discovery) -> {
            String key = "discovery." + name;
            if (!config.balancers().containsKey(name)) {
                String near = NearestName.to(name, config.balancers().keySet())
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("; write balancers." + name);
                error(key, "there is no balancer named '" + name + "'" + near);
            }
            place(key, discovery);
            values(key, discovery.values());
        });
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void place(String key, DiscoveryConfig discovery) {
        long given = Stream.of(
                        discovery.file().isPresent(),
                        discovery.dns().isPresent(),
                        discovery.srv().isPresent())
                .filter(present -> present)
                .count();
        if (given != 1) {
            error(
                    key,
                    given == 0
                            ? "says nowhere to look; write one of file, dns and srv"
                            : "write one of file, dns and srv");
        }
        if (discovery.dns().isPresent() != discovery.port().isPresent()) {
            error(
                    key,
                    discovery.dns().isPresent()
                            ? "dns needs the port of its members; write port"
                            : "port goes with dns alone");
        }
        if (discovery.file().isPresent()
                && (discovery.tls() || !discovery.servers().isEmpty())) {
            error(key, "tls and servers go with dns and srv; a file's URLs say https themselves");
        }
        Stream.concat(discovery.dns().stream(), discovery.srv().stream())
                .filter(name -> !name.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})"))
                .forEach(name -> error(key, "'" + name + "' is not a name that DNS could know"));
        for (int i = 0; i < discovery.servers().size(); i++) {
            String server = discovery.servers().get(i);
            String host = server.replaceAll("^\\[(.*)\\](:\\d{1,5})?$", "$1");
            if (host.equals(server)) {
                host = server.replaceAll("^([^:]*):\\d{1,5}$", "$1");
            }
            if (!IpAddress.valid(host)) {
                error(key + ".servers[" + i + "]", "'" + server + "' is not ADDRESS or ADDRESS:PORT");
            }
        }
    }

    private void values(String key, Map<String, String> values) {
        values.forEach((name, text) -> {
            try {
                if (name.equals(MemberValues.URL) || name.equals("route")) {
                    throw new IllegalArgumentException("each member has a " + name + " of its own");
                }
                MemberValues.check(name, text);
            } catch (IllegalArgumentException e) {
                error(key + ".values." + name, String.valueOf(e.getMessage()));
            }
        });
    }
}
