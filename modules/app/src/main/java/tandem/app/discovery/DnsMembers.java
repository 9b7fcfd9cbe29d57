package tandem.app.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.naming.NamingException;
import tandem.core.config.DiscoveryConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.Weight;
import tandem.core.setting.MemberValues;

/** Makes members of DNS records. Any thread; blocks. */
final class DnsMembers {
    private static final int MOST_WEIGHT = 100;
    private static final int MOST_SETS = 99;

    private final DiscoveryConfig config;
    private final DnsAnswers answers;

    /** One SRV record. */
    private record Service(int priority, int weight, int port, String target) {
        static Service parse(String text) {
            String[] words = text.trim().split("\\s+");
            if (words.length != 4) {
                throw new IllegalArgumentException("'" + text + "' is no SRV record");
            }
            return new Service(
                    Integer.parseInt(words[0]),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    words[3].replaceAll("\\.$", "").toLowerCase(Locale.ROOT));
        }
    }

    DnsMembers(DiscoveryConfig config) {
        this.config = config;
        this.answers = new DnsAnswers(config.servers());
    }

    Finding find() {
        String name = config.srv().or(config::dns).orElse("");
        try {
            List<MemberConfig> members = config.srv().isPresent() ? services(name) : addresses(name);
            return members.isEmpty()
                    ? new Finding.Nothing(
                            "DNS has no " + (config.srv().isPresent() ? "SRV record" : "address") + " of " + name)
                    : new Finding.Members(members);
        } catch (NamingException | IllegalArgumentException e) {
            return new Finding.Nothing("DNS does not tell " + name + ": " + e.getMessage());
        }
    }

    private List<MemberConfig> addresses(String name) throws NamingException {
        Map<String, List<String>> records = answers.of(name, "A", "AAAA");
        int port = config.port().orElse(0);
        return Stream.of("A", "AAAA")
                .flatMap(type -> records.getOrDefault(type, List.of()).stream().sorted())
                .map(address -> address.indexOf(':') >= 0 ? "[" + address + "]" : address)
                .map(host -> member(host + ":" + port, Map.of()))
                .toList();
    }

    private List<MemberConfig> services(String name) throws NamingException {
        List<Service> services = new ArrayList<>();
        for (String text : answers.of(name, "SRV").getOrDefault("SRV", List.of())) {
            Service service = Service.parse(text);
            if (!service.target().isEmpty()) {
                services.add(service);
            }
        }
        services.sort(Comparator.comparing(Service::target).thenComparing(Service::port));
        List<Integer> priorities = List.copyOf(
                new TreeSet<>(services.stream().map(Service::priority).toList()));
        int heaviest = services.stream().mapToInt(Service::weight).max().orElse(1);
        return services.stream()
                .map(service -> member(
                                service.target() + ":" + service.port(),
                                Map.of(
                                        "lbset",
                                        String.valueOf(Math.min(MOST_SETS, priorities.indexOf(service.priority())))))
                        .edit()
                        .weight(weight(service.weight(), heaviest))
                        .done())
                .toList();
    }

    private static Weight weight(int given, int heaviest) {
        double scaled = heaviest > MOST_WEIGHT ? given * (double) MOST_WEIGHT / heaviest : given;
        return Weight.parse(String.format(Locale.ROOT, "%.2f", Math.max(1, scaled)));
    }

    private MemberConfig member(String hostAndPort, Map<String, String> own) {
        Map<String, String> values = new HashMap<>(config.values());
        own.forEach(values::putIfAbsent);
        return MemberValues.found(hostAndPort, (config.tls() ? "https://" : "http://") + hostAndPort, values);
    }
}
