package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.TandemConfig;

final class YamlWriterTest {
    private static final String DEFAULTS =
            "TandemConfig[node=Optional.empty, stateDirectory=/var/lib/tandem, cluster=Optional.empty, "
                    + "vips=[], serverName=Optional.empty, drain=PT1M, listeners={web=ListenerConfig[listen=*:80, "
                    + "tls=Optional.empty, proxyProtocol=Optional.empty, clientCertificates=Optional.empty, hsts=Optional.empty, redirectToHttps=OptionalInt.empty, http2=false, rateLimits=[], compression=Optional.empty]}, "
                    + "balancers={app=BalancerConfig[policy=BYREQUESTS, hash=HashConfig[by=SOURCE, name=Optional.empty, surplus=0], "
                    + "sticky=Optional[StickyConfig[cookie=Optional[c], parameter=Optional.empty, separator=., "
                    + "semicolonEnds=false, issue=Optional.empty]], nofailover=false, maxAttempts=OptionalInt.empty, forceRecovery=true, waitForMember=PT0S, failOnStatus=[], "
                    + "failOnTimeout=false, health=Optional.empty, "
                    + "members=[MemberConfig[name=n, url=http://h, route=, weight=1, setting=[], lbset=0, retry=PT1M, "
                    + "redirect=, connectTimeout=PT3S, timeout=PT1M, reuse=true, keepIdle=PT1M, ping=Optional.empty, "
                    + "health=Optional.empty, limit=MemberLimitConfig[connections=0, patience=Optional.empty, queue=OptionalInt.empty], "
                    + "resolveEvery=PT30S, slowStart=PT0S, proxyProtocol=OFF, shift=Optional.empty]], "
                    + "tls=MemberTlsConfig[verify=true, ca=[], checkName=true, checkExpiry=true, "
                    + "serverName=Optional.empty, certificate=Optional.empty, protocols=[TLSv1.2, TLSv1.3], "
                    + "ciphers=[]], manager=ManagerEdits[nonce=Optional.empty, growth=0], "
                    + "sourceAddress=Optional.empty, outliers=Optional.empty, retries=Optional.empty, "
                    + "shift=Optional.empty, shiftBy=HashConfig[by=SOURCE, name=Optional.empty, surplus=0], "
                    + "closed=ClosedConfig[enabled=false, message=, text=, file=Optional.empty, contentType=Optional.empty, retryAfter=PT5M, "
                    + "allow=[], cookie=Optional.empty], ftp=FtpConfig[anonymous, UTF-8]]}, discovery={}, registration=Optional.empty, heartbeats=Optional.empty, "
                    + "routes=[RouteConfig[listener=*, host=*, path=/, pattern=Optional.empty, "
                    + "matching=DECODED, balancer=Optional[app], answer=Optional.empty, to=Optional.empty, "
                    + "preserveHost=true, forwarded=true, via=ON, access=AccessConfig[order=DENY_ALLOW, allow=[], "
                    + "deny=[], allowVariables=[], denyVariables=[], require=Optional.empty], reverse=[], priority=NORMAL, rateLimits=[], match=Optional.empty, compression=Optional.empty]], rateLimits={}, guards=[], "
                    + "sites=[], forwardProxies={}, errorPages=[], errorOverride=off, accessLog=[], acme=Optional.empty, clientAddress=Optional.empty, clientTimeouts=ClientTimeouts[requestHead=PT10S, "
                    + "keepAlive=PT1M, idle=PT1M], clientLimits=ClientLimits[requestLine=8KiB, "
                    + "head=32KiB, fields=100, field=32KiB, trailers=8KiB, chunkExtensions=4KiB, minRate=500B, "
                    + "minRateGrace=PT20S, connections=20000, connectionsPerAddress=10000, buffered=128MiB], admin=AdminConfig[listen=127.0.0.1:9990, tls=Optional.empty, users=Optional.empty, clientCertificates=Optional.empty, sessions=SessionsConfig[idle=PT30M, life=PT12H], socket=AdminSocketConfig[path=Optional.empty, roles={}, others=OPERATOR]], "
                    + "metrics=MetricsConfig[listen=Optional.empty, allow=[]], tracing=Optional.empty, "
                    + "balancerManager=BalancerManagerConfig[compatible=false, requireReferer=Optional.empty]]";

    @TempDir
    Path directory;

    @Test
    void what_it_writes_loads_to_an_equal_configuration() {
        ConfigCase cases = new ConfigCase(directory);
        TandemConfig config = ConfigCase.ok(cases.yaml("""
                node: lb1
                state-directory: /srv/a state
                server-name: "null"
                drain: 90m
                cluster:
                  name: shop
                  nodes: {lb1: ["2001:db8::11", 203.0.113.11], lb2: [198.51.100.12, 203.0.113.12]}
                  witnesses: {w1: 198.51.100.13}
                  quorum: majority
                  on-quorum-loss: hold
                  fence: [/bin/fence, --now, "#1"]
                  fence-timeout: 90s
                  secret-file: key
                  profile: fast
                vips: [{address: 198.51.100.100/24, interface: eth0, prefer: lb2}, {address: 127.0.0.100, provider: exec, command: [/bin/hook], command-timeout: 1s, prefer: lb2}]
                listeners: {web: {listen: "*:80"}, six: {listen: "[2001:db8::1]:81"}}
                balancers:
                  app:
                    sticky: {cookie: "a b", separator: "off"}
                    nofailover: true
                    max-attempts: 0
                    members:
                      - {name: "#1", url: "http://[2001:db8::21]:8080/x", weight: 1.5, setting: [standby, ignore-errors], reuse: false}
                      - {name: n2, url: "http://h", route: "1", setting: draining, retry: 1500ms}
                routes:
                  - {host: "*.example.com", path: "/ä \\"q\\"", balancer: app, to: "", via: full, access: {order: allow-deny, allow: [192.0.2.0/24, "2001:db8::/32"], deny: all}}
                  - {path: /off}
                  - {balancer: app, reverse: [{path: /, url: "balancer://app/"}]}
                guards: [{path: /x}]
                client-timeouts: {idle: 5s}
                metrics: {listen: "127.0.0.1:9999"}
                """));

        String yaml = YamlWriter.write(config);

        assertThat(ConfigCase.ok(cases.yaml(yaml))).as(yaml).isEqualTo(config);
    }

    @Test
    void init_plans_one_file_that_every_node_loads() throws IOException {
        Path httpd = new ConfigCase(directory).file("seed.conf", ConfigCase.resource("seed.conf"));
        Map<String, String> nodes = new LinkedHashMap<>();
        nodes.put("lb1", "198.51.100.11");
        nodes.put("lb2", "198.51.100.12");

        InitFiles.Plan plan = InitFiles.plan(httpd, nodes, Map.of(), "198.51.100.100/24@eth0", "shop");
        InitFiles.Plan refused = InitFiles.plan(httpd, nodes, Map.of(), "198.51.100.100/99@eth0", "shop");

        assertThat(plan).isInstanceOf(InitFiles.Plan.Ready.class);
        assertThat(((InitFiles.Plan.Ready) plan).yaml()).isEqualTo("""
                state-directory: /var/lib/tandem
                cluster:
                  name: shop
                  nodes:
                    lb1: 198.51.100.11
                    lb2: 198.51.100.12
                  secret-file: /etc/tandem/cluster.key
                vips:
                  - address: 198.51.100.100/24
                    interface: eth0
                httpd: httpd.conf
                """);
        assertThat(refused).isInstanceOf(InitFiles.Plan.Refused.class);
    }

    @Test
    void init_lists_a_witness_that_loads_the_same_file() throws IOException {
        Path httpd = new ConfigCase(directory).file("seed.conf", ConfigCase.resource("seed.conf"));
        Map<String, String> nodes = new LinkedHashMap<>();
        nodes.put("lb1", "198.51.100.11");
        nodes.put("lb2", "198.51.100.12");

        InitFiles.Plan plan =
                InitFiles.plan(httpd, nodes, Map.of("w1", "198.51.100.13"), "198.51.100.100/24@eth0", "shop");
        InitFiles.Plan refused =
                InitFiles.plan(httpd, nodes, Map.of("lb1", "198.51.100.13"), "198.51.100.100/24@eth0", "shop");

        assertThat(plan).isInstanceOf(InitFiles.Plan.Ready.class);
        assertThat(((InitFiles.Plan.Ready) plan).yaml())
                .contains("  witnesses:\n    w1: 198.51.100.13\n  secret-file:");
        assertThat(((InitFiles.Plan.Refused) refused).findings().toString()).contains("is the name of a node already");
    }

    @Test
    void every_default_is_recorded_here() {
        TandemConfig defaults = ConfigCase.ok(new ConfigCase(directory).yaml("""
                listeners: {web: {listen: "*:80"}}
                balancers: {app: {sticky: {cookie: c}, members: [{name: n, url: "http://h"}]}}
                routes: [{balancer: app}]
                """));

        assertThat(defaults.toString()).isEqualTo(DEFAULTS);
        assertThat(defaults.node()).isEqualTo(Optional.empty());
    }
}
