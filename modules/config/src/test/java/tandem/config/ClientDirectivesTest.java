package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.ByteSize;
import tandem.core.config.ClientLimits;
import tandem.core.config.RuleConfig;
import tandem.core.config.SourceAddress;
import tandem.core.config.TandemConfig;

/** What clients may send, and what of mod_proxy and its neighbours is carried out or named. */
final class ClientDirectivesTest {
    private static final String GOOD = "Listen 80\nProxyPass / balancer://c/\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private TandemConfig load(String lines) {
        TandemConfig fromHttpd = ConfigCase.ok(cases.httpd(GOOD + lines));
        assertThat(ConfigCase.ok(cases.yaml(YamlWriter.write(fromHttpd)))).isEqualTo(fromHttpd);
        return fromHttpd;
    }

    @Test
    void limits_and_times_become_those_of_clients() {
        TandemConfig config = load("""
                LimitRequestLine 16384
                LimitRequestFieldSize 65536
                LimitRequestFields 50
                KeepAlive On
                KeepAliveTimeout 5
                Timeout 90
                RequestReadTimeout header=20-40,minrate=500 body=10,MinRate=700
                """);

        ClientLimits limits = config.clientLimits();
        assertThat(limits.requestLine()).isEqualTo(ByteSize.kib(16));
        assertThat(limits.field()).isEqualTo(ByteSize.kib(64));
        assertThat(limits.head()).isEqualTo(ByteSize.kib(144));
        assertThat(limits.fields()).isEqualTo(50);
        assertThat(limits.minRate()).isEqualTo(new ByteSize(700));
        assertThat(limits.minRateGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.clientTimeouts().keepAlive()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.clientTimeouts().idle()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.clientTimeouts().requestHead()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void a_file_that_says_nothing_leaves_the_defaults() {
        assertThat(load("").clientLimits()).isEqualTo(ClientLimits.DEFAULT);
    }

    @Test
    void bodies_are_limited_where_a_section_says_so() {
        List<RuleConfig> rules = load("""
                LimitRequestBody 1048576
                <Location /upload>
                  LimitRequestBody 0
                </Location>
                """).sites().get(0).rules();

        assertThat(rules.get(0).maxBody()).contains(ByteSize.mib(1));
        assertThat(rules.get(1).path()).isEqualTo("/upload");
        assertThat(rules.get(1).maxBody()).contains(new ByteSize(0));
    }

    @Test
    void members_are_reached_from_the_address_that_is_given() {
        assertThat(load("ProxySourceAddress 192.0.2.10\n").balancers().get("c").sourceAddress())
                .contains(SourceAddress.parse("192.0.2.10"));
    }

    @Test
    void a_virtual_hosts_max_forwards_wins() {
        TandemConfig config = load("""
                ProxyMaxForwards 9
                <VirtualHost *:80>
                  ServerName a
                  ProxyMaxForwards 3
                </VirtualHost>
                <VirtualHost *:80>
                  ServerName b
                </VirtualHost>
                """);

        assertThat(config.sites().get(0).rules().get(0).requestFields().get(0).value())
                .isEqualTo("3");
        assertThat(config.sites().get(1).rules().get(0).requestFields().get(0).value())
                .isEqualTo("9");
    }

    /** Each row: a line of a good file, and the warning that says what it does not do; none: it is carried out. */
    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '~', textBlock = """
        ProxyIOBufferSize 65536   ^ ProxyIOBufferSize: has no effect here: buffers are sized by what is under way
        ProxyReceiveBufferSize 512 ^ ProxyReceiveBufferSize: has no effect here: buffers are sized by what is under way
        ProxyBadHeader IsError    ^ none
        ProxyBadHeader Ignore     ^ ProxyBadHeader: Ignore has no effect here: a malformed field of a member gives 502, as with IsError; what is guessed from it could be another client's response
        ProxyBadHeader StartBody  ^ ProxyBadHeader: StartBody has no effect here: a malformed field of a member gives 502, as with IsError; what is guessed from it could be another client's response
        Proxy100Continue On       ^ none
        Proxy100Continue Off      ^ Proxy100Continue: Off has no effect here: 100 Continue comes from the member, as with On
        ProxyMaxForwards -1       ^ none
        ProxyMaxForwards 10       ^ none
        ProxySourceAddress 127.0.0.9 ^ none
        ProxyHCTPsize 32          ^ ProxyHCTPsize: has no effect here: every member is probed on a thread of its own, at most 64 at a time
        BalancerInherit Off       ^ BalancerInherit: Off has no effect here: virtual hosts see the main server's balancers and ProxyPass
        BalancerInherit On        ^ none
        ProxyPassInherit Off      ^ ProxyPassInherit: Off has no effect here: virtual hosts see the main server's balancers and ProxyPass
        BalancerGrowth 10         ^ BalancerGrowth: has no effect here: members are added at run time without a limit
        BalancerPersist Off       ^ BalancerPersist: has no effect here: operators' settings are kept over a restart in any case (ADR 31)
        ErrorLog logs/error.log   ^ ErrorLog: has no effect here: what this node has to say goes to standard error, which systemd keeps in its journal
        ProxyStatus On            ^ ProxyStatus: has no effect here: members and their counters are shown by `tandem status` and /metrics
        KeepAlive Off             ^ KeepAlive: has no effect here: connections are kept for further requests; KeepAliveTimeout says how long
        MaxKeepAliveRequests 100  ^ MaxKeepAliveRequests: has no effect here: a connection carries any number of requests
        RequestReadTimeout body=20 ^ RequestReadTimeout: the whole time of a body is not limited, only its pace: write body=SECONDS,MinRate=BYTES
        RequestReadTimeout handshake=5 ^ RequestReadTimeout: handshake has no effect here: TLS handshakes have a limit of their own
        LimitRequestFields 0      ^ LimitRequestFields: 0 is not carried out; the limit is 1000 fields
        LimitRequestLine 0        ^ LimitRequestLine: 0 is not carried out; the limit is 1048576 bytes
        LimitRequestBody 102400   ^ none
        HttpProtocolOptions Strict LenientMethods ^ none
        HttpProtocolOptions Unsafe ^ HttpProtocolOptions: Unsafe has no effect here: requests are read as with Strict, LenientMethods and Require1.0
        BalancerMember balancer://c http://192.0.2.1 max=1 smax=1 ^ smax: has no effect here: connections are opened as needed, closed when ttl is over, and httpd does not use older ones again either
        """)
    void what_has_no_effect_is_named(String line, String warning) {
        List<String> warnings = ConfigCase.warnings(cases.httpd(GOOD + line + "\n"));

        if (warning.equals("none")) {
            assertThat(warnings).noneSatisfy(found -> assertThat(found).contains(":3:"));
        } else {
            assertThat(warnings)
                    .anySatisfy(found ->
                            assertThat(found).startsWith("httpd.conf:3:").contains(warning));
        }
    }

    @Test
    void limits_in_a_virtual_host_are_named() {
        assertThat(ConfigCase.warnings(cases.httpd(GOOD + """
                <VirtualHost *:80>
                  ServerName a
                  LimitRequestLine 100
                </VirtualHost>
                """)))
                .anySatisfy(found -> assertThat(found).contains("LimitRequestLine: has no effect in <VirtualHost>"));
    }
}
