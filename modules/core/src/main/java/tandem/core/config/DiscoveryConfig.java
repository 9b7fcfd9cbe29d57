package tandem.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Where a balancer's members are found, beside those that the configuration lists. One of file, dns and srv is given. */
public record DiscoveryConfig(
        @Key(
                doc =
                        "A file with members: a URL a line, or a YAML list with the keys of balancers.NAME.members. It is replaced as a"
                                + " whole: write another, then rename it.",
                fallback = "",
                example = "/etc/tandem/app.members")
        Optional<Path> file,

        @Key(
                doc = "A name whose every address (A and AAAA) is a member at `port`.",
                fallback = "",
                example = "app.internal.example")
        Optional<String> dns,

        @Key(doc = "With dns: the port of its members.", fallback = "", example = "8080", range = "1..65535")
        OptionalInt port,

        @Key(
                doc =
                        "A name whose every SRV record is a member, with its port and weight; priorities are lbsets, the lowest first.",
                fallback = "",
                example = "_http._tcp.app.example")
        Optional<String> srv,

        @Key(doc = "With dns and srv: members are spoken to by TLS (https).", fallback = "false")
        boolean tls,

        @Key(
                doc =
                        "With dns and srv: the name servers, as ADDRESS or ADDRESS:PORT; default: the machine's (/etc/resolv.conf).",
                fallback = "",
                example = "[192.0.2.53]")
        List<String> servers,

        @Key(doc = "How often the file is looked at, or the name asked for.", fallback = "5s", range = "1s..24h")
        Duration every,

        @Key(
                doc =
                        "What holds for each member that is found, unless the file says otherwise: keys that `tandem member ... set`"
                                + " takes, such as timeout or retry.",
                fallback = "",
                example = "{retry: 10s}")
        Map<String, String> values) {

    public DiscoveryConfig {
        servers = List.copyOf(servers);
        values = Ordered.copy(values);
    }

    /** Where members come from, in words, such as {@code dns app.example:8080}. */
    public String source() {
        return file.map(path -> "file " + path)
                .or(() -> srv.map(name -> "srv " + name))
                .orElse("dns " + dns.orElse("") + ":" + port.orElse(0));
    }
}
